import type { Question } from '../io/index.js'
import { keyId, type Key } from './keys/key.js'
import type { Screen } from './screen.js'
import type { Store } from './store.js'
import { shownText } from './view/shown-text.js'

const NO: readonly string[] = ['return', 'escape', 'C-c', 'C-d']

/** A question under the lines that it is about, which a key answers. */
export class Asking {
  readonly #store: Store
  readonly #screen: Screen
  #answer: ((yes: boolean) => void) | undefined

  constructor(store: Store, screen: Screen) {
    this.#store = store
    this.#screen = screen
  }

  /** Shows what is about to happen and asks for a yes; a statement that is cancelled meanwhile gets none. */
  ask({ lines, text }: Question, signal: AbortSignal): Promise<boolean> {
    this.#screen.print(lines.map((line) => `${shownText(line)}\n`).join(''))
    this.#store.set({ phase: 'asking', question: shownText(text) })
    return new Promise((resolve) => {
      this.#answer = resolve
      signal.addEventListener('abort', () => resolve(false), { once: true })
    })
  }

  press(key: Key): void {
    const yes = key.text.toLowerCase() === 'y'
    if (!yes && key.text.toLowerCase() !== 'n' && !NO.includes(keyId(key))) return
    const { question = '' } = this.#store.state
    this.#screen.print(`${question} [y/N] ${yes ? 'y' : 'n'}\n`)
    this.#store.set({ phase: 'running', question: undefined })
    this.#answer?.(yes)
    this.#answer = undefined
  }
}
