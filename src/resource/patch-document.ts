import jsonPatch from 'fast-json-patch'
import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { copyJson, jsonText, type Json, type JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import { coerceValue } from './coerce.js'
import { parseJsonText } from './json-text.js'
import { formatPointer, isWithin, parsePointer, pointerPath } from './pointer.js'
import { suggestion } from './property-names.js'
import { childSchema } from './shape.js'

/** One RFC 6902 operation. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly path: string
  readonly from?: string
  readonly value?: Json
}

/** Longest PatchDocument that the service takes, in characters. */
export const MAX_PATCH_LENGTH = 262_144

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test']
const NEEDS_VALUE = ['add', 'replace', 'test']
const NEEDS_FROM = ['move', 'copy']

/**
 * The model after a patch; the model given is left as it is.
 *
 * @throws AppError VALUE_JSON where an operation does not apply.
 */
export function applyPatch(model: JsonObject, patch: readonly PatchOperation[]): JsonObject {
  const copy = copyJson(model)
  try {
    const operations = copyJson(patch as unknown as Json) as unknown as jsonPatch.Operation[]
    return jsonPatch.applyPatch(copy, operations, true).newDocument
  } catch (error) {
    const reason = AppError.from(error).message.split('\n')[0] ?? ''
    throw new AppError('VALUE_JSON', `the patch does not apply: ${reason}`, { cause: error })
  }
}

/**
 * Reads the text of `SET PatchDocument = '[...]'`: operations stay as written, except that paths get their
 * leading `/` and values added to known properties get the schema's types.
 *
 * @throws AppError VALUE_JSON, UNKNOWN_COLUMN, READ_ONLY_PROPERTY, CREATE_ONLY_PROPERTY, VALUE_TYPE or
 *   PATCH_TOO_LARGE.
 */
export function validatePatchDocument(schema: ResourceSchema, text: string): PatchOperation[] {
  const parsed = parseJsonText(text, 'PatchDocument')
  if (!Array.isArray(parsed)) {
    throw new AppError('VALUE_JSON', 'PatchDocument must be a JSON array of operations', {
      hint: 'For example [{"op":"add","path":"/Description","value":"text"}].',
    })
  }
  const patch = (parsed as readonly Json[]).map((item, index) => readOperation(schema, item, index))
  checkLength(jsonText(patch))
  return patch
}

/** @throws AppError PATCH_TOO_LARGE for a document that the service would not take. */
export function checkLength(document: string): void {
  if (document.length <= MAX_PATCH_LENGTH) return
  throw new AppError(
    'PATCH_TOO_LARGE',
    `the patch has ${document.length} characters; Cloud Control takes at most ${MAX_PATCH_LENGTH}`,
    { hint: 'Change fewer properties in one statement.' },
  )
}

/** @throws AppError PATCH_TOO_LARGE for a DesiredState that the service would not take. */
export function checkDesiredLength(desired: JsonObject): void {
  const { length } = jsonText(desired)
  if (length <= MAX_PATCH_LENGTH) return
  throw new AppError(
    'PATCH_TOO_LARGE',
    `the resource has ${length} characters; Cloud Control takes at most ${MAX_PATCH_LENGTH}`,
  )
}

function readOperation(schema: ResourceSchema, item: Json, index: number): PatchOperation {
  const where = `operation ${index + 1} of PatchDocument`
  const bad = (problem: string): AppError => new AppError('VALUE_JSON', `${where} ${problem}`)
  if (!isJsonObject(item)) throw bad('is not an object')
  const { op, path, from, value } = item
  if (typeof op !== 'string' || !OPERATIONS.includes(op)) {
    throw bad(`has no valid "op"; it takes one of ${OPERATIONS.join(', ')}`)
  }
  if (typeof path !== 'string') throw bad('has no "path"')
  if (NEEDS_VALUE.includes(op) && value === undefined) throw bad(`("${op}") has no "value"`)
  if (NEEDS_FROM.includes(op) && typeof from !== 'string') throw bad(`("${op}") has no "from"`)
  const target = readPath(schema, path, where)
  if (op !== 'test') refuseFixed(schema, target, where)
  const source = typeof from === 'string' ? readPath(schema, from, where) : undefined
  if (op === 'move' && source !== undefined) refuseFixed(schema, source, where)
  const coerced =
    (op === 'add' || op === 'replace') && value !== undefined
      ? coerceAt(schema, target, value)
      : value
  return {
    op: op as PatchOperation['op'],
    path: formatPointer(target),
    ...(source !== undefined && { from: formatPointer(source) }),
    ...(coerced !== undefined && { value: coerced }),
  }
}

function readPath(schema: ResourceSchema, path: string, where: string): string[] {
  const steps = parsePointer(path.startsWith('/') ? path : `/${path}`)
  const [head = ''] = steps
  if (Object.hasOwn(schema.properties, head)) return steps
  throw new AppError(
    'UNKNOWN_COLUMN',
    `${where}: ${schema.typeName} has no property "${head}" (path ${jsonText(path)})`,
    {
      hint: suggestion(
        head,
        Object.keys(schema.properties),
        'Paths begin with a property as CloudFormation spells it: /ObjectTypeName.',
      ),
      typeName: schema.typeName,
    },
  )
}

function refuseFixed(schema: ResourceSchema, path: readonly string[], where: string): void {
  const covering = (pointers: readonly string[] | undefined): boolean =>
    (pointers ?? []).some((pointer) => isWithin(path, pointerPath(pointer)))
  const shown = formatPointer(path)
  if (covering(schema.readOnlyProperties)) {
    throw new AppError('READ_ONLY_PROPERTY', `${where}: ${shown} is read-only`, {
      hint: 'Leave this operation out.',
      typeName: schema.typeName,
    })
  }
  if (covering(schema.createOnlyProperties)) {
    throw new AppError(
      'CREATE_ONLY_PROPERTY',
      `${where}: ${shown} can only be set when the resource is created`,
      { hint: 'Delete the resource and insert it again.', typeName: schema.typeName },
    )
  }
}

function coerceAt(schema: ResourceSchema, path: readonly string[], value: Json): Json {
  const [head = '', ...rest] = path
  let property: PropertySchema | undefined = schema.properties[head]
  for (const step of rest) property = childSchema(schema, property, step)
  if (property === undefined) return value
  const coerced = coerceValue(schema, property, value, { path, unknownKeys: 'keep' })
  return coerced ?? value
}
