import { isJsonObject } from '../../util/index.js'
import type { TypeDocument } from '../documents/index.js'
import { misunderstood } from './misunderstood.js'

/**
 * Every `$ref` must lead to a definition or property of the same schema.
 * @throws AppError SCHEMA_UNREADABLE naming the reference that does not.
 */
export function checkReferences(
  typeName: string,
  model: Pick<TypeDocument, 'properties' | 'definitions'>,
): void {
  for (const ref of references(model)) {
    const [, kind, name = ''] = /^#\/(definitions|properties)\/([^/]+)$/.exec(ref) ?? []
    const found =
      kind === 'definitions' ? model.definitions : kind === undefined ? {} : model.properties
    if (found === undefined || !Object.hasOwn(found, decode(name)))
      throw misunderstood(typeName, `refers to ${ref}, which it does not contain`)
  }
}

function decode(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

function* references(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* references(item)
  if (!isJsonObject(value)) return
  // A property may itself be called $ref; only text is a reference.
  if (typeof value['$ref'] === 'string') yield value['$ref']
  for (const inner of Object.values(value)) yield* references(inner)
}
