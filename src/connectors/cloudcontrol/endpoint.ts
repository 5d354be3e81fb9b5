import type { CloudControlOptions } from './options.js'

/** Where calls of a region go: the given endpoint, else what AWS's endpoint rules and the profile say. */
export class EndpointResolver {
  readonly #options: CloudControlOptions
  readonly #urls = new Map<string, Promise<URL>>()

  constructor(options: CloudControlOptions) {
    this.#options = options
  }

  url(region: string): Promise<URL> {
    const key = this.#options.endpoint === undefined ? region : ''
    const known = this.#urls.get(key)
    if (known !== undefined) return known
    const resolved = this.#resolve(region)
    this.#urls.set(key, resolved)
    resolved.catch(() => this.#urls.delete(key))
    return resolved
  }

  /** Has a given endpoint asked for anew. */
  forget(): void {
    if (this.#options.endpoint !== undefined) this.#urls.clear()
  }

  async #resolve(region: string): Promise<URL> {
    if (this.#options.endpoint !== undefined) return new URL(await this.#options.endpoint())
    const { awsEndpoint } = await import('./aws-endpoint.js')
    return awsEndpoint(region, this.#options.profile)
  }
}
