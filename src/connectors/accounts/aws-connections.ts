import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity, Provider } from '@smithy/types'
import PQueue from 'p-queue'
import { AppError } from '../../errors/index.js'
import type { ConnectionAccess, ConnectionSpec, MemberAccount } from '../connection.js'
import type { CallStatistics } from '../connector.js'
import { configuredEndpoint } from '../configured-endpoint.js'
import { createSdkHandler, type HttpOptions } from '../http-handler.js'
import { AccountClient, type Asker } from './account-client.js'
import { assumeRole } from './assume-role.js'
import { callerAccount } from './caller-account.js'
import { enabledRegions } from './enabled-regions.js'
import { memberAccounts } from './member-accounts.js'
import { Once } from './once.js'
import { profileCredentials } from '../profile-credentials.js'
import { RenewableCredentials } from '../renewable-credentials.js'

/** Roles that are taken at once: STS counts its calls for the account of the source alone. */
const ROLES_AT_ONCE = 25

/** Characters; AWS's have 40. */
const SHORTEST_KEY = 16

export interface AwsConnectionsOptions extends HttpOptions {
  /** The connection of this name. */
  readonly specOf: (name: string) => ConnectionSpec | undefined
  /** A region whose endpoints answer questions about the connection's account. */
  readonly regionOf: (name: string) => Promise<string>
  /** Where calls go instead of AWS. */
  readonly endpoint?: () => Promise<string>
  readonly statistics: CallStatistics
}

/** Credentials and accounts of connections, by the SDK's own providers; each is asked for once. */
export class AwsConnections implements ConnectionAccess {
  readonly #options: AwsConnectionsOptions
  readonly #handler: NodeHttpHandler
  readonly #client: AccountClient
  readonly #roles = new PQueue({ concurrency: ROLES_AT_ONCE })
  /** By profile, as roles of many accounts are taken with one profile's credentials. */
  readonly #sources = new Map<string, RenewableCredentials>()
  readonly #credentials = new Map<string, RenewableCredentials>()
  readonly #accounts = new Once<string>()
  readonly #regions = new Once<readonly string[]>()

  private constructor(options: AwsConnectionsOptions, handler: NodeHttpHandler) {
    this.#options = options
    this.#handler = handler
    const { statistics, endpoint } = options
    this.#client = new AccountClient({
      handler,
      statistics,
      ...(endpoint === undefined ? {} : { endpoint }),
    })
  }

  static async open(options: AwsConnectionsOptions): Promise<AwsConnections> {
    return new AwsConnections(options, await createSdkHandler(options))
  }

  credentials(connection: string): Provider<AwsCredentialIdentity> {
    return this.#renewable(connection).get
  }

  profile(connection: string): string | undefined {
    return this.#spec(connection).profile
  }

  /** Where Cloud Control's calls of a connection go instead of AWS. @throws AppError CONFIGURATION */
  endpointOf(connection: string): Promise<string | undefined> {
    return configuredEndpoint('CloudControl', this.profile(connection))
  }

  renew(connection: string, since: number): boolean {
    return this.#renewable(connection).renew(since)
  }

  /** The account that the connection's credentials belong to. @throws AppError */
  accountOf(connection: string, signal: AbortSignal): Promise<string> {
    return this.#accounts.get(connection, async () =>
      callerAccount(this.#client, await this.#asker(connection), signal),
    )
  }

  /** The account as far as it is known by now. */
  knownAccountOf(connection: string): string | undefined {
    return this.#accounts.known(connection)
  }

  /** The regions that the account has enabled. @throws AppError */
  regionsOf(connection: string, signal: AbortSignal): Promise<readonly string[]> {
    return this.#regions.get(connection, async () =>
      enabledRegions(this.#client, await this.#asker(connection), signal),
    )
  }

  /** The open accounts of the organization that a connection's credentials belong to. @throws AppError */
  async membersOf(connection: string): Promise<readonly MemberAccount[]> {
    return memberAccounts(this.#client, await this.#asker(connection))
  }

  close(): void {
    this.#handler.destroy()
  }

  async #asker(connection: string): Promise<Asker> {
    const region = await this.#options.regionOf(connection)
    const profile = this.profile(connection)
    return { connection, region, profile, credentials: this.credentials(connection) }
  }

  #renewable(connection: string): RenewableCredentials {
    const known = this.#credentials.get(connection)
    if (known !== undefined) return known
    const spec = this.#spec(connection)
    const source = this.#source(spec)
    const { role, broken } = spec
    const made =
      broken !== undefined
        ? new RenewableCredentials(() => Promise.reject(broken))
        : role === undefined
          ? source
          : this.#ofRole(spec, role, source)
    this.#credentials.set(connection, made)
    return made
  }

  #ofRole(
    { name, profile }: ConnectionSpec,
    role: NonNullable<ConnectionSpec['role']>,
    source: RenewableCredentials,
  ): RenewableCredentials {
    return this.#noted(async () => {
      const region = await this.#options.regionOf(name)
      const asker = { connection: name, region, profile, credentials: source.get }
      return this.#roles.add(() => assumeRole(this.#client, asker, role))
    })
  }

  /** The credentials that a connection begins with. */
  #source({ fixed, profile }: ConnectionSpec): RenewableCredentials {
    const key = fixed === undefined ? (profile ?? '') : `fixed ${fixed.accessKeyId}`
    const known = this.#sources.get(key)
    if (known !== undefined) return known
    const source = this.#noted(
      fixed === undefined
        ? () => profileCredentials({ profile, handler: this.#handler })
        : () => Promise.resolve(fixed),
    )
    this.#sources.set(key, source)
    return source
  }

  /** Credentials whose secrets are known from when they are there. */
  #noted(make: Provider<AwsCredentialIdentity>): RenewableCredentials {
    return new RenewableCredentials(async () => {
      const made = await make()
      const { accessKeyId, secretAccessKey, sessionToken = '' } = made
      // What is shorter is a word that stands for credentials where none are needed.
      const own = [accessKeyId, secretAccessKey, sessionToken].filter(
        ({ length }) => length >= SHORTEST_KEY,
      )
      this.#options.secrets?.add(...own)
      return made
    })
  }

  #spec(name: string): ConnectionSpec {
    const spec = this.#options.specOf(name)
    if (spec !== undefined) return spec
    throw new AppError('UNKNOWN_CONNECTION', `there is no connection "${name}"`)
  }
}
