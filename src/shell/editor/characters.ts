const segmenter = new Intl.Segmenter()

/** Longest character that is looked for, in UTF-16 units; family emoji have up to 25. */
const LONGEST = 64

/** Where the character before `at` begins; characters as people see them, not code units. */
export function previousCharacter(text: string, at: number): number {
  if (at <= 0) return 0
  const from = Math.max(0, at - LONGEST)
  let start = from
  for (const { index } of segmenter.segment(text.slice(from, at))) start = from + index
  return start
}

/** Where the character at `at` ends. */
export function nextCharacter(text: string, at: number): number {
  const [first] = segmenter.segment(text.slice(at, at + LONGEST))
  return first === undefined ? text.length : at + first.segment.length
}

const WORD = /[\p{L}\p{N}_]/u

/** Where the word before `at` begins. */
export function wordStart(text: string, at: number): number {
  let start = at
  while (start > 0 && !isWordAt(text, previousCharacter(text, start))) {
    start = previousCharacter(text, start)
  }
  while (start > 0 && isWordAt(text, previousCharacter(text, start))) {
    start = previousCharacter(text, start)
  }
  return start
}

/** Where the word at or after `at` ends. */
export function wordEnd(text: string, at: number): number {
  let end = at
  while (end < text.length && !isWordAt(text, end)) end = nextCharacter(text, end)
  while (end < text.length && isWordAt(text, end)) end = nextCharacter(text, end)
  return end
}

/** Where the next word begins, as vi counts words: a run of letters or a run of signs. */
export function nextWordStart(text: string, at: number): number {
  let next = at
  const kind = kindAt(text, at)
  while (next < text.length && kind !== 'space' && kindAt(text, next) === kind) {
    next = nextCharacter(text, next)
  }
  while (next < text.length && kindAt(text, next) === 'space') next = nextCharacter(text, next)
  return next
}

export function isWordAt(text: string, at: number): boolean {
  return WORD.test(String.fromCodePoint(text.codePointAt(at) ?? 32))
}

function kindAt(text: string, at: number): 'word' | 'space' | 'sign' {
  if (isWordAt(text, at)) return 'word'
  return /\s/.test(text[at] ?? ' ') ? 'space' : 'sign'
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
