import type { Catalog } from '../catalog/index.js'
import type { Question } from '../io/index.js'
import type { Session } from '../session/index.js'
import type { CommandContext } from './commands/command.js'
import { findCommand } from './commands/find-command.js'
import type { Completer } from './completion/completer.js'
import { openPopup, step } from './completion/popup.js'
import { insertText } from './editor/edit-actions.js'
import { editOutside } from './editor/edit-outside.js'
import { cleared, replaced, type EditorState } from './editor/editor-state.js'
import type { Intent } from './editor/key-table.js'
import { reduce } from './editor/reduce.js'
import { painted } from './highlight/paint.js'
import type { Theme } from './highlight/theme.js'
import type { History } from './history/history.js'
import type { HistoryFile } from './history/history-file.js'
import { keyId, type Key } from './keys/key.js'
import { maskStatement } from '../resource/index.js'
import { searchKey } from './history/search-keys.js'
import { isComplete } from './is-complete.js'
import { ProgressClock } from './progress-clock.js'
import type { Screen } from './screen.js'
import type { ShellSettings } from './settings.js'
import { StatementRunner } from './statement-runner.js'
import type { Store } from './store.js'
import { shownText } from './view/shown-text.js'
import { waited } from './waited.js'

export interface ShellParts {
  readonly store: Store
  readonly screen: Screen
  readonly completer: (catalog: Catalog) => Completer
  readonly history: History
  readonly historyFile: HistoryFile
  readonly settings: ShellSettings
  readonly theme: (settings: ShellSettings) => Theme
  readonly open: (change: { readonly profile?: string }) => Session
}

export const PROMPT = 'skyql> '

/** The shell: takes keys, keeps the state of the live lines, runs what was entered. */
export class Shell {
  readonly #parts: ShellParts
  readonly #runner: StatementRunner
  #session: Session
  readonly #completer: Completer
  #settings: ShellSettings
  #dryRun = false
  #outfile: string | undefined
  #last: string | undefined
  #cancel: AbortController | undefined
  #answer: ((yes: boolean) => void) | undefined
  #typedAhead: Key[] = []
  #deciding = false
  #entry = 0
  #leave: () => void = () => undefined
  /** Resolves when the user leaves. */
  readonly left = new Promise<void>((resolve) => {
    this.#leave = resolve
  })

  constructor(parts: ShellParts) {
    this.#parts = parts
    this.#settings = parts.settings
    this.#session = parts.open({})
    this.#completer = parts.completer(this.#session.catalog)
    this.#runner = new StatementRunner({
      session: () => this.#session,
      screen: parts.screen,
      settings: () => this.#settings,
    })
  }

  get theme(): Theme {
    return this.#parts.theme(this.#settings)
  }

  /** Reads the history once the prompt is there, and loads what the first statement needs. */
  async begin(): Promise<void> {
    const { history, historyFile } = this.#parts
    try {
      history.add(...(await historyFile.news()))
    } catch (error) {
      this.#warnOfHistory('read', error)
    }
    // What is wrong with it is told when a statement runs.
    this.#session.syntaxProblem('SELECT 1').catch(() => undefined)
  }

  /** Lets go of the session. */
  async close(): Promise<void> {
    this.#cancel?.abort()
    await this.#session.close()
  }

  press(key: Key): void {
    const { store } = this.#parts
    switch (store.state.phase) {
      case 'editing':
        // Keys that come while the parser decides about an Enter are for what follows it.
        if (this.#deciding) this.#typedAhead.push(key)
        else this.#edit(key)
        return
      case 'searching':
        return this.#search(key)
      case 'asking':
        return this.#reply(key)
      case 'running':
        if (keyId(key) === 'C-c') return this.#interrupt()
        this.#typedAhead.push(key)
        return
      case 'left':
        return
    }
  }

  resize(size: Screen['size']): void {
    this.#parts.store.set({ size })
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
    this.#show(state)
    if (key.name !== 'paste' && state.text !== before.text && store.state.popup !== undefined) {
      this.#openPopup()
    } else if (state.text === before.text) store.set({ popup: undefined })
  }

  /** Shows a text with what the history suggests, and looks for its mistakes a little later. */
  #show(editor: EditorState): void {
    const { history, store } = this.#parts
    const entry = ++this.#entry
    const whole =
      this.#settings.suggestions && editor.cursor === editor.text.length
        ? history.suggestion(editor.text)
        : undefined
    store.set({ editor, suggestion: whole?.slice(editor.text.length), note: undefined })
    if (editor.text.length > CHECKED || editor.text.trim() === '') return
    setTimeout(() => {
      if (entry === this.#entry && store.state.phase === 'editing')
        void this.#check(editor.text, entry)
    }, CHECK_AFTER)
  }

  /** Says where the parser stops, unless that is where the writing stops. */
  async #check(text: string, entry: number): Promise<void> {
    if (text.trimStart().startsWith('\\')) return
    const problem = await this.#problem(text).catch(() => undefined)
    if (problem === undefined || entry !== this.#entry || problem.offset >= text.trimEnd().length)
      return
    this.#parts.store.set({
      note: `${problem.message} (at ${text.slice(problem.offset, problem.offset + 20).split('\n')[0] ?? ''})`,
    })
  }

  #intend(intent: Intent): void {
    const { store, history, screen } = this.#parts
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
        if (editor.text !== '') screen.print(`${this.#echo(editor.text)}^C\n`)
        this.#show(cleared(editor))
        return store.set({ popup: undefined })
      case 'leave':
        return this.#quit()
      case 'clear-screen':
        return screen.clear()
      case 'accept-suggestion':
        return this.#accept()
      case 'dismiss':
        return store.set({ popup: undefined })
    }
  }

  #quit(): void {
    this.#parts.store.set({ phase: 'left' })
    this.#leave()
  }

  #recall(entry: string | undefined): void {
    if (entry === undefined) return
    const { store } = this.#parts
    const editor = replaced(store.state.editor, entry)
    store.set({ editor, suggestion: undefined, note: undefined })
  }

  #accept(): void {
    const { store } = this.#parts
    const { suggestion, editor } = store.state
    if (suggestion !== undefined) this.#show(insertText(editor, suggestion))
  }

  #openPopup(): void {
    const { store } = this.#parts
    const { editor } = store.state
    const completion = this.#completer.complete(editor.text, editor.cursor)
    store.set({
      popup: completion === undefined ? undefined : openPopup(editor, completion),
      suggestion: undefined,
    })
  }

  #stepPopup(direction: -1 | 1): void {
    const { store } = this.#parts
    const { editor, popup } = store.state
    if (popup === undefined) return
    const next = step(editor, popup, direction)
    store.set({ editor: next.editor, popup: next.popup, suggestion: undefined, note: undefined })
  }

  #search(key: Key): void {
    const { store, history } = this.#parts
    const next = searchKey(store.state.search ?? { wanted: '', skip: 0 }, key, history)
    if (next.kind === 'goes on') return store.set({ search: next.search })
    store.set({ phase: 'editing', search: undefined })
    if (next.text !== undefined) this.#show(replaced(store.state.editor, next.text))
    if (next.run === true && next.text !== undefined) void this.#submit(store.state.editor)
    if (next.key !== undefined) this.#edit(next.key)
  }

  /** Runs the text where it is complete; else it goes on in a new line. */
  async #submit(editor: EditorState): Promise<void> {
    const { text } = editor
    if (text.trim() === '') return this.#show(cleared(editor))
    this.#entry++
    this.#deciding = true
    const complete = await isComplete(text, (each) => this.#problem(each))
    this.#deciding = false
    if (complete) return this.#enter(text)
    this.#show(insertText(editor, '\n'))
    this.#replay()
  }

  #problem(text: string): ReturnType<Session['syntaxProblem']> {
    return this.#session.syntaxProblem(text.replace(/;\s*$/, ''))
  }

  #echo(text: string): string {
    const { screen } = this.#parts
    const body = screen.color ? painted(text, this.theme) : text
    return PROMPT + body.split('\n').join(`\n${' '.repeat(PROMPT.length - 2)}> `)
  }

  async #enter(text: string): Promise<void> {
    const { store, screen } = this.#parts
    store.set({
      editor: cleared(store.state.editor),
      suggestion: undefined,
      note: undefined,
      phase: 'running',
    })
    screen.print(`${this.#echo(text.trimEnd())}\n`)
    await this.#remember(text.trim())
    await this.#perform(() => this.#dispatch(text))
  }

  async #dispatch(text: string): Promise<void> {
    const called = findCommand(text)
    if (called === undefined) return this.#run(text, {})
    await called.command.run(called.argument, this.#commandContext())
  }

  /** Runs something that Ctrl-C ends, and comes back to the prompt whatever comes of it. */
  async #perform(work: () => Promise<void>): Promise<void> {
    const { store } = this.#parts
    const cancel = new AbortController()
    this.#cancel = cancel
    const clock = new ProgressClock(this.#session, (progress) => {
      if (store.state.phase === 'running' && this.#cancel === cancel) {
        store.set({ progress: { ...progress, cancelling: cancel.signal.aborted } })
      }
    })
    try {
      await work()
    } catch (error) {
      this.#runner.report(error)
    } finally {
      clock.stop()
      // What was abandoned has no say any more.
      if (this.#cancel === cancel) this.#toPrompt()
    }
  }

  #toPrompt(): void {
    const { store } = this.#parts
    this.#cancel = undefined
    if (store.state.phase === 'left') return
    store.set({ phase: 'editing', progress: undefined, question: undefined })
    this.#replay()
  }

  /** Takes the keys that came while there was no prompt for them. */
  #replay(): void {
    const keys = this.#typedAhead
    this.#typedAhead = []
    for (const key of keys) this.press(key)
  }

  async #run(sql: string, options: Parameters<CommandContext['run']>[1]): Promise<void> {
    const signal = this.#cancel?.signal ?? new AbortController().signal
    const file = options?.outfile ?? this.#outfile
    await this.#runner.run(sql, {
      signal,
      dryRun: this.#dryRun,
      ...(file === undefined ? {} : { outfile: file }),
      ...(options?.expanded === undefined ? {} : { expanded: options.expanded }),
    })
    if (!/^\s*(SHOW|EXPLAIN|SET)\b/i.test(sql)) this.#last = sql
  }

  /** First Ctrl-C: the statement stops. Second: it is left behind. */
  #interrupt(): void {
    const { screen } = this.#parts
    const cancel = this.#cancel
    if (cancel === undefined) return
    if (!cancel.signal.aborted) {
      cancel.abort()
      return
    }
    screen.print('left behind; a new session is used from here\n')
    const old = this.#session
    this.#session = this.#parts.open({})
    old.close().catch((error: unknown) => this.#runner.report(error))
    this.#toPrompt()
  }

  /** Shows what is about to happen and asks for a yes; a statement that is cancelled meanwhile gets none. */
  confirm({ lines, text }: Question, signal: AbortSignal): Promise<boolean> {
    const { store, screen } = this.#parts
    screen.print(lines.map((line) => `${shownText(line)}\n`).join(''))
    store.set({ phase: 'asking', question: shownText(text) })
    return new Promise((resolve) => {
      this.#answer = resolve
      signal.addEventListener('abort', () => resolve(false), { once: true })
    })
  }

  #reply(key: Key): void {
    const { store, screen } = this.#parts
    const yes = key.text.toLowerCase() === 'y'
    const no =
      key.text.toLowerCase() === 'n' || ['return', 'escape', 'C-c', 'C-d'].includes(keyId(key))
    if (!yes && !no) return
    screen.print(`${store.state.question ?? ''} [y/N] ${yes ? 'y' : 'n'}\n`)
    store.set({ phase: 'running', question: undefined })
    this.#answer?.(yes)
    this.#answer = undefined
  }

  async #editOutside(): Promise<void> {
    const { store, screen } = this.#parts
    const { editor } = store.state
    try {
      const text = await screen.lend(() => editOutside(editor.text))
      this.#show(replaced(store.state.editor, text))
    } catch (error) {
      this.#runner.report(error)
    }
  }

  /** A history that cannot be written must not keep a statement from running. */
  async #remember(text: string): Promise<void> {
    const { history, historyFile } = this.#parts
    const entry = maskStatement(text)
    try {
      await historyFile.append(entry)
      history.add(...(await historyFile.news()), entry)
    } catch (error) {
      history.add(entry)
      this.#warnOfHistory('written', error)
    }
  }

  #warnOfHistory(what: 'read' | 'written', error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.#parts.screen.print(`warning: the history could not be ${what}: ${reason}\n`)
  }

  #commandContext(): CommandContext {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- its properties are the shell's own
    const shell = this
    const { screen, store, history } = this.#parts
    return {
      screen,
      catalog: this.#session.catalog,
      history: history.entries,
      last: this.#last,
      get settings() {
        return shell.#settings
      },
      set settings(settings) {
        shell.#settings = settings
        store.set({ editor: { ...store.state.editor, keymap: settings.keymap, mode: 'insert' } })
      },
      get dryRun() {
        return shell.#dryRun
      },
      set dryRun(on) {
        shell.#dryRun = on
      },
      get outfile() {
        return shell.#outfile
      },
      set outfile(file) {
        shell.#outfile = file
      },
      run: (sql, options) => this.#run(sql, options),
      edit: (text) => store.set({ editor: replaced(store.state.editor, text) }),
      reopen: async (change) => {
        await this.#session.close()
        this.#session = this.#parts.open(change)
      },
      wait: (milliseconds) => waited(milliseconds, this.#cancel?.signal),
      leave: () => this.#quit(),
    }
  }
}

/** Longer texts are checked when they run. */
const CHECKED = 50_000
/** Milliseconds of silence after which a text is checked. */
const CHECK_AFTER = 250

function isForward(key: Key): boolean {
  return ['right', 'end', 'C-e', 'C-f'].includes(keyId(key))
}
