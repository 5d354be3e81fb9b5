import { emptyEditor } from './editor/editor-state.js'
import type { ShellState } from './shell-state.js'

/** Holds what the live lines show and tells who listens of changes. */
export class Store {
  #state: ShellState
  readonly #heard = new Set<() => void>()

  constructor(size: ShellState['size'], keymap: 'emacs' | 'vi') {
    this.#state = { phase: 'editing', editor: emptyEditor(keymap), size }
  }

  get state(): ShellState {
    return this.#state
  }

  /** Takes the given parts over; what is given as undefined goes away. */
  set(change: { readonly [K in keyof ShellState]?: ShellState[K] | undefined }): void {
    const next = Object.entries({ ...this.#state, ...change }).filter(
      ([, value]) => value !== undefined,
    )
    this.#state = Object.fromEntries(next) as unknown as ShellState
    for (const heard of this.#heard) heard()
  }

  subscribe(heard: () => void): () => void {
    this.#heard.add(heard)
    return () => this.#heard.delete(heard)
  }
}
