import { AppError } from '../../errors/index.js'
import { identifierOf, isIdentifier, isSymbol, tokenize, type Token } from '../../sql/index.js'

/** The statement around the cursor, and what is being written there. */
export interface CursorPlace {
  /** Tokens of the statement before the word under the cursor. */
  readonly before: readonly Token[]
  /** Tokens of the statement behind the cursor. */
  readonly after: readonly Token[]
  /** Names and dots in front of the word: `awscc.ec2.` gives both names. */
  readonly path: readonly string[]
  /** The word, or the text of the string, up to the cursor. */
  readonly word: string
  readonly kind: 'word' | 'string' | 'none'
  /** Where the word begins and ends in the whole text; behind the opening quote of a string. */
  readonly from: number
  readonly to: number
}

/** Undefined inside a comment, where nothing is completed. */
export function cursorPlace(text: string, cursor: number): CursorPlace | undefined {
  const open = openString(text.slice(0, cursor))
  if (open === 'comment') return undefined
  const head = open === undefined ? text.slice(0, cursor) : text.slice(0, open)
  const tokens = sinceSemicolon(tokenize(head))
  const after = upToSemicolon(lenient(text.slice(cursor)))
  if (open !== undefined) {
    return {
      before: tokens,
      after,
      path: [],
      word: text.slice(open + 1, cursor),
      kind: 'string',
      from: open + 1,
      to: cursor,
    }
  }
  const last = tokens.at(-1)
  const touches = last !== undefined && last.end === cursor && isIdentifier(last)
  const before = touches ? tokens.slice(0, -1) : tokens
  const path = pathBefore(before)
  return {
    before: before.slice(0, before.length - 2 * path.length),
    after,
    path,
    word: touches ? identifierOf(last) : '',
    kind: touches ? 'word' : 'none',
    from: touches ? last.start : cursor,
    to: cursor,
  }
}

/** Where a text ends inside a string (its quote) or a comment. */
function openString(text: string): number | 'comment' | undefined {
  try {
    const last = tokenize(text).at(-1)
    return /--[^\n]*$/.test(text.slice(last?.end ?? 0)) ? 'comment' : undefined
  } catch (error) {
    const offset = AppError.is(error) ? error.details.position?.offset : undefined
    if (offset === undefined) return 'comment'
    return text[offset] === "'" ? offset : 'comment'
  }
}

function lenient(text: string): Token[] {
  try {
    return tokenize(text)
  } catch (error) {
    if (AppError.is(error)) return []
    throw error
  }
}

function sinceSemicolon(tokens: readonly Token[]): readonly Token[] {
  return tokens.slice(tokens.findLastIndex((token) => isSymbol(token, ';')) + 1)
}

function upToSemicolon(tokens: readonly Token[]): readonly Token[] {
  const end = tokens.findIndex((token) => isSymbol(token, ';'))
  return end < 0 ? tokens : tokens.slice(0, end)
}

/** The names of `a.b.` at the end of tokens. */
function pathBefore(tokens: readonly Token[]): string[] {
  const names: string[] = []
  for (let at = tokens.length - 1; at > 0; at -= 2) {
    const [name, dot] = [tokens[at - 1], tokens[at]]
    if (!isSymbol(dot, '.') || name === undefined || !isIdentifier(name)) break
    names.unshift(identifierOf(name))
  }
  return names
}
