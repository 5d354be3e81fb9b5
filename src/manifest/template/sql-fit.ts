import { isWord, type Token } from '../../sql/index.js'
import { quoteSql } from '../../util/index.js'
import type { SqlPlace } from './sql-place.js'
import { SqlText, toText, type Value } from './values.js'

/** A value as it is written into its place, or why it cannot stand there. */
export type Fitted =
  | { readonly text: string }
  | { readonly problem: string; readonly hint?: string; readonly isNull?: true }

/** Texts that are one number, or names with dots or dashes between them, wherever they stand. */
const NUMBER = /^-?\d+(?:\.\d+)?$/
const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:-\w+)*$/
const PART_OF_NAME = /^[A-Za-z0-9_]+$/

/**
 * Writes a value so that it cannot be anything but a value at its place: quotes doubled between quotes, one line in
 * comments, and between tokens a number, a name, or what `sql_list` made.
 */
export function fit(value: Value, place: SqlPlace): Fitted {
  const text = toText(value)
  switch (place.kind) {
    case 'code':
      return inCode(value, text, place)
    case 'word':
      if (value !== null && PART_OF_NAME.test(text)) return { text }
      return { problem: 'a part of a name takes letters, digits and _ alone' }
    case 'string': {
      if (value === null) return inside
      const slashed = place.escapes ? text.replaceAll('\\', '\\\\') : text
      const isEscaped = value instanceof SqlText && value.kind === 'escaped'
      return { text: isEscaped ? slashed : quoteSql(slashed) }
    }
    case 'identifier':
      return value === null ? inside : { text: text.replaceAll('"', '""') }
    case 'dollar':
      if (value === null) return inside
      if (!text.includes('$')) return { text }
      return {
        problem: 'a value with $ cannot stand in a dollar-quoted text',
        hint: 'Use single quotes.',
      }
    case 'line-comment':
      return { text: inOneLine(text) }
    case 'block-comment':
      return { text: ` ${inOneLine(text).replaceAll('*', ' * ').replaceAll('/', ' / ')} ` }
    case 'hint':
      return {
        problem: 'a value cannot stand in a hint: hints change what a statement does',
        hint: 'Write the hint itself, with {% if %} around it.',
      }
    case 'none':
      return { problem: `a value cannot stand in ${place.what}` }
  }
}

const inside: Fitted = { problem: 'null stands inside a longer text', isNull: true }

function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

type CodePlace = Extract<SqlPlace, { kind: 'code' }>

function inCode(value: Value, text: string, place: CodePlace): Fitted {
  if (value === null) return { text: 'NULL' }
  if (value instanceof SqlText && value.kind === 'expression') return { text }
  if (typeof value === 'number' || typeof value === 'boolean' || NUMBER.test(text)) {
    const isSigned = text.startsWith('-') && place.before?.text.endsWith('-') === true
    return { text: isSigned ? ` ${text}` : text }
  }
  if (!NAME.test(text)) {
    return {
      problem: 'a value that is not a number or a single word must stand in quotes',
      hint: "Write '{{ ... }}', or pass a list through sql_list.",
    }
  }
  if (/^(?:true|false)$/i.test(text)) return { text }
  const quoted = { hint: "Write '{{ ... }}' for a text." }
  if (place.before === undefined) {
    return { problem: `a statement cannot begin with the value ${text}`, ...quoted }
  }
  if (isReserved(text)) return { problem: `${text} is a keyword, and not a value`, ...quoted }
  if (isCompared(place)) {
    return { problem: `${text} would be a column here, and not a text`, ...quoted }
  }
  return { text }
}

/** True where a word is compared with or assigned to something; settings take words for values. */
function isCompared({ first, before, after }: CodePlace): boolean {
  if (isWord(first, 'SET')) return false
  // A qualified name says what it is: `= {{ alias }}.name`.
  if (after?.kind === 'punctuation' && after.text === '.') return false
  if (before?.kind === 'operator') return before.text !== '*' && before.text !== '@'
  return COMPARING.some((word) => isWord(before, word))
}

const COMPARING = ['LIKE', 'ILIKE', 'IN', 'BETWEEN', 'THEN', 'ELSE', 'ESCAPE', 'GLOB']

/** Words that DuckDB reserves, and verbs of statements: as a value they would be another statement. */
const RESERVED = new Set(
  `ALL ANALYSE ANALYZE AND ANY ARRAY AS ASYMMETRIC BOTH CASE CAST CHECK COLLATE COLUMN CONSTRAINT CREATE DEFAULT
   DEFERRABLE DESCRIBE DISTINCT DO ELSE END EXCEPT FETCH FOR FOREIGN FROM GROUP HAVING IN INITIALLY INTERSECT INTO
   LAMBDA LATERAL LEADING LIMIT NOT OFFSET ON ONLY OR ORDER PIVOT PIVOT_LONGER PIVOT_WIDER PLACING PRIMARY QUALIFY
   REFERENCES RETURNING SELECT SHOW SOME SUMMARIZE SYMMETRIC TABLE THEN TO TRAILING UNION UNIQUE UNPIVOT USING
   VARIADIC WHEN WHERE WINDOW WITH
   ANTI ASOF BETWEEN CROSS DELETE EXISTS EXPLAIN FULL GLOB ILIKE INNER INSERT IS ISNULL JOIN LEFT LIKE NATURAL
   NOTNULL OUTER OVER POSITIONAL RIGHT SEMI SET SIMILAR TABLESAMPLE UPDATE VALUES COLLATION CONFLICT NOTHING`.split(
    /\s+/,
  ),
)

function isReserved(text: string): boolean {
  return RESERVED.has(text.toUpperCase())
}

/** True where a string token is nothing but a value's stand-in: a null there takes the quotes with it. */
export function isWholeText(token: Token, standIn: string): boolean {
  return token.kind === 'string' && token.text === `'${standIn}'`
}
