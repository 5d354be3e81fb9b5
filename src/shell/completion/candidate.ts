/** What can be written at the cursor. */
export interface Candidate {
  readonly text: string
  readonly kind:
    | 'provider'
    | 'service'
    | 'table'
    | 'column'
    | 'key column'
    | 'function'
    | 'keyword'
    | 'region'
    | 'connection'
    | 'setting'
    | 'command'
  /** Type and description, for the popup. */
  readonly detail?: string
}

/** Candidates for the stretch of text from `from` to `to`, best first. */
export interface Completion {
  readonly from: number
  readonly to: number
  readonly candidates: readonly Candidate[]
}
