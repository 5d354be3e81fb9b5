import type { PropertySchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { isJsonObject, type Json, type KnownSecrets } from '../../util/index.js'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/

/** Whether a value may hold credentials: it is one, or has one in it. */
export function holdsSecret(schema: PropertySchema | undefined): boolean {
  if (schema === undefined) return false
  if (schema.secret === true) return true
  return [...Object.values(schema.properties ?? {}), schema.items].some(holdsSecret)
}

/** The texts and numbers of a value that its schema calls secret. */
export function secretsIn(schema: PropertySchema | undefined, value: Json): string[] {
  if (schema === undefined || value === null) return []
  if (schema.secret === true) return leaves(value)
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((item) => secretsIn(schema.items, item))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(schema.properties?.[key], inner))
}

function leaves(value: Json): string[] {
  if (typeof value === 'object') return value === null ? [] : Object.values(value).flatMap(leaves)
  return typeof value === 'boolean' ? [] : [String(value)]
}

/** Collects what was taken from the environment, so that it can be cut from what is said of the call. */
export interface Taken {
  readonly environment: Environment
  readonly secrets: KnownSecrets
}

/**
 * A value with `${NAME}` replaced by the environment variable of that name, wherever it stands as a whole text.
 * @throws AppError NO_CREDENTIALS with the name of a variable that is not set
 */
export function fromEnvironment(value: Json, taken: Taken): Json {
  if (typeof value === 'string') {
    const [, name] = REFERENCE.exec(value) ?? []
    return name === undefined ? value : take(name, taken)
  }
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item) => fromEnvironment(item, taken))
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fromEnvironment(inner, taken)]),
  )
}

/** @throws AppError NO_CREDENTIALS */
function take(name: string, { environment, secrets }: Taken): string {
  const value = environment[name]
  if (value !== undefined && value !== '') {
    secrets.add(value)
    return value
  }
  throw new AppError('NO_CREDENTIALS', `the environment variable ${name} is not set`, {
    hint: `export ${name}=…; the statement names it as \${${name}}`,
  })
}
