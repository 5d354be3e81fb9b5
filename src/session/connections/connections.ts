import {
  DEFAULT_CONNECTION,
  type ConnectionSpec,
  type MemberAccount,
} from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ConnectionDirectory } from '../../execution/index.js'
import type { IoHost } from '../../io/index.js'
import type { PlanConnection } from '../../plan/index.js'
import { likePattern, mapConcurrent, nearest } from '../../util/index.js'
import { LazyResource } from '../lazy-resource.js'
import type { ConnectionEntry, OrganizationEntry } from './connection-entry.js'
import type { ConnectionsFile } from './connections-file.js'
import { memberSpecs } from './discover.js'

/** Organizations that are asked at once. */
const ORGANIZATIONS_AT_ONCE = 4

/** Who knows the accounts of connections. */
export interface AccountSource {
  accountOf(connection: string, signal: AbortSignal): Promise<string>
  knownAccountOf(connection: string): string | undefined
  regionsOf(connection: string, signal: AbortSignal): Promise<readonly string[]>
  endpointOf(connection: string): Promise<string | undefined>
  membersOf(connection: string): Promise<readonly MemberAccount[]>
  close(): void
}

export interface ConnectionsParts {
  /** `undefined` for a session without a file: it has one connection, the default. */
  readonly file: LazyResource<ConnectionsFile | undefined>
  readonly defaultSpec: ConnectionSpec
  /** Regions that the user names for all connections. */
  readonly regions: readonly string[] | 'all' | undefined
  /** Patterns of the connections that statements ask which name none. */
  readonly chosen: readonly string[] | undefined
  /** The region of a profile, or of the environment. */
  readonly configuredRegion: (profile: string | undefined) => Promise<readonly string[]>
  readonly access: LazyResource<AccountSource>
  /** What is taken for an account's regions where the account cannot be asked. */
  readonly fallbackRegions: readonly string[]
  /** Where the calls of all connections go; `aws` where the settings of each say. */
  readonly target: string
  readonly host: IoHost
}

interface Known {
  readonly spec: ConnectionSpec
  readonly regions: readonly string[] | undefined
}

/** The connections of a session, and which of them and which regions its settings choose. */
export class Connections implements ConnectionDirectory {
  readonly #parts: ConnectionsParts
  readonly #known: LazyResource<readonly Known[]>
  readonly #specs = new Map<string, ConnectionSpec>()
  readonly #profileRegions = new Map<string, Promise<readonly string[]>>()
  readonly #targets = new Map<string, Promise<string>>()
  #source: AccountSource | undefined
  #knownNow: readonly Known[] | undefined
  #regions: readonly string[] | 'all' | undefined
  #chosen: readonly string[] | undefined
  #saidFallback = false

  constructor(parts: ConnectionsParts) {
    this.#parts = parts
    this.#regions = parts.regions
    this.#chosen = parts.chosen
    this.#known = new LazyResource(() => this.#read())
  }

  /** Regions of statements that name none, in a connection that has none of its own. */
  async regions(): Promise<readonly string[]> {
    if (this.#regions !== 'all') return this.#regions ?? this.#configured(undefined)
    return this.regionsOf(DEFAULT_CONNECTION, new AbortController().signal)
  }

  chooseRegions(regions: readonly string[] | 'all'): void {
    this.#regions = regions
  }

  /** @throws AppError UNKNOWN_CONNECTION for a pattern that no name fits */
  async chooseConnections(patterns: readonly string[] | 'all'): Promise<void> {
    const chosen = patterns === 'all' ? ['%'] : patterns
    requireMatches(
      chosen,
      (await this.#known.get()).map(({ spec }) => spec.name),
    )
    this.#chosen = chosen
  }

  /** Knows what each connection signs with, from here on. @throws AppError CONFIGURATION */
  async ready(): Promise<void> {
    await this.#known.get()
  }

  /** Those that are known without a call: accounts of an organization once it was asked. */
  async names(): Promise<readonly string[]> {
    const entries = (await this.#parts.file.get())?.entries ?? [this.#parts.defaultSpec]
    const known = this.#knownNow?.map(({ spec }) => spec.name)
    return known ?? entries.map(({ name }) => name)
  }

  /**
   * One more that calls may name, which no statement asks by itself.
   * @param beside the connection whose calls its own go with: keys alone say nothing of where to call
   */
  add(spec: ConnectionSpec, beside?: string): void {
    const profile =
      spec.profile ?? (beside === undefined ? undefined : this.specOf(beside)?.profile)
    this.#specs.set(spec.name, { ...spec, ...(profile === undefined ? {} : { profile }) })
  }

  /** What a connection signs with; those of the file are known once it was read. */
  specOf(name: string): ConnectionSpec | undefined {
    return this.#specs.get(name)
  }

  /** A region whose endpoints answer questions about the connection's account. */
  async regionFor(connection: string): Promise<string> {
    const known = this.#knownNow?.find(({ spec }) => spec.name === connection)
    const profile = this.specOf(connection)?.profile
    const named = this.#parts.regions === 'all' ? undefined : this.#parts.regions
    const regions = known?.regions ?? named ?? (await this.#configured(profile))
    return regions[0] ?? 'us-east-1'
  }

  async all(): Promise<readonly PlanConnection[]> {
    const known = await this.#known.get()
    const matchers = await this.#matchers()
    return mapConcurrent(known, known.length, async ({ spec, regions }) => {
      const accountId = spec.accountId ?? this.knownAccountOf(spec.name)
      return {
        name: spec.name,
        ...(accountId === undefined ? {} : { accountId }),
        isChosen: matchers.some((matcher) => matcher.test(spec.name)),
        sessionRegions: this.#regions ?? regions ?? (await this.#configured(spec.profile)),
      }
    })
  }

  async accountOf(connection: string, signal: AbortSignal): Promise<string> {
    const known = this.#specs.get(connection)?.accountId
    return known ?? (await this.#access()).accountOf(connection, signal)
  }

  knownAccountOf(connection: string): string | undefined {
    return this.#specs.get(connection)?.accountId ?? this.#source?.knownAccountOf(connection)
  }

  /** Where calls go that name no connection, if all of those that are chosen go to one place. @throws AppError CONFIGURATION */
  async commonTarget(): Promise<string> {
    const matchers = await this.#matchers()
    const chosen = (await this.#known.get())
      .map(({ spec }) => spec.name)
      .filter((name) => matchers.some((matcher) => matcher.test(name)))
    const found = await mapConcurrent(chosen, chosen.length, (name) => this.targetOf(name))
    const [target = this.#parts.target, ...others] = [...new Set(found)]
    return others.length === 0 ? target : this.#parts.target
  }

  targetOf(connection: string): Promise<string> {
    const { target } = this.#parts
    // What is no connection any more had its calls go where those of the session do.
    if (target !== 'aws' || !this.#specs.has(connection)) return Promise.resolve(target)
    const known = this.#targets.get(connection)
    if (known !== undefined) return known
    const found = this.#access().then(
      async (access) => (await access.endpointOf(connection)) ?? target,
    )
    this.#targets.set(connection, found)
    return found
  }

  async regionsOf(connection: string, signal: AbortSignal): Promise<readonly string[]> {
    try {
      return await (await this.#access()).regionsOf(connection, signal)
    } catch (cause) {
      const error = AppError.from(cause)
      if (error.code === 'CANCELLED' || error.kind === 'internal') throw error
      this.#noteFallback(error)
      return this.#parts.fallbackRegions
    }
  }

  async close(): Promise<void> {
    ;(await this.#parts.access.made?.catch(() => undefined))?.close()
  }

  /** What the names of chosen connections fit. @throws AppError UNKNOWN_CONNECTION */
  async #matchers(): Promise<readonly ReturnType<typeof likePattern>[]> {
    const known = await this.#known.get()
    const patterns = this.#chosen ?? (await this.#parts.file.get())?.chosen ?? ['%']
    requireMatches(
      patterns,
      known.map(({ spec }) => spec.name),
    )
    return patterns.map(likePattern)
  }

  async #read(): Promise<readonly Known[]> {
    const file = await this.#parts.file.get()
    const { defaultSpec } = this.#parts
    const known =
      file === undefined
        ? [{ spec: defaultSpec, regions: undefined }]
        : (
            await mapConcurrent(file.entries, ORGANIZATIONS_AT_ONCE, (each) => this.#ofEntry(each))
          ).flat()
    for (const { spec } of known) this.#specs.set(spec.name, spec)
    this.#knownNow = known
    return known
  }

  async #ofEntry(entry: ConnectionEntry): Promise<Known[]> {
    const { regions } = entry
    if (entry.kind === 'organization') {
      return (await this.#members(entry)).map((spec) => ({ spec, regions }))
    }
    const { name, profile, role, accountId } = entry
    const { fixed } = this.#parts.defaultSpec
    const spec = {
      name,
      ...(profile === undefined ? {} : { profile }),
      ...(role === undefined ? {} : { role }),
      ...(accountId === undefined ? {} : { accountId }),
      ...(fixed === undefined ? {} : { fixed }),
    }
    return [{ spec, regions }]
  }

  /** An organization that does not answer is one connection that cannot be asked: its own failure. */
  async #members(entry: OrganizationEntry): Promise<ConnectionSpec[]> {
    const { name, profile } = entry
    const { fixed } = this.#parts.defaultSpec
    // A name that no connection can have: what fails must not lead to the account that was asked.
    const asked = `${name}/organization`
    const source = {
      name: asked,
      ...(profile === undefined ? {} : { profile }),
      ...(fixed === undefined ? {} : { fixed }),
    }
    this.#specs.set(asked, source)
    try {
      const access = await this.#access()
      const never = new AbortController().signal
      const own = await access.accountOf(asked, never)
      const specs = memberSpecs(entry, await access.membersOf(asked), own)
      return specs.map((spec) => ({ ...spec, ...(fixed === undefined ? {} : { fixed }) }))
    } catch (cause) {
      const broken = AppError.from(cause)
      if (broken.kind === 'internal') throw broken
      return [{ ...source, name, broken }]
    }
  }

  async #access(): Promise<AccountSource> {
    this.#source = await this.#parts.access.get()
    return this.#source
  }

  #configured(profile: string | undefined): Promise<readonly string[]> {
    const key = profile ?? ''
    const before = this.#profileRegions.get(key)
    if (before !== undefined) return before
    const asked = this.#parts.configuredRegion(profile)
    this.#profileRegions.set(key, asked)
    return asked
  }

  #noteFallback(error: AppError): void {
    if (this.#saidFallback) return
    this.#saidFallback = true
    this.#parts.host.notify({
      code: '1104',
      level: 'warning',
      text: `the regions that are enabled could not be asked for, so all known ones are taken: ${error.message}`,
    })
  }
}

function requireMatches(patterns: readonly string[], names: readonly string[]): void {
  for (const pattern of patterns) {
    const matcher = likePattern(pattern)
    if (names.some((name) => matcher.test(name))) continue
    const near = nearest(pattern, names)
    throw new AppError('UNKNOWN_CONNECTION', `no connection is named "${pattern}"`, {
      hint:
        near.length > 0
          ? `did you mean ${near.join(' or ')}?`
          : `there are ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
    })
  }
}
