import type { ConnectionSpec } from '../../connectors/index.js'
import type { Problem, StackResource } from '../../manifest/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'

/** Settings of an `auth` that name variables, and what their values are. */
const VARIABLES = {
  keyidenvvar: 'accessKeyId',
  credentialsenvvar: 'secretAccessKey',
  sessiontokenenvvar: 'sessionToken',
} as const

/** What they say where the credentials of the run are meant. */
const OWN: Readonly<Record<string, string>> = {
  keyidenvvar: 'AWS_ACCESS_KEY_ID',
  credentialsenvvar: 'AWS_SECRET_ACCESS_KEY',
  sessiontokenenvvar: 'AWS_SESSION_TOKEN',
}

/** Where the values of variables are looked for, in this order. */
export interface CredentialSources {
  /** `-e`, `--vars`, `.env`. */
  readonly variables: JsonObject
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * What the calls of a resource are signed with by its `auth`; `undefined` where that is what the run has.
 * @returns a text that says what is wrong with it
 */
export function credentialsOf(
  name: string,
  auth: Json | undefined,
  sources: CredentialSources,
): ConnectionSpec | undefined | { readonly problem: string } {
  const settings = settingsOf(auth).filter(
    ([key, value]) => value !== null && key !== 'type' && OWN[key] !== value,
  )
  if (settings.length === 0) return undefined
  const found: Record<string, string> = {}
  for (const [key, value] of settings) {
    if (typeof value !== 'string') return { problem: `${key} should be the name of a variable` }
    if (key === 'profile') {
      if (settings.length > 1) return { problem: 'profile stands alone' }
      return { name: connectionName(name), profile: value }
    }
    if (!isVariable(key)) return { problem: `${key} says nothing that AWS calls are signed with` }
    const given = sources.variables[value] ?? sources.environment[value]
    if (given === undefined || given === '') return { problem: `${value} has no value (${key})` }
    found[VARIABLES[key]] = typeof given === 'string' ? given : JSON.stringify(given)
  }
  const { accessKeyId, secretAccessKey, sessionToken } = found
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return { problem: 'keyIDenvvar and credentialsenvvar belong together' }
  }
  const token = sessionToken === undefined ? {} : { sessionToken }
  return { name: connectionName(name), fixed: { accessKeyId, secretAccessKey, ...token } }
}

/** That a resource asks for credentials which nobody gave: nothing may be made in a wrong account. */
export function credentialProblems(
  { name, auth, place }: StackResource,
  sources: CredentialSources,
): Problem[] {
  const found = credentialsOf(name, auth, sources)
  if (found === undefined || !('problem' in found)) return []
  return [
    {
      code: 'MANIFEST',
      message: `${name} asks for credentials of its own (auth): ${found.problem}`,
      hint: 'auth takes keyIDenvvar and credentialsenvvar (and sessionTokenenvvar), names of variables given by -e, .env or the environment, or profile',
      place,
    },
  ]
}

/** A name that no connection of a file can have. */
const connectionName = (resource: string): string => `auth/${resource}`

/** All settings, whatever provider they are listed under, by their names without case and underscores. */
function settingsOf(auth: Json | undefined): [string, Json][] {
  if (!isJsonObject(auth)) return []
  return Object.entries(auth).flatMap(([key, value]): [string, Json][] =>
    isJsonObject(value) ? settingsOf(value) : [[key.toLowerCase().replaceAll('_', ''), value]],
  )
}

function isVariable(key: string): key is keyof typeof VARIABLES {
  return Object.hasOwn(VARIABLES, key)
}
