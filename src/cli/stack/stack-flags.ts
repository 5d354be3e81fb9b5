import { createHash, randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import {
  emptyRecord,
  LocalStore,
  S3Store,
  type LockHolder,
  type Purpose,
  type StackOptions,
  type StateStore,
} from '../../deploy/index.js'
import { AppError } from '../../errors/index.js'
import type { ObjectStore } from '../../connectors/index.js'
import { ownMark } from '../../execution/index.js'
import type { IoHost } from '../../io/index.js'
import { openBucket, type Session } from '../../session/index.js'
import type { SessionFlags } from '../session-flags.js'

/** Flags of every verb that works on a stack. */
export interface StackFlags extends SessionFlags {
  readonly env: readonly string[]
  readonly envFile?: string
  readonly vars: readonly string[]
  readonly parallelism: number
  readonly sequential?: boolean
  readonly target: readonly string[]
  readonly exclude: readonly string[]
  /** `none`, `s3://bucket/prefix`, or a folder. */
  readonly state?: string
  readonly lockTimeout: number
  readonly tagPrefix: string
  readonly assumeNew?: boolean
  readonly output: string
  readonly logLevel?: string
  readonly showQueries?: boolean
  readonly readOnly?: boolean
}

export interface StackTarget {
  readonly dir: string
  readonly environment: string
  readonly session: Session
  readonly signal: AbortSignal
  readonly host: IoHost
  readonly purpose: Purpose
  /** Where the session's calls go. */
  readonly cloud: string
}

/** What a verb is told, as the deploy room takes it. */
export function stackOptions(flags: StackFlags, target: StackTarget): StackOptions {
  const { dir, environment, session, signal, host, purpose, cloud } = target
  return {
    dir,
    env: environment,
    cwd: process.cwd(),
    vars: flags.env,
    varFiles: flags.vars,
    ...(flags.envFile === undefined ? {} : { envFile: flags.envFile }),
    session,
    signal,
    store:
      flags.state === 'none'
        ? undefined
        : ({ name, env, dir: place }) => storeOf(flags, { name, env, dir: place, cloud }, host),
    parallelism: flags.sequential === true ? 1 : flags.parallelism,
    sequential: flags.sequential === true,
    targets: flags.target,
    excludes: flags.exclude,
    tagPrefix: flags.tagPrefix,
    assumeNew: flags.assumeNew === true,
    purpose,
  }
}

interface StackPlace {
  readonly cloud: string
  readonly name: string
  readonly env: string
  readonly dir: string
}

function storeOf(flags: StackFlags, stack: StackPlace, host: IoHost): StateStore {
  const { state } = flags
  if (state?.startsWith('s3://') === true) {
    const { bucket, prefix } = s3Place(state)
    const path = `${prefix}${safe(stack.name)}/${safe(stack.env)}/`
    return new S3Store({
      bucket: lazyBucket(bucket, flags),
      place: `s3://${bucket}/${path}`,
      prefix: path,
      makeRecord: () => emptyRecord(stack.name, stack.env, randomUUID()),
      makeHolder,
      lockTimeoutMs: flags.lockTimeout * 1000,
    })
  }
  const root = state === undefined ? join(stack.dir, '.skyql', 'stacks') : resolve(state)
  return new LocalStore({
    dir: join(root, safe(stack.name), safe(stack.env), cloudOf(flags, stack.cloud)),
    makeRecord: () => emptyRecord(stack.name, stack.env, randomUUID()),
    makeHolder,
    lockTimeoutMs: flags.lockTimeout * 1000,
    host,
  })
}

function s3Place(state: string): { bucket: string; prefix: string } {
  const [, bucket, path = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(state) ?? []
  if (bucket === undefined) {
    throw new AppError('USAGE', `--state ${state} does not name a bucket`, {
      hint: 'for example --state s3://my-team-state/stacks',
    })
  }
  const trimmed = path.replace(/\/+$/, '')
  return { bucket, prefix: trimmed === '' ? '' : `${trimmed}/` }
}

/** Credentials are asked for when the bucket is. */
function lazyBucket(bucket: string, flags: SessionFlags): ObjectStore {
  let opened: Promise<ObjectStore> | undefined
  const open = (): Promise<ObjectStore> =>
    (opened ??= openBucket(bucket, {
      verifyTls: flags.verifySsl,
      ...(flags.profile === undefined ? {} : { profile: flags.profile }),
      ...(flags.region === undefined ? {} : { region: flags.region }),
      ...(flags.caBundle === undefined ? {} : { caBundle: flags.caBundle }),
    }))
  return {
    get: async (key) => (await open()).get(key),
    put: async (key, text, condition) => (await open()).put(key, text, condition),
    delete: async (key) => (await open()).delete(key),
    close: () => undefined,
  }
}

/** Each cloud has its own resources, and so its own record. */
function cloudOf(flags: SessionFlags, target: string): string {
  if (flags.local === true || flags.localDir !== undefined) {
    return `local-${short(resolve(flags.localDir ?? '.skyql/local'))}`
  }
  return target === 'aws' ? target : `endpoint-${short(flags.endpointUrl ?? target)}`
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function safe(name: string): string {
  return /^\.+$/.test(name)
    ? `_${name}`
    : name.replace(/[^\w.-]/g, (char) => `%${char.codePointAt(0)?.toString(16) ?? ''}`)
}

function makeHolder(verb: string): LockHolder {
  return {
    id: randomUUID(),
    ...ownMark(),
    host: hostname(),
    user: userName(),
    verb,
    since: new Date().toISOString(),
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
