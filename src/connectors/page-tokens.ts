import { createHash } from 'node:crypto'
import { AppError } from '../errors/index.js'

/** Empty pages in a row after which a list is given up: filters of services leave some, and none leaves so many. */
const MOST_EMPTY = 1_000

/** What a list is of, for messages. */
export interface Paged {
  readonly typeName?: string
  readonly region?: string
  /** `ListResources` where the list is of no type. */
  readonly operation?: string
}

/**
 * Watches the pages of one list, so that one whose pages never end is given up: no token may come a second time, and
 * only so many pages in a row may be empty.
 */
export class PageTokens {
  readonly #paged: Paged
  // Hashes: tokens may be long, and lists have thousands.
  readonly #seen = new Set<string>()
  #empty = 0

  constructor(paged: Paged) {
    this.#paged = paged
  }

  /**
   * What asks for the page after one; `undefined` at the end, which an empty token is, too.
   * @param token what the page says of the next one
   * @param rows that the page has
   * @throws AppError SERVICE_REJECTED for pages that do not end
   */
  next<T>(token: T, rows: number): NonNullable<T> | undefined {
    if (token === undefined || token === null || token === '') return undefined
    const hash = hashOf(token)
    if (this.#seen.has(hash)) {
      throw this.#endless(
        `go round in circles: the service sent a page's token a second time (hash ${hash})`,
      )
    }
    this.#seen.add(hash)
    this.#empty = rows === 0 ? this.#empty + 1 : 0
    if (this.#empty >= MOST_EMPTY) {
      throw this.#endless(
        `do not end: ${String(MOST_EMPTY)} in a row were empty (hash of the last token ${hash})`,
      )
    }
    return token
  }

  #endless(what: string): AppError {
    const { typeName, region, operation = 'a list' } = this.#paged
    const where = region === undefined ? '' : ` in ${region}`
    return new AppError(
      'SERVICE_REJECTED',
      `the pages of ${typeName ?? operation}${where} ${what}`,
      {
        ...(typeName === undefined ? {} : { typeName }),
        ...(region === undefined ? {} : { region }),
        hint: 'the list was given up; what it brought so far is not all there is',
      },
    )
  }
}

/** Tells tokens apart without showing them: they are good for reading the rest of the list. */
function hashOf(token: unknown): string {
  const text = typeof token === 'string' ? token : JSON.stringify(token)
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
