import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../../sql/index.js'

/** A query that has a name in a statement: of a WITH, or a subquery of a FROM. */
export interface NamedQuery {
  readonly name: string
  /** Names that the statement gives its columns: `x(a, b)`. */
  readonly columns: readonly string[]
  readonly body: readonly Token[]
}

/** A column of a select list, as far as its text tells. */
export type OutputItem =
  | { readonly kind: 'name'; readonly name: string }
  /** `*` or `t.*` */
  | { readonly kind: 'all'; readonly of?: string }

/** The queries of WITH clauses and of FROM clauses, in the order of the text. */
export function namedQueriesIn(tokens: readonly Token[]): NamedQuery[] {
  return tokens.flatMap((token, at) => {
    if (!isSymbol(token, '(')) return []
    const end = closing(tokens, at)
    const body = tokens.slice(at + 1, end)
    const found = headOf(tokens, at) ?? aliasOf(tokens, at, end)
    return found === undefined ? [] : [{ ...found, body }]
  })
}

/** `name [(a, b)] AS [[NOT] MATERIALIZED] (` */
function headOf(
  tokens: readonly Token[],
  open: number,
): Pick<NamedQuery, 'name' | 'columns'> | undefined {
  let at = open - 1
  while (isWord(tokens[at], 'MATERIALIZED') || isWord(tokens[at], 'NOT')) at--
  if (!isWord(tokens[at], 'AS')) return undefined
  at--
  let columns: string[] = []
  if (isSymbol(tokens[at], ')')) {
    const start = opening(tokens, at)
    columns = tokens
      .slice(start + 1, at)
      .filter(isIdentifier)
      .map(identifierOf)
    at = start - 1
  }
  const name = tokens[at]
  return name === undefined || !isIdentifier(name)
    ? undefined
    : { name: identifierOf(name), columns }
}

/** `( SELECT … ) [AS] name [(a, b)]` */
function aliasOf(
  tokens: readonly Token[],
  open: number,
  end: number,
): Pick<NamedQuery, 'name' | 'columns'> | undefined {
  const [before, first] = [tokens[open - 1], tokens[open + 1]]
  const isFrom =
    ['FROM', 'JOIN', 'LATERAL'].some((word) => isWord(before, word)) || isSymbol(before, ',')
  if (!isFrom || !(isWord(first, 'SELECT') || isWord(first, 'WITH'))) return undefined
  const at = isWord(tokens[end + 1], 'AS') ? end + 2 : end + 1
  const name = tokens[at]
  if (name === undefined || !isIdentifier(name)) return undefined
  const hasColumns = isSymbol(tokens[at + 1], '(')
  const columns = hasColumns
    ? tokens
        .slice(at + 2, closing(tokens, at + 1))
        .filter(isIdentifier)
        .map(identifierOf)
    : []
  return { name: identifierOf(name), columns }
}

/** The select list of a query; empty where it has none. */
export function outputOf(body: readonly Token[]): OutputItem[] {
  const start = topLevel(body).find(({ token }) => isWord(token, 'SELECT'))?.at
  if (start === undefined) return []
  const list: Token[][] = [[]]
  for (let at = start + 1; at < body.length; at++) {
    const token = body[at]
    if (token === undefined || isWord(token, 'FROM') || isWord(token, 'UNION')) break
    if (isSymbol(token, ',')) list.push([])
    else list.at(-1)?.push(token)
    // What stands between parentheses has commas of its own.
    if (isSymbol(token, '(')) at = closing(body, at)
  }
  return list.flatMap(itemOf)
}

function itemOf(tokens: readonly Token[]): OutputItem[] {
  const last = tokens.at(-1)
  const before = tokens.at(-2)
  if (isSymbol(last, '*') && (tokens.length === 1 || isSymbol(before, '.'))) {
    const of = tokens.at(-3)
    return [{ kind: 'all', ...(of === undefined ? {} : { of: identifierOf(of) }) }]
  }
  if (last === undefined || !isIdentifier(last)) return []
  const plain = tokens.length === 1 || isWord(before, 'AS') || isSymbol(before, '.')
  // `count(*) many`, `a + b total`: a name that stands behind an expression.
  const isAlias = before !== undefined && (isSymbol(before, '(') || isIdentifier(before))
  return plain || isAlias ? [{ kind: 'name', name: identifierOf(last) }] : []
}

/** The tokens that stand in no parentheses, with their place. */
export function topLevel(tokens: readonly Token[]): { token: Token; at: number }[] {
  const found: { token: Token; at: number }[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) break
    found.push({ token, at })
    if (isSymbol(token, '(')) at = closing(tokens, at) - 1
  }
  return found
}

/** Where the parenthesis at `open` is closed; the end where it is not yet. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth++
    if (isSymbol(tokens[at], ')') && --depth === 0) return at
  }
  return tokens.length
}

function opening(tokens: readonly Token[], close: number): number {
  let depth = 0
  for (let at = close; at >= 0; at--) {
    if (isSymbol(tokens[at], ')')) depth++
    if (isSymbol(tokens[at], '(') && --depth === 0) return at
  }
  return 0
}
