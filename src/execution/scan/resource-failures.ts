import { AppError, type ErrorCode } from '../../errors/index.js'
import type { CoverageUnit } from '../coverage.js'

/** Failures that an error names. */
const MOST_NAMED = 3

/** So many resources in a row that cannot be reached are the connection's failure. */
const MOST_UNREACHED = 3

/** What a service says of one resource, or of the way to it. Credentials, limits and the statement are no resource's. */
const RESOURCES_OWN: ReadonlySet<ErrorCode> = new Set([
  'ACCESS_DENIED',
  'SERVICE_REJECTED',
  'BAD_ANSWER',
  'UNREACHABLE',
])

/** The resources of one unit that could not be read, while the others go on. */
export class ResourceFailures {
  #count = 0
  #unreached = 0
  readonly #first: { readonly name: string; readonly error: AppError }[] = []

  get count(): number {
    return this.#count
  }

  /** Of the first that failed. */
  get error(): AppError | undefined {
    return this.#first[0]?.error
  }

  /** Takes down what became of a resource; an empty name is one that the service did not name. */
  add(name: string, error: AppError): void {
    this.#count++
    if (this.#first.length < MOST_NAMED) this.#first.push({ name, error })
  }

  /** As `add`. @throws the error, where it is not of this resource alone */
  take(name: string, cause: unknown): void {
    const error = AppError.from(cause)
    if (!RESOURCES_OWN.has(error.code)) throw error
    if (error.code !== 'UNREACHABLE') this.#unreached = 0
    else if (++this.#unreached >= MOST_UNREACHED) throw error
    this.add(name, error)
  }

  /** How a unit stands that has found so many rows; nothing where all of its resources could be read. */
  told(
    rows: number,
  ): Pick<CoverageUnit, 'failedResources'> & Partial<Pick<CoverageUnit, 'status' | 'error'>> {
    const [first] = this.#first
    if (first === undefined) return {}
    // Where nothing came there is nothing to tell but why.
    if (rows === 0) return { status: 'failed', error: first.error, failedResources: this.#count }
    const named = this.#first.map(
      ({ name, error }) => `${name || 'one without a name'}: ${error.message}`,
    )
    const left = this.#count - named.length
    const more = left > 0 ? `; and ${String(left)} more` : ''
    const count = this.#count === 1 ? '1 resource' : `${String(this.#count)} resources`
    const message = `${count} could not be read: ${named.join('; ')}${more}`
    const { details, code } = first.error
    const error = new AppError(code, message, { ...details, cause: first.error })
    return { status: 'incomplete', error, failedResources: this.#count }
  }
}
