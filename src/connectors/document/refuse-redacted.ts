import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { isJsonObject, jsonEqual, type Json, type JsonObject } from '../../util/index.js'
import type { WireCall } from '../protocol.js'
import type { CallScope } from './call-scope.js'
import { factsOf } from './document-call.js'

export interface RedactedUpdate {
  readonly scope: CallScope
  /** The member that says which credentials stand beside it. */
  readonly goesWith: string | undefined
}

/**
 * Services hide credentials in their answers; what stands in their place must never be sent back as if it were one,
 * and a whole that is sent back without them loses them.
 * @throws AppError MISSING_PROPERTY naming what has to be given anew
 */
export function refuseRedacted(
  schema: ResourceSchema,
  wire: WireCall,
  { scope, goesWith }: RedactedUpdate,
): void {
  const { redacted: marks } = factsOf(schema)
  if (marks === undefined) return
  const sent = ((wire.kind === 'operation' ? wire.input : wire.body) ?? null) as Json
  const { model, before = {} } = scope
  const hidden = leaves(before).filter(({ value }) => marks.includes(value))
  const copied = leaves(sent).filter(
    ({ path, value }) =>
      value === marks[0] || hidden.some((each) => each.value === value && each.path === path),
  )
  const lost =
    goesWith === undefined || sent === null
      ? []
      : hidden.filter(({ path }) => isLost(path, { model, before, goesWith }))
  const paths = [...new Set([...copied, ...lost].map(({ path }) => path.replaceAll('/', '.')))]
  if (paths.length === 0) return
  const { typeName } = schema
  throw new AppError(
    'MISSING_PROPERTY',
    `${typeName}: ${paths.join(', ')} must be given anew: the service hides ${paths.length === 1 ? 'it' : 'them'}, and takes all of the resource or nothing`,
    {
      typeName,
      hint: 'SET the whole value that holds it, with "${NAME}" for what the environment variable NAME has, or give it by --input-json',
    },
  )
}

interface Leaf {
  readonly path: string
  readonly value: string
}

/** The texts in a value, with their paths. */
function leaves(value: Json, path: readonly string[] = []): Leaf[] {
  if (typeof value === 'string') return [{ path: path.join('/'), value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value as JsonObject).flatMap(([key, inner]) =>
    leaves(inner, [...path, key]),
  )
}

/** True where what holds a hidden value stays what it was, and the value itself is not in it any more. */
function isLost(
  path: string,
  { model, before, goesWith }: { model: JsonObject; before: JsonObject; goesWith: string },
): boolean {
  const steps = path.split('/')
  const name = steps.at(-1) ?? ''
  const holder = objectAt(model, steps.slice(0, -1))
  if (holder === undefined || holder[name] !== undefined) return false
  const [now, was] = [objectAt(model, steps.slice(0, 1)), objectAt(before, steps.slice(0, 1))]
  return jsonEqual(now?.[goesWith] ?? null, was?.[goesWith] ?? null)
}

function objectAt(model: JsonObject, steps: readonly string[]): JsonObject | undefined {
  let at: Json | undefined = model
  for (const step of steps) at = isJsonObject(at ?? null) ? (at as JsonObject)[step] : undefined
  return isJsonObject(at ?? null) ? (at as JsonObject) : undefined
}
