import { escapeText } from './pattern-escape.js'
import { posixClass } from './posix-classes.js'
import { Untranslatable } from './untranslatable.js'

interface Atom {
  readonly text: string
  readonly length: number
  /** Stands for many characters (`\w`), so it cannot be the end of a range. */
  readonly isSet: boolean
}

/**
 * A character class at the start of `rest` in the form that the `u` flag accepts: hyphens beside a set are
 * escaped, and both cases are listed where an inline flag ignores case.
 */
export function classBody(rest: string, ignoreCase: boolean): { text: string; length: number } {
  let at = rest.startsWith('[^') ? 2 : 1
  let out = rest.slice(0, at)
  const take = (): Atom => {
    const atom = readAtom(rest.slice(at))
    at += atom.length
    return atom
  }
  if (rest.charAt(at) === ']') {
    out += '\\]'
    at += 1
  }
  while (rest.charAt(at) !== ']') {
    if (at >= rest.length) throw new Untranslatable()
    const first = take()
    const isRange = rest.charAt(at) === '-' && rest.charAt(at + 1) !== ']'
    if (!isRange || first.isSet) {
      out += bothCases(first.text, ignoreCase)
      if (first.isSet && rest.charAt(at) === '-') {
        out += '\\-'
        at += 1
      }
      continue
    }
    at += 1
    const last = take()
    out += last.isSet
      ? `${first.text}\\-${last.text}`
      : bothCases(`${first.text}-${last.text}`, ignoreCase)
  }
  return { text: `${out}]`, length: at + 1 }
}

function readAtom(rest: string): Atom {
  // Java's nested classes and intersections have no counterpart under the u flag.
  if (rest.startsWith('&&[') || rest.startsWith('[:')) throw new Untranslatable()
  if (!rest.startsWith('\\')) {
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 0)
    return { text: char, length: char.length, isSet: false }
  }
  const posix = posixClass(rest)
  if (posix !== undefined) return { text: posix.body, length: posix.length, isSet: true }
  const pair = /^\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/.exec(rest)?.[0]
  if (pair !== undefined) return { text: pair, length: pair.length, isSet: false }
  const [text, length] = escapeText(rest, true)
  return { text, length, isSet: /^\\[dDwWsSpP]/.test(text) }
}

function bothCases(text: string, ignoreCase: boolean): string {
  if (!ignoreCase || !/^(?:[a-zA-Z]|[a-z]-[a-z]|[A-Z]-[A-Z])$/.test(text)) return text
  return `${text.toLowerCase()}${text.toUpperCase()}`
}
