import { AppError } from '../errors/index.js'
import type { Completer } from './completion/completer.js'
import { openPopup, step } from './completion/popup.js'
import { insertText } from './editor/edit-actions.js'
import { editOutside } from './editor/edit-outside.js'
import { cleared, replaced, type EditorState } from './editor/editor-state.js'
import type { Intent } from './editor/key-table.js'
import { reduce } from './editor/reduce.js'
import type { History } from './history/history.js'
import { searchKey } from './history/search-keys.js'
import { keyId, type Key } from './keys/key.js'
import type { Screen } from './screen.js'
import type { Store } from './store.js'
import { isComplete } from './syntax/is-complete.js'
import { problemIn, type Parser } from './syntax/problem-in.js'

export interface PromptParts {
  readonly store: Store
  readonly screen: Screen
  readonly history: History
  readonly completer: Completer
  /** Asks the parser that statements run by. */
  readonly parser: Parser
  /** Whether the history suggests what comes next. */
  readonly suggests: () => boolean
  /** The text as it is printed once it was entered. */
  readonly echo: (text: string) => string
  readonly run: (text: string) => Promise<void>
  readonly report: (error: unknown) => void
  readonly leave: () => void
}

/** Milliseconds of silence after which a text is checked. */
const CHECK_AFTER = 250
/** After which what a completion needs is read. */
const WARM_AFTER = 80
/** Longer texts are checked when they run, and nobody completes in them. */
const LONGEST = 50_000

/** The statement being written: keys change it, the catalogue and the history help, Enter hands it over. */
export class Prompt {
  readonly #parts: PromptParts
  #deciding = false
  /** True where Ctrl-C came while the parser decided. */
  #stopped = false
  #ahead: Key[] = []
  /** Counts changes, so that a late answer about an old text is dropped. */
  #entry = 0

  constructor(parts: PromptParts) {
    this.#parts = parts
  }

  /** Takes a key of one of the phases in which something is written. */
  press(key: Key): void {
    // Keys that come while the parser decides about an Enter are for what follows it.
    if (this.#deciding) {
      if (keyId(key) === 'C-c') this.#stopped = true
      else this.#ahead.push(key)
    } else if (this.#parts.store.state.phase === 'searching') this.#search(key)
    else this.#edit(key)
  }

  /** Keys for which there was no prompt; they are no longer kept here. */
  takeAhead(): readonly Key[] {
    return this.#ahead.splice(0)
  }

  /** Shows a text with what the history suggests, and looks for its mistakes a little later. */
  show(editor: EditorState): void {
    const { history, store, suggests } = this.#parts
    const entry = ++this.#entry
    const whole =
      suggests() && editor.cursor === editor.text.length
        ? history.suggestion(editor.text)
        : undefined
    const suggestion = whole?.slice(editor.text.length)
    store.set({ editor, suggestion, note: undefined, problem: undefined })
    if (editor.text.trim() === '' || editor.text.length > LONGEST) return
    setTimeout(() => {
      if (entry === this.#entry) this.warm(editor.text)
    }, WARM_AFTER)
    setTimeout(() => {
      if (entry === this.#entry && store.state.phase === 'editing')
        void this.#check(editor.text, entry)
    }, CHECK_AFTER)
  }

  /** Reads what completions of a text will need. What is wrong with the catalogue is told to who asks for one. */
  warm(text = ANY_TABLE): void {
    try {
      this.#parts.completer.warm(text)
    } catch (error) {
      if (!AppError.is(error)) throw error
    }
  }

  /** The catalogue knows more tables than before. */
  renew(): void {
    this.#parts.completer.renew()
    this.warm()
  }

  #edit(key: Key): void {
    const { store } = this.#parts
    const before = store.state.editor
    const { state, intent } = reduce(before, key)
    const atEnd = before.cursor === before.text.length
    if (state === before && intent === undefined && atEnd && isForward(key)) return this.#accept()
    if (intent !== undefined) {
      store.set({ editor: state })
      return this.#intend(intent)
    }
    this.show(state)
    if (key.name !== 'paste' && state.text !== before.text && store.state.popup !== undefined) {
      this.#openPopup()
    } else if (state.text === before.text) store.set({ popup: undefined })
  }

  /** Says where the parser stops, unless that is where the writing stops. */
  async #check(text: string, entry: number): Promise<void> {
    const { store, parser } = this.#parts
    // What is wrong with the parser itself is told when the statement runs.
    const problem = await problemIn(text, parser).catch(() => undefined)
    if (problem === undefined || entry !== this.#entry || problem.from >= text.trimEnd().length)
      return
    store.set({ note: problem.message, problem })
  }

  #intend(intent: Intent): void {
    const { store, history, screen, echo, leave } = this.#parts
    const { editor, popup } = store.state
    switch (intent) {
      case 'submit':
        store.set({ popup: undefined })
        void this.#submit(editor)
        return
      case 'complete':
      case 'complete-back':
        if (popup === undefined) this.#openPopup()
        return this.#stepPopup(intent === 'complete' ? 1 : -1)
      case 'history-back':
        if (popup !== undefined) return this.#stepPopup(-1)
        return this.#recall(history.back(editor.text))
      case 'history-forward':
        if (popup !== undefined) return this.#stepPopup(1)
        return this.#recall(history.forward())
      case 'search':
        return store.set({ phase: 'searching', search: { wanted: '', skip: 0 }, popup: undefined })
      case 'edit-outside':
        void this.#editOutside()
        return
      case 'interrupt':
        history.rest()
        if (editor.text !== '') screen.print(`${echo(editor.text)}^C\n`)
        this.show(cleared(editor))
        return store.set({ popup: undefined })
      case 'leave':
        return leave()
      case 'clear-screen':
        return screen.clear()
      case 'accept-suggestion':
        return this.#accept()
      case 'dismiss':
        return store.set({ popup: undefined })
    }
  }

  #recall(entry: string | undefined): void {
    if (entry === undefined) return
    const { store } = this.#parts
    this.#entry++
    const editor = replaced(store.state.editor, entry)
    store.set({ editor, suggestion: undefined, note: undefined, problem: undefined })
  }

  #accept(): void {
    const { store } = this.#parts
    const { suggestion, editor } = store.state
    if (suggestion !== undefined) this.show(insertText(editor, suggestion))
  }

  #openPopup(): void {
    const { store, completer } = this.#parts
    const { editor } = store.state
    try {
      const completion = completer.complete(editor.text, editor.cursor)
      const popup = completion === undefined ? undefined : openPopup(editor, completion)
      store.set({ popup, suggestion: undefined })
    } catch (error) {
      store.set({ popup: undefined, note: AppError.from(error).message })
    }
  }

  #stepPopup(direction: -1 | 1): void {
    const { store } = this.#parts
    const { editor, popup } = store.state
    if (popup === undefined) return
    this.#entry++
    const next = step(editor, popup, direction)
    const quiet = { suggestion: undefined, note: undefined, problem: undefined }
    store.set({ editor: next.editor, popup: next.popup, ...quiet })
  }

  #search(key: Key): void {
    const { store, history } = this.#parts
    const next = searchKey(store.state.search ?? { wanted: '', skip: 0 }, key, history)
    if (next.kind === 'goes on') return store.set({ search: next.search })
    store.set({ phase: 'editing', search: undefined })
    if (next.text !== undefined) this.show(replaced(store.state.editor, next.text))
    if (next.run === true && next.text !== undefined) void this.#submit(store.state.editor)
    if (next.key !== undefined) this.#edit(next.key)
  }

  /** Hands the text over where it is complete; else it goes on in a new line. */
  async #submit(editor: EditorState): Promise<void> {
    const { text } = editor
    const { parser, run } = this.#parts
    if (text.trim() === '') return this.show(cleared(editor))
    this.#entry++
    this.#deciding = true
    const complete = await isComplete(text, parser)
    this.#deciding = false
    if (this.#stopped) {
      this.#stopped = false
      this.#intend('interrupt')
    } else if (complete) return run(text)
    else this.show(insertText(editor, '\n'))
    for (const key of this.takeAhead()) this.press(key)
  }

  async #editOutside(): Promise<void> {
    const { store, screen, report } = this.#parts
    const { editor } = store.state
    try {
      const text = await screen.lend(() => editOutside(editor.text))
      this.show(replaced(store.state.editor, text))
    } catch (error) {
      report(error)
    }
  }
}

const ANY_TABLE = 'SELECT * FROM'

function isForward(key: Key): boolean {
  return ['right', 'end', 'C-e', 'C-f'].includes(keyId(key))
}
