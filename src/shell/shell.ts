import type { Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { Question } from '../io/index.js'
import type { CompletionNames, RequestWatch, Session } from '../session/index.js'
import { Asking } from './asking.js'
import type { Choices } from './choices.js'
import type { CommandContext } from './commands/command.js'
import { findCommand } from './commands/find-command.js'
import type { Completer } from './completion/completer.js'
import { cleared, replaced } from './editor/editor-state.js'
import { painted } from './highlight/paint.js'
import type { Theme } from './highlight/theme.js'
import type { History } from './history/history.js'
import type { HistoryFile } from './history/history-file.js'
import { KeptHistory } from './history/kept-history.js'
import { keyId, type Key } from './keys/key.js'
import { tellLeftWrites } from './left-writes.js'
import { ProgressClock } from './progress-clock.js'
import { Prompt } from './prompt.js'
import type { Screen } from './screen.js'
import type { ShellSettings } from './settings.js'
import { StatementRunner } from './statement-runner.js'
import type { Store } from './store.js'
import { problemIn, type Parser, type Problem } from './syntax/problem-in.js'
import { shownLines } from './view/shown-text.js'
import { waited } from './waited.js'

export interface ShellParts {
  readonly store: Store
  readonly screen: Screen
  readonly completer: (catalog: Catalog, names: () => CompletionNames) => Completer
  readonly history: History
  readonly historyFile: HistoryFile
  readonly settings: ShellSettings
  /** Writes that were accepted and have not ended. */
  readonly requests: RequestWatch
  readonly theme: (settings: ShellSettings) => Theme
  readonly open: (settings: ShellSettings, change: { readonly profile?: string }) => Session
}

const PROMPT = 'skyql> '
/** Between BEGIN and COMMIT. */
const STAGING = 'skyql*> '

/** Milliseconds after the first prompt: nobody completes as fast. */
const WARM_AFTER = 150

/** The shell: gives each key to whom it concerns, runs what was entered, and comes back to the prompt. */
export class Shell {
  readonly #parts: ShellParts
  readonly #runner: StatementRunner
  readonly #prompt: Prompt
  readonly #asking: Asking
  readonly #choices: Choices
  readonly #history: KeptHistory
  #session: Session
  #cancel: AbortController | undefined
  #names: CompletionNames = { connections: [], stored: [], path: [] }
  #typedAhead: Key[] = []
  #leave: () => void = () => undefined
  /** Resolves when the user leaves. */
  readonly left = new Promise<void>((resolve) => {
    this.#leave = resolve
  })

  constructor(parts: ShellParts) {
    const { store, screen, history, historyFile, settings } = parts
    this.#parts = parts
    this.#choices = { settings, dryRun: false, outfile: undefined, last: undefined }
    this.#session = parts.open(settings, {})
    this.#asking = new Asking(store, screen)
    const warn = (line: string): void => screen.print(`${line}\n`)
    this.#history = new KeptHistory({ history, file: historyFile, warn })
    this.#runner = new StatementRunner({
      session: () => this.#session,
      screen,
      settings: () => this.#choices.settings,
    })
    this.#prompt = new Prompt({
      ...{ store, screen, history },
      completer: parts.completer(this.#session.catalog, () => this.#names),
      parser: this.#parser,
      suggests: () => this.#choices.settings.suggestions,
      echo: (text) => this.#echo(text),
      run: (text) => this.#enter(text),
      report: (error) => this.#runner.report(error),
      leave: () => this.#quit(),
    })
  }

  get prompt(): string {
    return this.#session.inTransaction ? STAGING : PROMPT
  }

  get theme(): Theme {
    return this.#parts.theme(this.#choices.settings)
  }

  /** Reads the history once the prompt is there, and loads what the first statement needs. */
  async begin(): Promise<void> {
    await this.#history.load()
    this.#learnNames()
    setTimeout(() => {
      this.#prompt.warm()
      void this.#session.learnDocuments().then(() => this.#prompt.renew())
    }, WARM_AFTER)
    // What is wrong with it is told when a statement runs.
    this.#session.syntaxProblem('SELECT 1').catch(() => undefined)
  }

  /** Lets go of the session, and says what did not come to its end. */
  async close(): Promise<void> {
    this.#cancel?.abort()
    if (this.#session.inTransaction) {
      this.#parts.screen.print('the transaction was not committed: nothing of it was applied\n')
    }
    await this.#session.close()
    tellLeftWrites(this.#parts.requests, this.#parts.screen)
  }

  /** Takes a key; whatever is wrong with what it does, the shell goes on. */
  press(key: Key): void {
    try {
      this.#press(key)
    } catch (error) {
      this.#runner.report(error)
    }
  }

  #press(key: Key): void {
    switch (this.#parts.store.state.phase) {
      case 'editing':
      case 'searching':
        return this.#prompt.press(key)
      case 'asking':
        return this.#asking.press(key)
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

  /** Shows what is about to happen and asks for a yes. */
  confirm(question: Question, signal: AbortSignal): Promise<boolean> {
    return this.#asking.ask(question, signal)
  }

  readonly #parser: Parser = (text) => this.#session.syntaxProblem(text)

  #quit(): void {
    this.#parts.store.set({ phase: 'left' })
    this.#leave()
  }

  #echo(text: string, problem?: Problem): string {
    const { screen } = this.#parts
    const body = screen.color ? painted(text, this.theme, problem) : shownLines(text)
    const { prompt } = this
    return prompt + body.split('\n').join(`\n${' '.repeat(prompt.length - 2)}> `)
  }

  async #enter(text: string): Promise<void> {
    const { store, screen } = this.#parts
    const shown = text.trimEnd()
    const quiet = { suggestion: undefined, note: undefined, problem: undefined }
    store.set({ editor: cleared(store.state.editor), ...quiet, phase: 'running' })
    await this.#perform(async (signal) => {
      // What is wrong with the parser itself is told when the statement runs.
      const problem = screen.color
        ? await problemIn(shown, this.#parser).catch(() => undefined)
        : undefined
      screen.print(`${this.#echo(shown, problem)}\n`)
      await this.#history.keep(text.trim())
      if (signal.aborted) throw new AppError('CANCELLED', 'stopped before it began')
      await this.#dispatch(text)
    })
  }

  async #dispatch(text: string): Promise<void> {
    const called = findCommand(text)
    if (called === undefined) return this.#run(text, {})
    await called.command.run(called.argument, this.#commandContext())
  }

  /** Runs something that Ctrl-C ends, and comes back to the prompt whatever comes of it. */
  async #perform(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { store, requests } = this.#parts
    const cancel = new AbortController()
    this.#cancel = cancel
    const sources = { session: () => this.#session, requests }
    const clock = new ProgressClock(sources, (progress) => {
      if (store.state.phase === 'running' && this.#cancel === cancel) {
        store.set({ progress: { ...progress, cancelling: cancel.signal.aborted } })
      }
    })
    try {
      await work(cancel.signal)
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
    tellLeftWrites(this.#parts.requests, this.#parts.screen)
    if (store.state.phase === 'left') return
    this.#learnNames()
    store.set({ phase: 'editing', progress: undefined, question: undefined })
    const ahead = [...this.#prompt.takeAhead(), ...this.#typedAhead.splice(0)]
    for (const key of ahead) this.press(key)
  }

  /** Names for completion may have changed with every statement. */
  #learnNames(): void {
    this.#session.completionNames().then(
      (names) => (this.#names = names),
      // What is wrong with the file of connections is told when a statement needs it.
      () => undefined,
    )
  }

  async #run(sql: string, options: Parameters<CommandContext['run']>[1] = {}): Promise<void> {
    const { dryRun, outfile } = this.#choices
    const signal = this.#cancel?.signal ?? new AbortController().signal
    await this.#runner.run(sql, {
      ...(outfile === undefined ? {} : { outfile }),
      ...options,
      signal,
      dryRun,
    })
    if (!/^\s*(SHOW|EXPLAIN|SET)\b/i.test(sql)) this.#choices.last = sql
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
    this.#session = this.#parts.open(this.#choices.settings, {})
    old.close().catch((error: unknown) => this.#runner.report(error))
    this.#toPrompt()
  }

  #commandContext(): CommandContext {
    const { screen, store, history, open } = this.#parts
    const choices = this.#choices
    const session = this.#session
    return {
      screen,
      choices,
      session,
      history: history.entries,
      choose: (settings) => {
        choices.settings = settings
        store.set({ editor: { ...store.state.editor, keymap: settings.keymap, mode: 'insert' } })
      },
      run: (sql, options) => this.#run(sql, options),
      edit: (text) => store.set({ editor: replaced(store.state.editor, text) }),
      reopen: async (change) => {
        await session.close()
        this.#session = open(choices.settings, change)
      },
      wait: (milliseconds) => waited(milliseconds, this.#cancel?.signal),
      leave: () => this.#quit(),
    }
  }
}
