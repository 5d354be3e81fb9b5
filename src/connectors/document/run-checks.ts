import type { CheckDocument, PropertySchema, ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'

/** What is looked at: the values of a call, and what it does with them. */
export interface Checked {
  readonly schema: ResourceSchema
  readonly checks: readonly CheckDocument[] | undefined
  readonly on: 'insert' | 'update' | 'delete' | 'action'
  /** Columns, and parameters of the statement beside them. */
  readonly values: JsonObject
}

/**
 * Holds values against the rules of a document, before anything is sent.
 * @throws AppError MISSING_PROPERTY, VALUE_TYPE with the document's words
 */
export function runChecks({ schema, checks = [], on, values }: Checked, host: IoHost): void {
  for (const check of checks) {
    if (check.on?.includes(on) === false) continue
    for (const { path, value } of subjects(values, check.at?.split('/') ?? [])) {
      if (!holds(check.if, value)) continue
      if (check.known === true) noteUnknown(schema, check, { path, value }, host)
      else refuse(schema, check, { path, value })
    }
  }
}

interface Subject {
  readonly path: readonly string[]
  readonly value: JsonObject
}

/** The objects that a path leads to; `*` is each item of a list. */
function subjects(value: Json, path: readonly string[], done: readonly string[] = []): Subject[] {
  const [step, ...rest] = path
  if (step === undefined) return isJsonObject(value) ? [{ path: done, value }] : []
  if (step === '*') {
    const items = Array.isArray(value) ? (value as readonly Json[]) : []
    return items.flatMap((item, index) => subjects(item, rest, [...done, String(index)]))
  }
  const inner = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  return inner === undefined ? [] : subjects(inner, rest, [...done, step])
}

/** Whether all of some paths have one of their values; `null` stands for none. */
export function holds(conditions: CheckDocument['if'] | undefined, value: JsonObject): boolean {
  return Object.entries(conditions ?? {}).every(([path, wanted]) =>
    wanted.includes(scalarAt(value, path)),
  )
}

function scalarAt(value: JsonObject, path: string): string | number | boolean | null {
  const found = valueAt(value, path)
  return typeof found === 'object' || found === undefined ? null : found
}

function valueAt(value: JsonObject, path: string): Json | undefined {
  let at: Json | undefined = value
  for (const step of path.split('/')) {
    at =
      isJsonObject(at ?? null) && Object.hasOwn(at as JsonObject, step)
        ? (at as JsonObject)[step]
        : undefined
  }
  return at === null ? undefined : at
}

/** Without `absent` and `present`, what a rule is about is wrong in itself. */
function refuse(
  { typeName }: ResourceSchema,
  { absent, present, message }: CheckDocument,
  { path, value }: Subject,
): void {
  const missing = (present ?? []).filter((name) => valueAt(value, name) === undefined)
  const odd = (absent ?? []).filter((name) => valueAt(value, name) !== undefined)
  const isWrong = present === undefined && absent === undefined
  if (missing.length === 0 && odd.length === 0 && !isWrong) return
  const where = path.length === 0 ? '' : ` ${path.join('.')}`
  throw new AppError(
    missing.length > 0 ? 'MISSING_PROPERTY' : 'VALUE_TYPE',
    `${typeName}${where}: ${message}`,
    {
      typeName,
      ...(missing.length > 0 && { hint: `missing: ${missing.join(', ')}` }),
      ...(odd.length > 0 && { hint: `leave out: ${odd.join(', ')}` }),
    },
  )
}

/** Members that the schema does not have are sent, and told of. */
function noteUnknown(
  schema: ResourceSchema,
  { message }: CheckDocument,
  { path, value }: Subject,
  host: IoHost,
): void {
  const known = propertiesAt(schema, path)
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(known, name))
  for (const name of unknown) {
    host.notify({
      code: '2121',
      level: 'warning',
      text: `${schema.typeName}: ${[...path, name].join('.')} ${message}`,
    })
  }
}

function propertiesAt(
  schema: ResourceSchema,
  path: readonly string[],
): Readonly<Record<string, PropertySchema>> {
  let properties = schema.properties
  for (const step of path) properties = properties[step]?.properties ?? {}
  return properties
}
