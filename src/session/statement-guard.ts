import { withoutSecrets } from '../connectors/index.js'
import { hiddenTexts, isSecretName } from '../resource/index.js'
import type { Statement } from '../sql/index.js'
import type { Catalog } from '../catalog/index.js'
import { writeOnlyNames } from '../plan/index.js'
import { KnownSecrets } from '../util/index.js'
import type { StatementResult } from './statement-result.js'

/**
 * The door of what a session says of one statement: nothing in its errors repeats a secret that the session knows, or
 * that the statement's own text has.
 */
export class StatementGuard {
  readonly #secrets: KnownSecrets
  readonly #catalog: Catalog
  readonly #source: string | undefined
  #own: KnownSecrets | undefined

  constructor(secrets: KnownSecrets, catalog: Catalog, statement?: Statement) {
    this.#secrets = secrets
    this.#catalog = catalog
    this.#source = statement?.source
  }

  /** What work answers. Rejects with what it throws, without secrets. */
  async watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw this.cut(error)
    }
  }

  cut<T>(error: T): T {
    this.#own ??= this.#ownSecrets()
    return withoutSecrets(withoutSecrets(error, this.#secrets), this.#own) as T
  }

  /** An answer of which nothing that comes later tells a secret either: failures, coverage, rows that end badly. */
  result(result: StatementResult): StatementResult {
    const { failures, batches } = result
    const cut = (error: unknown): unknown => this.cut(error)
    return {
      ...result,
      failures: failures.map((each) => this.cut(each)),
      batches: guardedRows(batches, cut),
    }
  }

  #ownSecrets(): KnownSecrets {
    const known = new KnownSecrets()
    if (this.#source === undefined) return known
    const names = new Set(writeOnlyNames(this.#source, this.#catalog).map(folded))
    const isSecret = (name: string): boolean => isSecretName(name) || names.has(folded(name))
    known.add(...hiddenTexts(this.#source, isSecret))
    return known
  }
}

const folded = (name: string): string => name.replaceAll('_', '').toLowerCase()

async function* guardedRows<T>(
  rows: AsyncIterable<T>,
  cut: (error: unknown) => unknown,
): AsyncGenerator<T> {
  try {
    yield* rows
  } catch (error) {
    throw cut(error)
  }
}
