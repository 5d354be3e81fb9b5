import { defaultProvider } from '@aws-sdk/credential-provider-node'
import type { AwsCredentialIdentity, Provider } from '@smithy/types'
import { AppError } from '../../errors/index.js'
import type { ConnectionAccess, ConnectionSpec } from '../connection.js'
import { callerAccount } from './caller-account.js'

export interface AwsConnectionsOptions {
  /** The connection of this name. */
  readonly specOf: (name: string) => ConnectionSpec | undefined
  /** A region whose endpoints answer questions about the connection's account. */
  readonly regionOf: (name: string) => Promise<string>
  /** Where calls go instead of AWS. */
  readonly endpoint?: () => Promise<string>
}

/** Credentials and accounts of connections, by the SDK's own providers; each is asked for once. */
export class AwsConnections implements ConnectionAccess {
  readonly #options: AwsConnectionsOptions
  readonly #providers = new Map<string, Provider<AwsCredentialIdentity>>()
  readonly #accounts = new Map<string, Promise<string>>()
  readonly #known = new Map<string, string>()

  constructor(options: AwsConnectionsOptions) {
    this.#options = options
  }

  credentials(connection: string): Provider<AwsCredentialIdentity> {
    const known = this.#providers.get(connection)
    if (known !== undefined) return known
    const provider = this.#provider(this.#spec(connection))
    this.#providers.set(connection, provider)
    return provider
  }

  profile(connection: string): string | undefined {
    return this.#spec(connection).profile
  }

  /** The account that the connection's credentials belong to. @throws AppError */
  accountOf(connection: string, signal: AbortSignal): Promise<string> {
    const known = this.#accounts.get(connection)
    if (known !== undefined) return known
    const asked = this.#ask(connection, signal)
    this.#accounts.set(connection, asked)
    asked.then(
      (account) => this.#known.set(connection, account),
      () => this.#accounts.delete(connection),
    )
    return asked
  }

  /** The account as far as it is known by now. */
  knownAccountOf(connection: string): string | undefined {
    return this.#known.get(connection)
  }

  async #ask(connection: string, signal: AbortSignal): Promise<string> {
    const { endpoint, regionOf } = this.#options
    return callerAccount({
      connection,
      region: await regionOf(connection),
      credentials: this.credentials(connection),
      signal,
      ...(endpoint === undefined ? {} : { endpoint }),
    })
  }

  #spec(name: string): ConnectionSpec {
    const spec = this.#options.specOf(name)
    if (spec !== undefined) return spec
    throw new AppError('INTERNAL', `there is no connection "${name}"`)
  }

  #provider({ fixed, profile }: ConnectionSpec): Provider<AwsCredentialIdentity> {
    if (fixed !== undefined) return () => Promise.resolve(fixed)
    return defaultProvider(profile === undefined ? {} : { profile })
  }
}
