import { sqlText } from '../../util/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import { ingestionPolicy, ingestionTrust, roleProblem } from '../../plan/index.js'
import { createSession, type Session } from '../../session/index.js'
import { readStatement } from '../../sql/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { ConsoleHost } from '../console-host.js'
import { debugLevel, sessionOptions, singleRegion, type SessionFlags } from '../session-flags.js'

export type IngestionFlags = SessionFlags & {
  readonly domain?: string
  readonly kmsKey?: string
  readonly role?: string
  readonly part?: 'policy' | 'trust'
}

const KEY = /^arn:[a-z0-9-]+:kms:([a-z0-9-]+):\d{12}:key\/[\w-]+$/

/**
 * `skyql policy --for appflow-ingestion`: the role that bulk ingestion into Customer Profiles needs, in the shape of
 * AWS::IAM::Role. The domain is looked up where it is named; else no call is made.
 */
export async function ingestionCommand(flags: IngestionFlags): Promise<void> {
  const host = new ConsoleHost({ debug: debugLevel(flags) })
  const session = createSession(sessionOptions(flags, host))
  try {
    const stated = singleRegion(flags.region, 'a domain')
    const lookUp = new LookUp(session, stated)
    const domainKey = flags.domain === undefined ? undefined : await lookUp.keyOf(flags.domain)
    const kmsKey = flags.kmsKey ?? domainKey
    if (kmsKey === undefined) {
      throw new AppError('USAGE', '--for appflow-ingestion takes --domain NAME or --kms-key ARN', {
        hint: 'the role may use the key of one domain only: say which domain, or its key',
      })
    }
    const [, keyRegion] = KEY.exec(kmsKey) ?? []
    if (keyRegion === undefined) {
      throw new AppError('USAGE', `--kms-key: '${kmsKey}' is not the ARN of a key`, {
        hint: 'write arn:aws:kms:us-east-1:123456789012:key/ID; an alias is not enough for a policy',
      })
    }
    const region = stated ?? keyRegion
    warnOfOtherKeys(host, { ...flags, kmsKey, domainKey, region, keyRegion })
    if (flags.role !== undefined) await checkRole(host, lookUp, { ...flags, kmsKey })
    const role = { kmsKey, region }
    const documents = { policy: ingestionPolicy(role), trust: ingestionTrust(role) }
    print(
      flags.part === undefined
        ? {
            AssumeRolePolicyDocument: documents.trust,
            Policies: [{ PolicyName: 'appflow-ingestion', PolicyDocument: documents.policy }],
          }
        : documents[flags.part],
    )
  } finally {
    await session.close()
  }
}

const print = (value: Json): void => {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

interface Keys {
  readonly domain?: string
  readonly kmsKey: string
  readonly domainKey: string | undefined
  readonly region: string
  readonly keyRegion: string
}

function warnOfOtherKeys(
  host: IoHost,
  { domain, kmsKey, domainKey, region, keyRegion }: Keys,
): void {
  if (domainKey !== undefined && domainKey !== kmsKey) {
    warn(
      host,
      `domain ${String(domain)} is encrypted with another key, ${domainKey}: a role for ${kmsKey} cannot ingest into it`,
    )
  }
  if (region !== keyRegion) {
    warn(host, `the key is one of ${keyRegion}, and the policy is for ${region}`)
  }
}

/** A role that exists already may have been made for the key of another domain. */
async function checkRole(
  host: IoHost,
  lookUp: LookUp,
  { role = '', kmsKey, domain }: { role?: string; kmsKey: string; domain?: string },
): Promise<void> {
  const whose = domain === undefined ? 'this key' : `domain ${domain}`
  const model = await lookUp.roleOf(role.replace(/^.*:role\/(.*\/)?/, ''))
  const problem = roleProblem({ role, whose, kmsKey, model })
  if (problem !== undefined) warn(host, 'wrong' in problem ? problem.wrong : problem.unknown)
}

const warn = (host: IoHost, text: string): void => {
  host.notify({ code: '2113', level: 'warning', text })
}

/** What is asked of the cloud. */
class LookUp {
  readonly #session: Session
  readonly #region: string | undefined

  constructor(session: Session, region: string | undefined) {
    this.#session = session
    this.#region = region
  }

  /** The key of a domain. @throws AppError NOT_FOUND, or CONFIGURATION for one without a key of its own */
  async keyOf(domain: string): Promise<string> {
    const key = await this.#one(
      `SELECT default_encryption_key FROM awscc.customerprofiles.domains WHERE Identifier = ${quoted(domain)}${this.#inRegion()}`,
      `there is no Customer Profiles domain ${domain}`,
    )
    if (typeof key === 'string' && key !== '') return key
    throw new AppError('CONFIGURATION', `domain ${domain} has no encryption key of its own`, {
      hint: 'AppFlow needs a key of yours: set DefaultEncryptionKey of the domain, or give --kms-key ARN',
    })
  }

  async roleOf(role: string): Promise<JsonObject> {
    const model = await this.#one(
      `SELECT json_object('Policies', policies, 'ManagedPolicyArns', managed_policy_arns) FROM awscc.iam.roles WHERE Identifier = ${quoted(role)}`,
      `there is no role ${role}`,
    )
    return (typeof model === 'string' ? JSON.parse(model) : (model ?? {})) as JsonObject
  }

  async #one(sql: string, missing: string): Promise<unknown> {
    const { batches } = await this.#session.run(readStatement(sql))
    for await (const batch of batches) {
      const [row] = batch
      if (row !== undefined) return row[0]
    }
    throw new AppError('NOT_FOUND', missing, {
      hint:
        this.#region === undefined ? 'say its region with --region' : `asked in ${this.#region}`,
    })
  }

  #inRegion(): string {
    return this.#region === undefined ? '' : ` AND region = ${quoted(this.#region)}`
  }
}

const quoted = (text: string): string => sqlText(text)
