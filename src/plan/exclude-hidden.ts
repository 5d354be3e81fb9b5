import { isIdentifier, isSymbol, isWord, type Token } from '../sql/index.js'
import { utf16Offset, type TextEdit } from '../util/index.js'
import type { StarReference } from './syntax-tree.js'
import type { TableColumn } from './table.js'

/** `*` shows no hidden column: says so to DuckDB where a statement also names one. */
export function excludeHidden(
  { relation, byteOffset, over }: StarReference,
  bound: ReadonlyMap<number, { readonly columns: readonly TableColumn[] }>,
  { sql, tokens }: { readonly sql: string; readonly tokens: readonly Token[] },
): TextEdit | undefined {
  const hidden = over.flatMap((table) => {
    const alias = table.alias || (table.parts.at(-1) ?? '')
    if (relation !== '' && relation.toLowerCase() !== alias.toLowerCase()) return []
    const columns = bound.get(table.byteOffset)?.columns ?? []
    return columns.filter((column) => column.hidden).map(({ name }) => [alias, name].map(quoted))
  })
  if (hidden.length === 0) return undefined
  const names = hidden.map((parts) => parts.join('.')).join(', ')
  const at = tokens.findIndex(({ start }) => start === utf16Offset(sql, byteOffset))
  const first = tokens[at]
  // A FROM clause that stands alone selects everything.
  if (isWord(first, 'FROM') && first !== undefined) {
    return { start: first.start, end: first.start, text: `SELECT * EXCLUDE (${names}) ` }
  }
  const star = starAt(tokens, at)
  const asterisk = tokens[star]
  if (asterisk === undefined) return undefined
  return extended(tokens, star, names) ?? insertion(asterisk.end, ` EXCLUDE (${names})`)
}

/** Adds to an EXCLUDE of the user's own, with or without parentheses. */
function extended(tokens: readonly Token[], star: number, names: string): TextEdit | undefined {
  const [word, first] = [tokens[star + 1], tokens[star + 2]]
  if (!(isWord(word, 'EXCLUDE') || isWord(word, 'EXCEPT')) || first === undefined) return undefined
  if (isSymbol(first, '(')) return insertion(first.end, `${names}, `)
  if (!isIdentifier(first) || isWord(first, 'SELECT')) return undefined
  let last = star + 2
  while (isSymbol(tokens[last + 1], '.') && isIdentifier(tokens[last + 2])) last += 2
  const own = tokens.slice(star + 2, last + 1)
  const text = `(${names}, ${own.map((token) => token.text).join('')})`
  return { start: first.start, end: own.at(-1)?.end ?? first.end, text }
}

/** The `*` of `*`, `t.*` or `s.t.*` at a token; -1 where there is none. */
function starAt(tokens: readonly Token[], at: number): number {
  let index = at
  while (isIdentifier(tokens[index]) && isSymbol(tokens[index + 1], '.')) index += 2
  return isSymbol(tokens[index], '*') ? index : -1
}

function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
