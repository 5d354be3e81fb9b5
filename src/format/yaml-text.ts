import { escapeInYaml, isExactNumber, isSteering } from '../util/index.js'

/**
 * One row as a map in block style. Readers of YAML 1.1 and 1.2 read the same from it: texts that one of them takes for
 * something else stand in quotes, numbers are written as both write them, and what steers a terminal is escaped.
 * @param keys as `yamlKey` writes them
 * @param indent in front of every line
 */
export function yamlRow(keys: readonly string[], row: readonly unknown[], indent: string): string {
  if (keys.length === 0) return `${indent}{}\n`
  return keys.map((key, index) => entry(key, row[index], indent)).join('')
}

/** Longer keys need a mark of their own: readers look for the colon no further than 1,024 characters. */
const LONGEST_KEY = 1000

/** A name as a key. */
export function yamlKey(name: string): string {
  const text = inLine(name)
  return text.length > LONGEST_KEY ? `? ${text}` : text
}

function entry(key: string, value: unknown, indent: string): string {
  const colon = key.startsWith('? ') ? `\n${indent}:` : ':'
  const below = lines(value, `${indent}  `)
  return `${indent}${key}${colon}${below === undefined ? ` ${scalar(value, `${indent}  `)}` : ''}\n${below ?? ''}`
}

/** A list or map with something in it, a line or more for each; `undefined` for what stands in the line of its key. */
function lines(value: unknown, indent: string): string | undefined {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return undefined
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((each) => item(each, indent)).join('')
  }
  const members = Object.entries(value)
  if (members.length === 0) return undefined
  return members.map(([name, each]) => entry(yamlKey(name), each, indent)).join('')
}

/** An item of a list: what it holds begins in the line of its dash. */
function item(value: unknown, indent: string): string {
  const inner = `${indent}  `
  const below = lines(value, inner)
  return below === undefined
    ? `${indent}- ${scalar(value, inner)}\n`
    : `${indent}- ${below.slice(inner.length)}`
}

function scalar(value: unknown, indent: string): string {
  switch (typeof value) {
    case 'string':
      return isBlock(value) ? block(value, indent) : inLine(value)
    case 'number':
      return numberText(value)
    case 'bigint':
      return value.toString()
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      if (isExactNumber(value)) return withPoint(value.text)
      return Array.isArray(value) ? '[]' : '{}'
    default:
      return 'null'
  }
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf'
  return Object.is(value, -0) ? '-0' : withPoint(String(value))
}

/** YAML 1.1 takes `1e+21` for a text: a number with an exponent has a point and a sign there. */
function withPoint(text: string): string {
  return text
    .replace(/^(-?\d+)(?=[eE])/, '$1.0')
    .replace(/[eE]([+-]?)/, (_whole, sign: string) => `e${sign === '' ? '+' : sign}`)
}

/** Texts that every reader takes for themselves without quotes. */
const PLAIN = /^[\p{L}_/][\p{L}\p{M}\p{N}\w ./,;:@+=()*%$<>^~?!&|-]*$/u

/** What looks like the end of a key or like a comment, and words that YAML 1.1 or 1.2 has for other things. */
const NOT_PLAIN = /:(?: |$)| $|^(?:y|n|yes|no|on|off|true|false|null)$/i

function inLine(text: string): string {
  if (PLAIN.test(text) && !NOT_PLAIN.test(text)) return text
  return escapeInYaml(JSON.stringify(text))
}

/** Texts of several lines that can stand as they are below their key. */
function isBlock(text: string): boolean {
  return (
    text.includes('\n') &&
    !/^\s|\n\n$|\n +(?:\n|$)|[\t\ufffe\uffff]/.test(text) &&
    !isSteering(text.replaceAll('\n', ''))
  )
}

function block(text: string, indent: string): string {
  const [mark, body] = text.endsWith('\n') ? ['|', text.slice(0, -1)] : ['|-', text]
  return `${mark}\n${body
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n')}`
}
