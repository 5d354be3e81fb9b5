import type { Completion } from './completion/candidate.js'
import type { Problem } from './syntax/problem-in.js'
import type { EditorState } from './editor/editor-state.js'

/** What the live lines at the foot of the terminal show. */
export interface ShellState {
  readonly phase: 'editing' | 'searching' | 'asking' | 'running' | 'left'
  readonly editor: EditorState
  /** Candidates, and the one that Tab has put into the text. */
  readonly popup?: Popup
  /** The rest of an entry of the history that begins as the text does. */
  readonly suggestion?: string
  readonly search?: Search
  /** A question that takes y or n. */
  readonly question?: string
  readonly progress?: Progress
  /** A line about the text: where the parser stopped, what a key is for. */
  readonly note?: string
  /** The stretch of the text at which the parser stopped. */
  readonly problem?: Problem
  readonly size: { readonly columns: number; readonly rows: number }
}

export interface Popup {
  readonly completion: Completion
  /** Index into the candidates; -1 while none is chosen. */
  readonly chosen: number
  /** What stood where the candidate now stands. */
  readonly written: string
}

export interface Search {
  readonly wanted: string
  readonly skip: number
  readonly found?: string
}

/** How far a statement is. */
export interface Progress {
  readonly elapsed: number
  readonly unitsDone?: number
  readonly units?: number
  readonly rows?: number
  readonly calls: number
  readonly throttles: number
  readonly failed: number
  /** Which those are, by region or account. */
  readonly failedPlaces: string
  readonly cancelling: boolean
  /** Requests of a write that are under way. */
  readonly requests: readonly string[]
}
