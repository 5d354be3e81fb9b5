import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Json } from '../../util/index.js'
import { nearest } from '../../util/index.js'
import { MANIFEST_SCHEMA } from './manifest-schema.js'

/** What the schema finds wrong at a path of the manifest. */
export interface ShapeProblem {
  readonly path: readonly (string | number)[]
  /** True where the key is wrong, not its value. */
  readonly atKey: boolean
  readonly message: string
  readonly hint?: string
}

/** Everything in which a manifest differs from the schema. ajv is loaded here, since few runs need it. */
export async function checkShape(manifest: Json): Promise<ShapeProblem[]> {
  validate ??= await compile()
  if (validate(manifest)) return []
  return (validate.errors ?? []).map(describe)
}

let validate: ValidateFunction | undefined

async function compile(): Promise<ValidateFunction> {
  const { Ajv } = await import('ajv')
  // Tests hold the schema itself against JSON Schema's; that takes longer than all the rest.
  const ours = { meta: false, validateSchema: false }
  return new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, ...ours }).compile(
    MANIFEST_SCHEMA,
  )
}

function describe(error: ErrorObject): ShapeProblem {
  const path = error.instancePath.split('/').slice(1).map(step)
  const where = shown(path)
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String((error.params as { additionalProperty: unknown }).additionalProperty)
      const known = Object.keys((error.parentSchema?.properties ?? {}) as object)
      const near = nearest(key, known, 1)
      return {
        path: [...path, key],
        atKey: true,
        message: `${where} has no key "${key}"`,
        hint: near[0] === undefined ? `It takes ${known.join(', ')}.` : `Did you mean ${near[0]}?`,
      }
    }
    case 'required': {
      const key = String((error.params as { missingProperty: unknown }).missingProperty)
      return { path, atKey: false, message: `${where} needs a ${key}` }
    }
    case 'enum': {
      const allowed = (error.params as { allowedValues: readonly string[] }).allowedValues
      const near = nearest(String(error.data), allowed, 1)
      return {
        path,
        atKey: false,
        message: `${where} cannot be ${JSON.stringify(error.data)}`,
        hint:
          near[0] === undefined
            ? `It is one of ${allowed.join(', ')}.`
            : `Did you mean ${near[0]}?`,
      }
    }
    case 'type': {
      const types = [(error.params as { type: string | string[] }).type].flat().map(word)
      return {
        path,
        atKey: false,
        message: `${where} must be ${types.join(' or ')}, not ${kindOf(error.data)}`,
      }
    }
    case 'minProperties':
    case 'maxProperties':
      return { path, atKey: false, message: `${where} must be one name, or one "column: variable"` }
    case 'pattern':
      return { path, atKey: false, message: `${where} must be seconds, or like 90s, 30m, 2h` }
    case 'minLength':
      return { path, atKey: false, message: `${where} is empty` }
    default:
      return { path, atKey: false, message: `${where} ${error.message ?? 'is not valid'}` }
  }
}

/** `resources[0].props[1].name`, or "the manifest". */
function shown(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'the manifest'
  return path.reduce<string>(
    (text, one) =>
      typeof one === 'number' ? `${text}[${one}]` : text === '' ? one : `${text}.${one}`,
    '',
  )
}

function step(part: string): string | number {
  const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}

function word(type: string): string {
  if (type === 'object') return 'a map'
  if (type === 'array') return 'a list'
  if (type === 'boolean') return 'true or false'
  return type === 'string' ? 'a text' : 'a number'
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return JSON.stringify(value)
}
