import type { AwsCredentialIdentity, Provider } from '@smithy/types'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { CallStatistics } from '../connector.js'
import { configuredEndpoint } from '../configured-endpoint.js'
import { accountError } from '../account-error.js'

/** Throttled questions are worth some patience: a thousand accounts may be asked for at once. */
const MOST_ATTEMPTS = 10

/** How an SDK client of these services is made, whatever the service. */
export interface ClientSettings {
  readonly region: string
  readonly endpoint?: string
  readonly ignoreConfiguredEndpointUrls: true
  readonly credentials: Provider<AwsCredentialIdentity>
  readonly maxAttempts: number
  readonly requestHandler: NodeHttpHandler
}

export interface AccountClientParts {
  readonly handler: NodeHttpHandler
  readonly statistics: CallStatistics
  /** Where calls go instead of AWS. */
  readonly endpoint?: () => Promise<string>
}

/** Whom a question is asked for, and where. */
export interface Asker {
  readonly connection: string
  readonly region: string
  /** Whose settings say where calls go. */
  readonly profile: string | undefined
  readonly credentials: Provider<AwsCredentialIdentity>
}

/** Asks the services beside Cloud Control; counts the calls, and tells failures in our terms. */
export class AccountClient {
  readonly #parts: AccountClientParts

  constructor(parts: AccountClientParts) {
    this.#parts = parts
  }

  /**
   * @param serviceId as AWS's models have it: `STS`
   * @throws AppError CONFIGURATION
   */
  async settings(
    { region, credentials, profile }: Asker,
    serviceId: string,
  ): Promise<ClientSettings> {
    const { handler, endpoint: given } = this.#parts
    const endpoint = (await given?.()) ?? (await configuredEndpoint(serviceId, profile))
    return {
      region,
      credentials,
      maxAttempts: MOST_ATTEMPTS,
      requestHandler: handler,
      ignoreConfiguredEndpointUrls: true,
      ...(endpoint === undefined ? {} : { endpoint }),
    }
  }

  /** One call. @throws AppError */
  async call<T>(operation: string, { connection }: Asker, send: () => Promise<T>): Promise<T> {
    const { calls } = this.#parts.statistics
    calls[operation] = (calls[operation] ?? 0) + 1
    try {
      return await send()
    } catch (cause) {
      throw accountError(cause, operation, connection)
    }
  }
}
