import { identifierOf, isIdentifier, isSymbol, type Token } from '../sql/index.js'

/** The names that a statement holds: those that may mean a column of any table, and those of one. */
export class MentionedNames {
  readonly #unqualified = new Set<string>()
  readonly #qualified = new Map<string, Set<string>>()

  constructor(tokens: readonly Token[]) {
    tokens.forEach((token, index) => {
      if (!isIdentifier(token)) return
      const owner = isSymbol(tokens[index - 1], '.') ? tokens[index - 2] : undefined
      if (owner === undefined || !isIdentifier(owner)) {
        this.#unqualified.add(identifierOf(token))
        return
      }
      const alias = identifierOf(owner).toLowerCase()
      const names = this.#qualified.get(alias) ?? new Set()
      this.#qualified.set(alias, names.add(identifierOf(token)))
    })
  }

  /** Names that may be columns of the relation with this alias. */
  ofRelation(alias: string): Set<string> {
    return new Set([...this.#unqualified, ...(this.#qualified.get(alias.toLowerCase()) ?? [])])
  }
}
