import type { Table } from '../../plan/index.js'
import {
  identifierOf,
  isIdentifier,
  isSymbol,
  slice,
  tokenize,
  type Slice,
} from '../../sql/index.js'
import type { ComposedSql } from '../composed-sql.js'

/**
 * Adds the value of an assignment. What is appended to a list or an object that a resource does not have
 * (`tags || '[…]'` of one without tags) begins one: as SQL has it, NULL and anything is NULL, and the statement
 * would do nothing, or take away.
 */
export function addSetValue(composed: ComposedSql, value: Slice, { schema }: Table): void {
  const head = appendedTo(value.text)
  const column = schema.columns.find(
    ({ name, property }) =>
      head?.name.toLowerCase() === name || head?.name.toLowerCase() === property.toLowerCase(),
  )
  const empty = EMPTY[column?.schemaType ?? '']
  if (head === undefined || empty === undefined) {
    composed.addSlice(value)
    return
  }
  const rest = slice(value.text, head.end, value.text.length)
  composed
    .add('coalesce(')
    .addSlice({ text: value.text.slice(0, head.end), offset: value.offset })
    .add(`, '${empty}')::JSON`)
    .addSlice({ text: rest.text, offset: value.offset + head.end })
}

const EMPTY: Readonly<Record<string, string>> = { array: '[]', object: '{}' }

/** The column at the head of `column || …`, and where it ends. */
function appendedTo(text: string): { readonly name: string; readonly end: number } | undefined {
  const tokens = tokenize(text)
  const at = tokens.findIndex((token) => !isIdentifier(token) && !isSymbol(token, '.'))
  const last = tokens[at - 1]
  if (at < 1 || last === undefined || !isIdentifier(last)) return undefined
  return isSymbol(tokens[at], '||') ? { name: identifierOf(last), end: last.end } : undefined
}
