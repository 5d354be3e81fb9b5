import type { ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import {
  isExactNumber,
  isJsonObject,
  jsonText,
  parseJson,
  type ExactNumber,
  type Json,
  type JsonObject,
} from '../util/index.js'
import { MAX_DEPTH } from './json-text.js'
import { splitParts } from './identifier-split.js'
import { pointerPath, valuesAt } from './pointer.js'
import { shapeOf, childSchema } from './shape.js'

/** Parts of an identifier under their property names: `{ DomainName: 'd', Uri: 's3://b' }`. */
export type IdentifierParts = Readonly<Record<string, string | number | boolean | ExactNumber>>

/** Part names of the primary identifier, in the order that Cloud Control joins them. */
export function identifierNames(schema: ResourceSchema): string[] {
  return schema.primaryIdentifier.map(partName)
}

/**
 * Reads an identifier in either form: parts joined by `|` in the order of the primary identifier, or a JSON
 * object that names exactly the parts of the primary or of one additional identifier.
 *
 * @param known properties of the resource, where there are some: they settle which `|` separates.
 * @throws AppError BAD_IDENTIFIER naming the parts it needs, in order.
 */
export function parseIdentifier(
  schema: ResourceSchema,
  text: string,
  known: JsonObject = {},
): IdentifierParts {
  if (text === '') throw badIdentifier(schema, text, 'it is empty')
  const json = parseJsonForm(schema, text)
  if (json !== undefined) return json
  const placeholder = findPlaceholder(text)
  if (placeholder !== undefined) {
    throw badIdentifier(schema, text, `the placeholder ${placeholder} must be filled in`)
  }
  const pointers = schema.primaryIdentifier
  const split = splitParts(schema, text, known)
  if ('problem' in split) throw badIdentifier(schema, text, split.problem)
  const empty = pointers.findIndex((_pointer, index) => split.parts[index] === '')
  if (empty >= 0) {
    throw badIdentifier(schema, text, `its part ${partName(pointers[empty] ?? '')} is empty`)
  }
  return Object.fromEntries(
    pointers.map((pointer, index) => [
      partName(pointer),
      typedPart(schema, pointer, split.parts[index] ?? ''),
    ]),
  )
}

/**
 * The text that Cloud Control takes for a resource: the `|` form, or JSON where a part contains `|`, the
 * text would begin with `{`, or only an additional identifier is known.
 *
 * @param from identifier parts, or a model that has them.
 * @throws AppError BAD_IDENTIFIER where no identifier is complete.
 */
export function formatIdentifier(schema: ResourceSchema, from: JsonObject): string {
  const parts = partsFrom(schema.primaryIdentifier, from)
  if (parts !== undefined) {
    const texts = Object.values(parts).map(String)
    const plain = texts.length === 1 || !texts.some((text) => text.includes('|'))
    if (plain && texts[0]?.startsWith('{') !== true) return texts.join('|')
    return jsonText(parts)
  }
  for (const pointers of schema.additionalIdentifiers ?? []) {
    const other = partsFrom(pointers, from)
    if (other !== undefined) return jsonText(other)
  }
  const missing = schema.primaryIdentifier
    .filter((pointer) => partsFrom([pointer], from) === undefined)
    .map(partName)
  throw badIdentifier(schema, undefined, `${missing.join(' and ')} must be given`)
}

/**
 * The one text that rows show for a resource, however it was found: the `|` form, also where a part contains `|`, as
 * long as that reads back as the same parts; otherwise the form that calls take.
 *
 * @param from identifier parts, or a model that has them.
 * @throws AppError BAD_IDENTIFIER where no identifier is complete.
 */
export function identifierText(schema: ResourceSchema, from: JsonObject): string {
  const canonical = formatIdentifier(schema, from)
  if (!canonical.startsWith('{')) return canonical
  const parts = partsFrom(schema.primaryIdentifier, from)
  if (parts === undefined) return canonical
  const plain = Object.values(parts).map(String).join('|')
  try {
    return formatIdentifier(schema, parseIdentifier(schema, plain)) === canonical
      ? plain
      : canonical
  } catch (error) {
    if (AppError.is(error)) return canonical
    throw error
  }
}

/**
 * {@link identifierText} of a resource that a service names in a way of its own.
 *
 * @param known properties of the resource, where there are some.
 */
export function serviceIdentifierText(
  schema: ResourceSchema,
  identifier: string,
  known: JsonObject = {},
): string {
  const size = schema.primaryIdentifier.length
  // As nearly all are: with nothing in it that could be written in another way.
  const plain = size <= 1 || identifier.split('|').length === size
  if (size === 0 || (plain && !identifier.startsWith('{'))) return identifier
  try {
    return identifierText(schema, parseIdentifier(schema, identifier, known))
  } catch (error) {
    // It cannot be taken apart: then it is what the service says.
    if (AppError.is(error)) return identifier
    throw error
  }
}

/** True where both texts name the same resource, whatever form each is written in. */
export function identifiersEqual(schema: ResourceSchema, a: string, b: string): boolean {
  if (a === b) return true
  try {
    return (
      formatIdentifier(schema, parseIdentifier(schema, a)) ===
      formatIdentifier(schema, parseIdentifier(schema, b))
    )
  } catch (error) {
    if (AppError.is(error)) return false
    throw error
  }
}

function partName(pointer: string): string {
  return pointerPath(pointer).at(-1) ?? pointer
}

function partsFrom(pointers: readonly string[], from: JsonObject): IdentifierParts | undefined {
  const parts: [string, string | number | boolean | ExactNumber][] = []
  for (const pointer of pointers) {
    const name = partName(pointer)
    const value = valuesAt(from, pointerPath(pointer))[0] ?? valuesAt(from, [name])[0]
    if (!isScalar(value)) return undefined
    parts.push([name, value])
  }
  return Object.fromEntries(parts)
}

/** The parts of a JSON form; `undefined` where the text is not meant as one. */
function parseJsonForm(schema: ResourceSchema, text: string): IdentifierParts | undefined {
  if (!text.startsWith('{')) return undefined
  const value = parseObject(text)
  if (value === undefined) return undefined
  const wanted = [schema.primaryIdentifier, ...(schema.additionalIdentifiers ?? [])]
  const given = Object.entries(value)
  for (const pointers of wanted) {
    const names = pointers.map(partName)
    const parts = names.map((name) => given.find(([key]) => sameName(key, name))?.[1])
    if (given.length === names.length && parts.every(isScalar)) {
      return Object.fromEntries(
        names.map((name, index) => [
          name,
          typedPart(schema, pointers[index] ?? '', String(parts[index])),
        ]),
      )
    }
  }
  // Some types have JSON text as an identifier part; only keys that are properties are a failed JSON form.
  const properties = Object.keys(schema.properties)
  const meant = given.some(([key]) => properties.some((property) => sameName(key, property)))
  if (!meant) return undefined
  const forms = wanted.map((pointers) => `{${pointers.map(partName).join(', ')}}`)
  throw badIdentifier(schema, text, `as JSON it must name exactly ${forms.join(' or ')}`)
}

function parseObject(text: string): JsonObject | undefined {
  if (text.length > 4096 || text.split('{').length > MAX_DEPTH) return undefined
  try {
    const value: unknown = parseJson(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isScalar(value: Json | undefined): value is string | number | boolean | ExactNumber {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value) && value !== ''
  return isPlain || isExactNumber(value)
}

function sameName(a: string, b: string): boolean {
  const fold = (name: string): string => name.replaceAll('_', '').toLowerCase()
  return fold(a) === fold(b)
}

/** Parts are text, except where the schema says number and the text is its plain form. */
function typedPart(
  schema: ResourceSchema,
  pointer: string,
  text: string,
): string | number | boolean {
  let property = undefined
  const [head = '', ...rest] = pointerPath(pointer)
  property = schema.properties[head]
  for (const step of rest) property = childSchema(schema, property, step)
  const { types } = shapeOf(schema, property)
  if (types.has('string')) return text
  const numeric = types.has('integer') || types.has('number')
  return numeric && String(Number(text)) === text ? Number(text) : text
}

function findPlaceholder(text: string): string | undefined {
  return /(?:^|\|)(<[A-Za-z_][\w .:-]*(?:\|[A-Za-z_][\w .:-]*)*>)(?=$|\|)/.exec(text)?.[1]
}

function badIdentifier(
  schema: ResourceSchema,
  text: string | undefined,
  problem: string,
): AppError {
  const names = identifierNames(schema)
  const shown = text === undefined ? 'The identifier' : `Identifier ${jsonText(text)}`
  const needs = names.length === 1 ? (names[0] ?? '') : `${names.join('|')}, in this order`
  const example = names.map((name) => `my-${name.replaceAll('_', '-').toLowerCase()}`)
  const json = jsonText(Object.fromEntries(names.map((name, index) => [name, example[index]])))
  const hint =
    names.length === 1
      ? `For example Identifier = '${example.join('|')}'.`
      : `For example Identifier = '${example.join('|')}', or '${json}'.`
  return new AppError(
    'BAD_IDENTIFIER',
    `${shown} does not fit ${schema.typeName}: ${problem}. It needs ${needs}`,
    { hint, typeName: schema.typeName, ...(text !== undefined && { identifier: text }) },
  )
}
