import type { PropertySchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { isJsonObject, linearPattern, type Json, type KnownSecrets } from '../../util/index.js'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/

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
  /** Whether the statement's own text names a variable: what values name that come from elsewhere is data. */
  readonly isOwn: (name: string) => boolean
}

/** Whose names are never filled in, whatever a document allows: they are skyql's own credentials. */
const NEVER = /^AWS_/i

/**
 * The value of a variable that a statement names.
 * @param allowed names, or patterns with `*`, of the table's document
 * @throws AppError NO_CREDENTIALS where it is not set, CONFIGURATION where no statement may have it
 */
export function variableValue(
  name: string,
  environment: Environment,
  allowed: readonly string[],
): string {
  const value = environment[name] ?? ''
  if (value === '') {
    throw new AppError('NO_CREDENTIALS', `the environment variable ${name} is not set`, {
      hint: `export ${name}=…; the statement names it as \${${name}}`,
    })
  }
  const fits = (pattern: string): boolean =>
    linearPattern(`^${pattern.replaceAll('*', '[A-Za-z0-9_]*')}$`, { otherwise: false })?.test(
      name,
    ) === true
  if (!NEVER.test(name) && allowed.some(fits)) return value
  throw new AppError('CONFIGURATION', `statements may not have the environment variable ${name}`, {
    hint: NEVER.test(name)
      ? 'variables of AWS are never given to a service'
      : allowed.length === 0
        ? 'the provider document has to allow it: "env": ["' + name + '"]'
        : `this service may have ${allowed.join(', ')}: call it so, or allow it in the provider document ("env")`,
  })
}

/**
 * A value with `${NAME}` replaced by the environment variable of that name, wherever it stands as a whole text.
 * @throws AppError as `variableValue`
 */
export function fromEnvironment(value: Json, allowed: readonly string[], taken: Taken): Json {
  if (typeof value === 'string') {
    const [, name] = REFERENCE.exec(value) ?? []
    if (name === undefined || !taken.isOwn(name)) return value
    const found = variableValue(name, taken.environment, allowed)
    taken.secrets.add(found)
    return found
  }
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item) => fromEnvironment(item, allowed, taken))
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fromEnvironment(inner, allowed, taken)]),
  )
}
