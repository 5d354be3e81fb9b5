import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../sql/index.js'

/** What is asked of the parts of a statement. */
export interface Asking {
  /** Whether a name, or a text, has to do with secrets. */
  readonly mentions: (token: Token) => boolean
}

/**
 * The literals of a statement that are known to go where no secret is: to a column or argument whose name is not that
 * of a secret, alone or in an expression that has nothing to do with one; that a plain column is compared with; or that
 * `error('…')` says, which is written to be read.
 */
export function safeLiterals(tokens: readonly Token[], { mentions }: Asking): Set<Token> {
  const safe = new Set<Token>()
  const secret = new Set<Token>()
  const given = (targets: readonly Token[], values: readonly Token[]): void => {
    if (targets.some((token) => mentions(token) || isPairValue(token)))
      for (const token of values) secret.add(token)
    else if (isAlone(values) || !values.some(mentions)) for (const each of values) safe.add(each)
  }
  for (const { target, value } of [...assignments(tokens), ...aliased(tokens)]) given(target, value)
  for (const { target, value } of inserted(tokens)) given(target, value)
  for (const token of compared(tokens, mentions)) safe.add(token)
  for (const token of told(tokens)) safe.add(token)
  for (const token of secret) safe.delete(token)
  return safe
}

/** The values that a statement gives to columns and arguments, by SET, EXEC or INSERT. */
export function givenValues(tokens: readonly Token[]): Given[] {
  return [...assignments(tokens), ...inserted(tokens)]
}

/** A value, and the name that it is for. */
export interface Given {
  readonly target: readonly Token[]
  readonly value: readonly Token[]
}

/** Of a statement that names a secret somewhere, what is called a value may be that secret's. */
const isPairValue = (token: Token): boolean =>
  isIdentifier(token) && /values?$/i.test(identifierOf(token).replaceAll('"', ''))

const isLiteral = ({ kind }: Token): boolean => kind === 'string' || kind === 'number'

/** True of one literal, with a cast of it or without: what it holds it tells itself. */
function isAlone(values: readonly Token[]): boolean {
  const literals = values.filter(isLiteral)
  const first = values.findIndex(isLiteral)
  const before = values.slice(0, first)
  return (
    literals.length === 1 &&
    before.every((token) => isSymbol(token, '-')) &&
    isCast(values.slice(first + 1))
  )
}

const isCast = ([sign, ...type]: readonly Token[]): boolean =>
  sign === undefined || (isSymbol(sign, '::') && type.every(isIdentifier))

/** `error('what is missing')`: one literal and nothing else. */
function told(tokens: readonly Token[]): Token[] {
  return tokens.filter(
    (token, at) =>
      token.kind === 'string' &&
      isSymbol(tokens[at - 1], '(') &&
      isWord(tokens[at - 2], 'ERROR') &&
      isSymbol(tokens[at + 1], ')'),
  )
}

const ASSIGNS = new Set(['=', '=>', ':='])
const CLAUSES = new Set(['WHERE', 'FROM', 'RETURNING', 'ON', 'LIMIT'])
const VERBS = new Set(['SET', 'EXEC', 'EXECUTE', 'CALL'])

/** `SET a = …, b = …` and the arguments of `EXEC … @a = …, b => …`. */
function assignments(tokens: readonly Token[]): Given[] {
  const found: { target: Token[]; value: Token[] }[] = []
  let isOpen = false
  let isValue = false
  let depth = 0
  for (const token of tokens) {
    const word = token.kind === 'word' ? token.text.toUpperCase() : ''
    depth = Math.max(0, depth + step(token))
    if (depth === 0 && VERBS.has(word)) {
      isOpen = true
      isValue = false
      found.push({ target: [], value: [] })
    } else if (depth === 0 && CLAUSES.has(word)) isOpen = false
    else if (!isOpen) continue
    else if (depth === 0 && isSymbol(token, ',')) {
      isValue = false
      found.push({ target: [], value: [] })
    } else if (!isValue && ASSIGNS.has(token.text)) isValue = true
    else found.at(-1)?.[isValue ? 'value' : 'target'].push(token)
  }
  return found
}

const SETS = new Set(['UNION', 'INTERSECT', 'EXCEPT'])

/** `'x' AS a` of a SELECT that stands alone: nothing else reads what it calls `a`. */
function aliased(tokens: readonly Token[]): Given[] {
  const top = tokens.filter((token) => token.kind === 'word')
  const selects = top.filter((token) => isWord(token, 'SELECT')).length
  const writes = top.some((token) =>
    /^(?:insert|replace|update|merge|with|create)$/i.test(token.text),
  )
  if (selects !== 1 || writes || top.some(({ text }) => SETS.has(text.toUpperCase()))) return []
  return tokens.flatMap((token, at) => {
    const [as, alias] = [tokens[at + 1], tokens[at + 2]]
    return isLiteral(token) && isWord(as, 'AS') && alias !== undefined
      ? [{ target: [alias], value: [token] }]
      : []
  })
}

/** The values of `INSERT INTO t (a, b) VALUES (…, …)`, and of a SELECT in its place. */
function inserted(tokens: readonly Token[]): Given[] {
  const into = tokens.findIndex((token) => isWord(token, 'INTO'))
  const open = tokens.findIndex((token, at) => at > into && isSymbol(token, '('))
  if (into === -1 || open === -1) return []
  const end = closing(tokens, open)
  const columns = itemsOf(tokens.slice(open + 1, end))
  const rest = tokens.slice(end + 1)
  if (!columns.every((items) => items.every((token) => isIdentifier(token) || token.text === '.')))
    return []
  const rows = isWord(rest[0], 'VALUES')
    ? tuplesOf(rest)
    : isWord(rest[0], 'SELECT')
      ? [selected(rest)]
      : []
  return rows.flatMap((row) =>
    row.length === columns.length
      ? row.map((value, index) => ({ target: columns[index] ?? [], value }))
      : [],
  )
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]
    if (token !== undefined) depth += step(token)
    if (depth === 0) return at
  }
  return tokens.length
}

/** The tuples at the top, up to what is none. */
function tuplesOf([, ...tokens]: readonly Token[]): Token[][][] {
  const tuples: Token[][][] = []
  for (let at = 0; isSymbol(tokens[at], '(');) {
    const end = closing(tokens, at)
    tuples.push(itemsOf(tokens.slice(at + 1, end)))
    at = isSymbol(tokens[end + 1], ',') ? end + 2 : tokens.length
  }
  return tuples
}

/** The items of one SELECT; of several with UNION between them none. */
function selected([, ...tokens]: readonly Token[]): Token[][] {
  const words = tokens.map((token) => (token.kind === 'word' ? token.text.toUpperCase() : ''))
  if (words.some((word) => SETS.has(word))) return []
  let depth = 0
  const from = tokens.findIndex((token, at) => {
    depth += step(token)
    return depth === 0 && (words[at] === 'FROM' || words[at] === 'WHERE')
  })
  return itemsOf(from === -1 ? tokens : tokens.slice(0, from))
}

function itemsOf(tokens: readonly Token[]): Token[][] {
  const items: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    depth += step(token)
    if (depth === 0 && isSymbol(token, ',')) items.push([])
    else items.at(-1)?.push(token)
  }
  return items
}

const step = (token: Token): number =>
  ['(', '[', '{'].some((open) => isSymbol(token, open))
    ? 1
    : [')', ']', '}'].some((close) => isSymbol(token, close))
      ? -1
      : 0

const COMPARES = new Set(['=', '==', '<>', '!=', '<', '>', '<=', '>=', '~', '!~', '~*', '~~'])
const COMPARE_WORDS = new Set(['LIKE', 'ILIKE', 'GLOB', 'SIMILAR'])
const KEY_OPERATORS = new Set(['->', '->>', '#>', '#>>', '?', '~>', '~>>'])

/** Literals that a plain column is compared with, and keys that are read from JSON. */
function compared(tokens: readonly Token[], mentions: Asking['mentions']): Token[] {
  const own = ownNames(tokens)
  const isPlain = (token: Token | undefined): boolean =>
    token !== undefined && isIdentifier(token) && !mentions(token) && !own.has(nameOf(token))
  return tokens.filter((token, at) => {
    if (!isLiteral(token)) return false
    const before = tokens[at - 1]
    if (before === undefined) return false
    if (KEY_OPERATORS.has(before.text) || isWord(before, 'LIMIT') || isWord(before, 'OFFSET'))
      return true
    if (isOperand(tokens[at + 1])) return false
    if (COMPARES.has(before.text)) return isPlain(tokens[at - 2])
    if (before.kind === 'word' && COMPARE_WORDS.has(before.text.toUpperCase())) {
      const isNot = isWord(tokens[at - 2], 'NOT')
      return isPlain(tokens[at - (isNot ? 3 : 2)])
    }
    return isPlain(listedFor(tokens, at))
  })
}

/** Whether what follows a literal makes it a part of something longer. */
const isOperand = (next: Token | undefined): boolean =>
  next?.kind === 'operator' && !COMPARES.has(next.text)

/** The column of `column [NOT] IN ('x', 'y')` whose list a literal stands in. */
function listedFor(tokens: readonly Token[], at: number): Token | undefined {
  let open = at - 1
  while (isLiteral(tokens[open] ?? NOTHING) || isSymbol(tokens[open], ',')) open--
  if (!isSymbol(tokens[open], '(') || !isWord(tokens[open - 1], 'IN')) return undefined
  return tokens[open - (isWord(tokens[open - 2], 'NOT') ? 3 : 2)]
}

const NOTHING: Token = { kind: 'punctuation', text: '', start: 0, end: 0 }

/** Names that a statement itself gives: what is called so may be anything. */
function ownNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>()
  tokens.forEach((token, at) => {
    if (isWord(token, 'AS') && tokens[at + 1] !== undefined)
      names.add(nameOf(tokens[at + 1] ?? token))
    // The columns of `(VALUES (…)) AS v(a, b)` and of `WITH v(a, b) AS`.
    const isList = isIdentifier(token) && isSymbol(tokens[at + 1], '(')
    if (!isList || isWord(tokens[at - 1], 'INTO') || isSymbol(tokens[at - 1], '.')) return
    const inside = tokens.slice(at + 2, closing(tokens, at + 1))
    if (inside.every((each) => isIdentifier(each) || isSymbol(each, ',')))
      for (const each of inside) names.add(nameOf(each))
  })
  return names
}

const nameOf = (token: Token): string => identifierOf(token).toLowerCase()
