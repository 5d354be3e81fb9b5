import type { CallPlace } from '../connection.js'
import type { CloudControlOptions } from './options.js'

/** Where calls of a region go: the given endpoint, else what AWS's endpoint rules and the profile say. */
export class EndpointResolver {
  readonly #options: CloudControlOptions
  readonly #urls = new Map<string, Promise<URL>>()

  constructor(options: CloudControlOptions) {
    this.#options = options
  }

  url({ connection, region }: CallPlace): Promise<URL> {
    const { endpoint, access } = this.#options
    const profile = access.profile(connection)
    const key = endpoint === undefined ? `${region} ${profile ?? ''}` : ''
    const known = this.#urls.get(key)
    if (known !== undefined) return known
    const resolved = this.#resolve(region, profile)
    this.#urls.set(key, resolved)
    resolved.catch(() => this.#urls.delete(key))
    return resolved
  }

  /** Has a given endpoint asked for anew. */
  forget(): void {
    if (this.#options.endpoint !== undefined) this.#urls.clear()
  }

  async #resolve(region: string, profile: string | undefined): Promise<URL> {
    if (this.#options.endpoint !== undefined) return new URL(await this.#options.endpoint())
    const { awsEndpoint } = await import('./aws-endpoint.js')
    return awsEndpoint(region, profile)
  }
}
