import type { RoleSpec } from '../../connectors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import type { ConfigReader, YamlPath } from './config-reader.js'

/** An entry of a file of connections: one connection, or all accounts of an organization. */
export type ConnectionEntry = AccountEntry | OrganizationEntry

interface CommonEntry {
  readonly name: string
  /** Profile of the AWS configuration; without one the environment's credentials. */
  readonly profile: string | undefined
  /** Regions of statements that name none; without them the session's. */
  readonly regions: readonly string[] | undefined
}

export interface AccountEntry extends CommonEntry {
  readonly kind: 'account'
  /** Role that is taken with the profile's credentials. */
  readonly role: RoleSpec | undefined
  readonly accountId: string | undefined
}

export interface OrganizationEntry extends CommonEntry {
  readonly kind: 'organization'
  /** Path and name of the role that is taken in each account. */
  readonly roleName: string
  /** All of the role but its ARN. */
  readonly role: Omit<RoleSpec, 'arn'>
  /** Patterns (LIKE) of account names or ids. */
  readonly include: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
}

const COMMON = ['name', 'profile', 'source_profile', 'regions', 'external_id'] as const
const ROLE = ['session_name', 'duration_seconds'] as const
const ACCOUNT_KEYS = [...COMMON, 'role_arn', ...ROLE, 'account_id', 'accounts']
const ORGANIZATION_KEYS = [...COMMON, 'role_name', ...ROLE, 'accounts', 'include', 'exclude']

const REGION = {
  pattern: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  what: 'the name of a region, as us-east-1',
}
const NAME = {
  pattern: /^[A-Za-z0-9][\w.@-]{0,63}$/,
  what: 'a name of letters, digits, - _ . @ (64 at most)',
}
const ROLE_ARN = {
  pattern: /^arn:[\w-]+:iam::\d{12}:role\/.+$/,
  what: 'the ARN of a role, as arn:aws:iam::111111111111:role/inventory',
}
const ACCOUNT_ID = { pattern: /^\d{12}$/, what: 'an account id of 12 digits' }
const SESSION_NAME = { pattern: /^[\w+=,.@-]{2,64}$/, what: 'a session name' }
const EXTERNAL_ID = { pattern: /^[\w+=,.@:/-]{2,1224}$/, what: 'an external id' }
const ROLE_NAME = { pattern: /^[\w+=,.@/-]{1,512}$/, what: 'the name of a role' }
const DURATION = { least: 900, most: 43_200 }

/** The role that AWS Organizations makes in accounts that it opens. */
const ORGANIZATION_ROLE = 'OrganizationAccountAccessRole'

/** The entries of `connections:`; what is wrong with them is told to the reader. */
export function readEntries(value: Json | undefined, reader: ConfigReader): ConnectionEntry[] {
  const path = ['connections']
  if (!Array.isArray(value)) {
    reader.problem('"connections" should be a list of connections, each with a name', path)
    return []
  }
  const items = value as readonly Json[]
  if (items.length === 0) reader.problem('"connections" lists none', path)
  const names = new Set<string>()
  return items.flatMap((item, index) => {
    const entry = readEntry(item, [...path, index], reader)
    if (entry === undefined) return []
    if (entry.name !== '' && names.has(entry.name)) {
      reader.problem(`the name "${entry.name}" is given twice`, [...path, index, 'name'])
    }
    names.add(entry.name)
    return [entry]
  })
}

function readEntry(item: Json, path: YamlPath, reader: ConfigReader): ConnectionEntry | undefined {
  const accounts =
    typeof item === 'object' && item !== null ? (item as JsonObject)['accounts'] : null
  const isOrganization = accounts === 'organization'
  const keys = isOrganization ? ORGANIZATION_KEYS : ACCOUNT_KEYS
  const record = reader.record(item, path, keys)
  if (record === undefined) return undefined
  if (accounts !== undefined && accounts !== null && !isOrganization) {
    reader.problem('"accounts" takes "organization"', [...path, 'accounts'])
  }
  if (record['name'] === undefined) reader.problem('a connection needs a "name"', path)
  const at = (key: string): YamlPath => [...path, key]
  const common = {
    name: reader.matching(record['name'], at('name'), NAME) ?? '',
    profile: profileOf(record, path, reader),
    regions: reader.texts(record['regions'], at('regions'), REGION),
  }
  const role = roleSettings(record, path, reader)
  if (isOrganization) {
    return {
      kind: 'organization',
      ...common,
      roleName:
        reader.matching(record['role_name'], at('role_name'), ROLE_NAME) ?? ORGANIZATION_ROLE,
      role,
      include: reader.texts(record['include'], at('include')),
      exclude: reader.texts(record['exclude'], at('exclude')),
    }
  }
  const arn = reader.matching(record['role_arn'], at('role_arn'), ROLE_ARN)
  if (record['role_arn'] === undefined) {
    for (const key of ['external_id', ...ROLE]) {
      if (record[key] === undefined) continue
      reader.problem(`"${key}" belongs to a role, and there is no "role_arn"`, at(key), 'key')
    }
  }
  const stated = reader.matching(record['account_id'], at('account_id'), ACCOUNT_ID)
  const ofRole = arn?.split(':')[4]
  if (stated !== undefined && ofRole !== undefined && stated !== ofRole) {
    reader.problem(`the role is one of account ${ofRole}`, at('account_id'))
  }
  return {
    kind: 'account',
    ...common,
    role: arn === undefined ? undefined : { arn, ...role },
    accountId: stated ?? ofRole,
  }
}

/** `source_profile` says more clearly whose credentials take a role; both mean the same. */
function profileOf(record: JsonObject, path: YamlPath, reader: ConfigReader): string | undefined {
  const profile = reader.text(record['profile'], [...path, 'profile'])
  const source = reader.text(record['source_profile'], [...path, 'source_profile'])
  if (profile !== undefined && source !== undefined) {
    const text = '"profile" and "source_profile" mean the same: give one of them'
    reader.problem(text, [...path, 'source_profile'], 'key')
  }
  return profile ?? source
}

function roleSettings(
  record: JsonObject,
  path: YamlPath,
  reader: ConfigReader,
): Omit<RoleSpec, 'arn'> {
  const at = (key: string): YamlPath => [...path, key]
  const externalId = reader.matching(record['external_id'], at('external_id'), EXTERNAL_ID)
  const sessionName = reader.matching(record['session_name'], at('session_name'), SESSION_NAME)
  const seconds = reader.integer(record['duration_seconds'], at('duration_seconds'), DURATION)
  return {
    ...(externalId === undefined ? {} : { externalId }),
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(seconds === undefined ? {} : { durationSeconds: seconds }),
  }
}
