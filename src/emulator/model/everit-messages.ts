import type { ErrorObject } from 'ajv'

/**
 * What the service's Java validator says for each ajv error, one line each: values are scrubbed
 * except under the keywords that cannot carry a secret.
 */
export function everitMessages(errors: readonly ErrorObject[]): string[] {
  const lines: string[] = []
  for (const error of combinatorsFirst(errors)) {
    const at = `#${error.instancePath}`
    for (const text of describe(error)) lines.push(`${at}: ${text}`)
  }
  return [...new Set(lines)]
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'String',
  integer: 'Integer',
  number: 'Number',
  boolean: 'Boolean',
  array: 'JSONArray',
  object: 'JSONObject',
  null: 'Null',
}

function describe(error: ErrorObject): string[] {
  const { keyword, data } = error
  const params = error.params as Readonly<Record<string, unknown>>
  const limit = String(params['limit'])
  switch (keyword) {
    case 'additionalProperties':
      return [`extraneous key [${String(params['additionalProperty'])}] is not permitted`]
    case 'required':
      return [`required key [${String(params['missingProperty'])}] not found`]
    case 'dependencies':
    case 'dependentRequired':
      return [`property [${String(params['missingProperty'])}] is required`]
    case 'type':
      return wrongType(params['type'], data)
    case 'minLength':
    case 'maxLength':
      return [`expected ${keyword}: ${limit}, actual: ${codePoints(String(data))}`]
    case 'minItems':
      return [`expected minimum item count: ${limit}, found: ${(data as unknown[]).length}`]
    case 'maxItems':
      return [`expected maximum item count: ${limit}, found: ${(data as unknown[]).length}`]
    case 'minProperties':
      return [`minimum size: [${limit}], found: [${Object.keys(data as object).length}]`]
    case 'maxProperties':
      return [`maximum size: [${limit}], found: [${Object.keys(data as object).length}]`]
    case 'uniqueItems':
      return ['array items are not unique']
    case 'enum':
      return typed(error)
        ? ['#: only 1 subschema matches out of 2', scrubbed(keyword)]
        : [scrubbed(keyword)]
    case 'oneOf':
      return [...besideProperties(error), `#: ${passing(params)} subschemas matched instead of one`]
    case 'anyOf':
      return [
        ...besideProperties(error),
        `#: no subschema matched out of the total ${(error.schema as unknown[]).length} subschemas`,
      ]
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    default:
      return [scrubbed(keyword)]
  }
}

const codePoints = (text: string): number => Array.from(text).length

const scrubbed = (keyword: string): string =>
  `failed validation constraint for keyword [${keyword}]`

function wrongType(expected: unknown, data: unknown): string[] {
  const names = (Array.isArray(expected) ? expected : String(expected).split(',')) as string[]
  const found = javaName(data)
  const lines = names.map((name) => `expected type: ${TYPE_NAMES[name] ?? name}, found: ${found}`)
  if (lines.length === 1) return lines
  return [`#: no subschema matched out of the total ${lines.length} subschemas`, ...lines]
}

function javaName(data: unknown): string {
  if (data === null) return 'Null'
  if (Array.isArray(data)) return 'JSONArray'
  if (typeof data === 'number') return Number.isInteger(data) ? 'Integer' : 'BigDecimal'
  if (typeof data === 'object') return 'JSONObject'
  return typeof data === 'string' ? 'String' : 'Boolean'
}

const typed = (error: ErrorObject): boolean =>
  (error.parentSchema as { type?: unknown } | undefined)?.type !== undefined

/** A schema with both properties and alternatives is one combined schema more for the Java validator. */
function besideProperties(error: ErrorObject): string[] {
  const parent = error.parentSchema as { properties?: unknown } | undefined
  return parent?.properties === undefined ? [] : ['#: only 1 subschema matches out of 2']
}

function passing(params: Readonly<Record<string, unknown>>): number {
  const schemas = params['passingSchemas']
  return Array.isArray(schemas) ? schemas.length : 0
}

/** ajv reports a combinator after its branches, the service before them. */
function combinatorsFirst(errors: readonly ErrorObject[]): ErrorObject[] {
  const ordered: ErrorObject[] = []
  for (const error of errors) {
    let at = ordered.length
    if (error.keyword === 'oneOf' || error.keyword === 'anyOf') {
      while (at > 0 && ordered[at - 1]?.instancePath.startsWith(error.instancePath) === true)
        at -= 1
    }
    ordered.splice(at, 0, error)
  }
  return ordered
}
