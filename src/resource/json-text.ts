import { AppError } from '../errors/index.js'
import type { Json } from '../util/index.js'
import { parseJson, positionAt } from '../util/index.js'

/** Deeper values than this are refused: no resource model needs them and recursion must end. */
export const MAX_DEPTH = 100

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
const SPACE = /[ \t\r\n]*/y

/**
 * Parses JSON text strictly.
 *
 * @param what names the value in the message, e.g. `Tags`.
 * @throws AppError VALUE_JSON with the position inside the text; also for nesting deeper than `MAX_DEPTH`.
 */
export function parseJsonText(text: string, what: string): Json {
  const fault = findFault(text)
  if (fault === undefined) return parseJson(text) as Json
  const position = positionAt(text, fault.offset)
  throw new AppError(
    'VALUE_JSON',
    `${what} is not valid JSON: ${fault.reason} at line ${position.line}, column ${position.column} of the value`,
    { position, source: text, hint: 'JSON needs double quotes, and no comma before ] or }.' },
  )
}

interface Fault {
  readonly offset: number
  readonly reason: string
}

/**
 * Finds the first offset at which text stops being JSON. JSON.parse decides nothing more after this, but
 * it does not tell the position in every message.
 */
function findFault(text: string): Fault | undefined {
  const open: ('{' | '[')[] = []
  let at = 0
  let expects: 'value' | 'first-key' | 'key' | 'first-item' | 'after' = 'value'
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    if (match !== undefined) at += match.length
    return match
  }
  const fault = (reason: string): Fault => ({ offset: at, reason })
  for (;;) {
    take(SPACE)
    const char = text[at]
    if (expects === 'after' && open.length === 0) {
      return char === undefined ? undefined : fault(`unexpected ${show(char)} after the value`)
    }
    if (char === undefined) return fault('the text ends too early')
    const inside = open.at(-1)
    if (expects === 'after') {
      at++
      if (char === ',') expects = inside === '{' ? 'key' : 'value'
      else if (char === (inside === '{' ? '}' : ']')) open.pop()
      else {
        at--
        return fault(`expected a comma or ${inside === '{' ? '}' : ']'}, found ${show(char)}`)
      }
      continue
    }
    if ((expects === 'first-key' && char === '}') || (expects === 'first-item' && char === ']')) {
      at++
      open.pop()
      expects = 'after'
      continue
    }
    if (expects === 'first-key' || expects === 'key') {
      if (char !== '"' || take(STRING) === undefined) {
        return fault(`expected a key in double quotes, found ${show(char)}`)
      }
      take(SPACE)
      if (text[at] !== ':') return fault('expected a colon after the key')
      at++
      expects = 'value'
      continue
    }
    if (char === '{' || char === '[') {
      if (open.length >= MAX_DEPTH) return fault(`it nests deeper than ${MAX_DEPTH} levels`)
      open.push(char)
      at++
      expects = char === '{' ? 'first-key' : 'first-item'
      continue
    }
    if (char === '"') {
      if (take(STRING) === undefined) return fault('a text is not closed or has a bad escape')
    } else {
      const token = take(NUMBER) ?? take(WORD)
      if (token === undefined) return fault(`unexpected ${show(char)}`)
    }
    expects = 'after'
  }
}

function show(char: string): string {
  return JSON.stringify(char)
}
