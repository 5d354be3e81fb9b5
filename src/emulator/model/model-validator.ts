import type { Ajv, ValidateFunction } from 'ajv'
import type { ResourceSchema } from '../../catalog/index.js'
import type { IoHost } from '../../io/index.js'
import { withDoubles, type JsonObject } from '../../util/index.js'
import { everitMessages } from './everit-messages.js'
import { loosePattern } from './loose-pattern.js'

/** Checks whole models against their type's schema; a type is compiled when it is first checked. */
export interface ModelValidator {
  /** Problems in the service's own words; empty where the model is valid. */
  problems(schema: ResourceSchema, model: JsonObject): string[]
}

/** Loads ajv, behind an import of its own so that a process that only reads never pays for it. */
export async function loadModelValidator(io: IoHost): Promise<ModelValidator> {
  const ajvModule = await import('ajv')
  const formats = await import('ajv-formats')
  const newAjv = (): Ajv => {
    const ajv = new ajvModule.Ajv({
      allErrors: true,
      verbose: true,
      strict: false,
      logger: false,
      // Schemas of the registry are what they are; holding one against JSON Schema's own takes longer than to compile it.
      meta: false,
      validateSchema: false,
      code: { regExp: forgivingRegExp },
    })
    formats.default.default(ajv)
    return ajv
  }
  const compiled = new Map<string, ValidateFunction>()
  return {
    problems(schema, model) {
      let validate = compiled.get(schema.typeName)
      if (validate === undefined) {
        validate = compile(newAjv, schema, io)
        compiled.set(schema.typeName, validate)
      }
      // Its rules are about what numbers are, and know no other kind of them.
      return validate(withDoubles(model)) ? [] : everitMessages(validate.errors ?? [])
    },
  }
}

function compile(newAjv: () => Ajv, schema: ResourceSchema, io: IoHost): ValidateFunction {
  const document = jsonSchemaOf(schema)
  try {
    return newAjv().compile(document)
  } catch (reason) {
    io.notify({
      code: '4010',
      level: 'warning',
      text: `local cloud: ${schema.typeName} is validated without patterns: ${String(reason)}`,
      data: { typeName: schema.typeName },
    })
    return newAjv().compile(withoutPatterns(document) as object)
  }
}

/** The part of a catalogue document that constrains a model. */
function jsonSchemaOf(schema: ResourceSchema): object {
  const { properties, definitions, required, oneOf, anyOf, allOf } = schema
  const { dependencies, dependentRequired, patternProperties } = schema
  const keywords = { definitions, required, oneOf, anyOf, allOf, dependencies }
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...definedOnly({ ...keywords, dependentRequired, patternProperties }),
  }
}

const definedOnly = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))

function withoutPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPatterns)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(key === 'pattern' && typeof item === 'string'))
      .map(([key, item]) => [key, withoutPatterns(item)]),
  )
}

/** `\p{L}` needs the u flag; many patterns that are fine without it are refused with it. */
const forgivingRegExp = Object.assign((pattern: string) => loosePattern(pattern), {
  code: 'new RegExp',
})
