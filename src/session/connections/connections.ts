import { DEFAULT_CONNECTION } from '../../connectors/index.js'
import type { ConnectionDirectory } from '../../execution/index.js'
import type { PlanConnection } from '../../plan/index.js'
import type { LazyResource } from '../lazy-resource.js'

/** Who knows the accounts of connections. */
export interface AccountSource {
  accountOf(connection: string, signal: AbortSignal): Promise<string>
  knownAccountOf(connection: string): string | undefined
}

export interface ConnectionsParts {
  /** Regions of statements that name none. */
  readonly regions: LazyResource<readonly string[]>
  readonly access: LazyResource<AccountSource>
  readonly knownRegions: readonly string[]
}

/** The connections of a session, and which of them and which regions its settings choose. */
export class Connections implements ConnectionDirectory {
  readonly #parts: ConnectionsParts
  #source: AccountSource | undefined
  #regions: readonly string[] | undefined

  constructor(parts: ConnectionsParts) {
    this.#parts = parts
  }

  /** Regions of statements that name none. */
  async regions(): Promise<readonly string[]> {
    return this.#regions ?? this.#parts.regions.get()
  }

  chooseRegions(regions: readonly string[] | 'all'): void {
    this.#regions = regions === 'all' ? this.#parts.knownRegions : regions
  }

  async all(): Promise<readonly PlanConnection[]> {
    const sessionRegions = await this.regions()
    const accountId = this.knownAccountOf(DEFAULT_CONNECTION)
    return [
      {
        name: DEFAULT_CONNECTION,
        ...(accountId === undefined ? {} : { accountId }),
        isChosen: true,
        sessionRegions,
      },
    ]
  }

  async accountOf(connection: string, signal: AbortSignal): Promise<string> {
    this.#source = await this.#parts.access.get()
    return this.#source.accountOf(connection, signal)
  }

  knownAccountOf(connection: string): string | undefined {
    return this.#source?.knownAccountOf(connection)
  }

  regionsOf(): Promise<readonly string[]> {
    return Promise.resolve(this.#parts.knownRegions)
  }
}
