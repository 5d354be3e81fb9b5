import type { Catalog } from '../catalog/index.js'
import { ownReferences } from '../plan/index.js'
import type { Statement } from '../sql/index.js'
import { isMutation } from './is-mutation.js'

/**
 * The variables of the environment that the running statement names in its own text, or those of the transaction that
 * is committed: nothing else fills one in, whatever rows, files and variables of templates hold.
 */
export class OwnNames {
  readonly #names = new Set<string>()
  readonly #require: (name: string, allowed: readonly string[]) => Promise<unknown>

  /** @param require rejects where a variable cannot be had */
  constructor(require: (name: string, allowed: readonly string[]) => Promise<unknown>) {
    this.#require = require
  }

  has(name: string): boolean {
    return this.#names.has(name)
  }

  /**
   * Takes in a statement that begins.
   * @param known its own names where its text holds more than its author wrote
   * @param keeps whether those of the statements before it stay: they are sent with it.
   * @throws AppError NO_CREDENTIALS, CONFIGURATION of a variable that it needs and cannot have; nothing was sent
   */
  async begin(
    statement: Statement,
    catalog: Catalog,
    { known, keeps }: { readonly known: ReadonlySet<string> | undefined; readonly keeps: boolean },
  ): Promise<void> {
    if (!keeps) this.#names.clear()
    const inner = statement.kind === 'explain' ? statement.statement : statement
    if (!isMutation(inner) && inner.kind !== 'exec') return
    const { names, filled, allowed } = ownReferences(inner, catalog, known)
    for (const name of names) this.#names.add(name)
    const isDry = inner !== statement || (inner.kind === 'exec' && inner.isDry === true)
    if (filled.length === 0 || isDry) return
    for (const name of filled) await this.#require(name, allowed)
  }
}
