import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { WireCall } from '../protocol.js'
import { factsOf } from './document-call.js'

/**
 * Services hide credentials in their answers; what stands in their place must never be sent back as if it were one.
 * @throws AppError MISSING_PROPERTY naming what has to be given anew
 */
export function refuseRedacted(schema: ResourceSchema, wire: WireCall): void {
  const { redacted } = factsOf(schema)
  if (redacted === undefined) return
  const sent = wire.kind === 'operation' ? wire.input : wire.body
  const paths = pathsOf(sent, redacted)
  if (paths.length === 0) return
  const { typeName } = schema
  throw new AppError(
    'MISSING_PROPERTY',
    `${typeName}: ${paths.join(', ')} must be given anew: the service hides ${paths.length === 1 ? 'it' : 'them'}, and sends all of the resource back or nothing`,
    { typeName, hint: 'SET the whole value that holds it, or give it by --input-json' },
  )
}

function pathsOf(value: unknown, redacted: string, path: readonly string[] = []): string[] {
  if (value === redacted) return [path.join('.')]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, redacted, [...path, key]))
}
