import { PassThrough } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { emitKeypressEvents, type Key as NodeKey } from 'node:readline'
import type { Key } from './key.js'

const PASTE_START = '\u001b[200~'
const PASTE_END = '\u001b[201~'

/** Switches bracketed paste on and off: then a terminal says where a paste begins and ends. */
export const BRACKETED_PASTE = { on: '\u001b[?2004h', off: '\u001b[?2004l' }

/** Milliseconds after which an Escape was a key of its own and not the start of a sequence. */
const ESCAPE_TIMEOUT = 50

/**
 * Reads keys from a terminal in raw mode. Node's own decoder names the keys; pastes go past it, since it
 * takes a microsecond and an event for each character of what may be megabytes.
 */
export class KeyReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #keys = new PassThrough()
  readonly #press: (key: Key) => void
  #paste: string[] | undefined
  /** Input that may be the beginning of a mark. */
  #held = ''
  #release: NodeJS.Timeout | undefined

  constructor(press: (key: Key) => void) {
    this.#press = press
    emitKeypressEvents(this.#keys, {
      escapeCodeTimeout: ESCAPE_TIMEOUT,
    } as unknown as Parameters<typeof emitKeypressEvents>[1])
    this.#keys.on('keypress', (text: string | undefined, key: NodeKey) => press(named(text, key)))
  }

  /** Takes what the terminal sent. */
  write(chunk: Buffer): void {
    clearTimeout(this.#release)
    let text = this.#held + this.#decoder.write(chunk)
    this.#held = ''
    while (text !== '') text = this.#paste === undefined ? this.#type(text) : this.#collect(text)
  }

  /** Handles typing up to the start of a paste; answers what is left. */
  #type(text: string): string {
    const start = text.indexOf(PASTE_START)
    if (start < 0) {
      const held = heldBack(text, PASTE_START)
      this.#held = text.slice(text.length - held)
      this.#send(text.slice(0, text.length - held))
      // What no more of a mark follows soon is a key: Escape, mostly.
      if (held > 0) this.#release = setTimeout(() => this.#letGo(), ESCAPE_TIMEOUT)
      return ''
    }
    this.#send(text.slice(0, start))
    this.#paste = []
    return text.slice(start + PASTE_START.length)
  }

  #collect(text: string): string {
    const pieces = this.#paste ?? []
    const end = text.indexOf(PASTE_END)
    if (end < 0) {
      const held = heldBack(text, PASTE_END)
      this.#held = text.slice(text.length - held)
      pieces.push(text.slice(0, text.length - held))
      return ''
    }
    pieces.push(text.slice(0, end))
    this.#paste = undefined
    this.#press({ name: 'paste', ctrl: false, meta: false, shift: false, text: pieces.join('') })
    return text.slice(end + PASTE_END.length)
  }

  #letGo(): void {
    const text = this.#held
    this.#held = ''
    this.#send(text)
  }

  #send(text: string): void {
    if (text !== '') this.#keys.write(text)
  }
}

/** How much of the end of a text is the beginning of a mark. */
function heldBack(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(mark.slice(0, length))) return length
  }
  return 0
}

const SIGNS: Readonly<Record<string, string>> = { '\u001f': '_', '\u001d': ']', '\u001c': '\\' }

function named(text: string | undefined, key: NodeKey): Key {
  const sequence = key.sequence ?? text ?? ''
  const marks = { ctrl: key.ctrl === true, meta: key.meta === true, shift: key.shift === true }
  // Node says meta of a lone Escape.
  if (sequence === '\u001b') return { ...marks, meta: false, name: 'escape', text: '' }
  const sign = SIGNS[sequence]
  if (sign !== undefined) return { ...marks, ctrl: true, name: sign, text: '' }
  const bare = marks.meta && sequence.startsWith('\u001b') ? sequence.slice(1) : sequence
  const isText =
    bare !== '' && !/[\u0000-\u001f\u007f]/.test(bare) && !(bare.startsWith('[') && marks.meta)
  // A word such as `left` names a key; a letter is named by itself, capital or not.
  const name =
    key.name === undefined || key.name.length === 1 || key.name === 'space' ? bare : key.name
  const control = marks.ctrl && key.name !== undefined ? key.name : name
  return {
    ...marks,
    name: control,
    text: isText && !marks.ctrl && !marks.meta && text !== undefined ? text : '',
  }
}
