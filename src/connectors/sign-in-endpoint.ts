import { AppError } from '../errors/index.js'
import { mapConcurrent } from '../util/index.js'
import { configuredEndpoint } from './configured-endpoint.js'

/** Services that credentials come from by a sign-in; the SDK gives their clients one address for all. */
const SERVICES = ['SSO', 'SSO OIDC', 'Signin']

/** Where the services of a sign-in are asked. */
export class SignInEndpoint {
  readonly #profile: string | undefined
  readonly #configured: readonly (string | undefined)[]
  #refused: AppError | undefined

  private constructor(profile: string | undefined, configured: readonly (string | undefined)[]) {
    this.#profile = profile
    this.#configured = configured
  }

  /** @throws AppError CONFIGURATION */
  static async of(profile: string | undefined): Promise<SignInEndpoint> {
    const ask = (id: string): Promise<string | undefined> => configuredEndpoint(id, profile)
    return new SignInEndpoint(profile, await mapConcurrent(SERVICES, SERVICES.length, ask))
  }

  /** What was thrown in place of an address: the SDK's providers keep little of it. */
  get refused(): AppError | undefined {
    return this.#refused
  }

  /** For the clients of the SDK; nothing where they are asked at AWS's own addresses. */
  get settings(): { readonly endpoint?: string | (() => Promise<never>) } {
    const [first, ...others] = this.#configured
    // Few profiles have a sign-in: no other call has to fail for it.
    if (others.some((other) => other !== first)) return { endpoint: () => this.#refuse() }
    return first === undefined ? {} : { endpoint: first }
  }

  #refuse(): Promise<never> {
    this.#refused = new AppError(
      'CONFIGURATION',
      `the endpoints of ${SERVICES.join(', ')} differ for the profile "${this.#profile ?? 'default'}": nobody is asked for its credentials`,
      { hint: 'give all of them one address, in the environment or the services section, or none' },
    )
    return Promise.reject(this.#refused)
  }
}
