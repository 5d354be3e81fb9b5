/** What can be written at the cursor. */
export interface Candidate {
  readonly text: string
  readonly kind:
    | 'provider'
    | 'service'
    | 'table'
    | 'view'
    | 'column'
    | 'key column'
    | 'function'
    | 'keyword'
    | 'region'
    | 'connection'
    | 'value'
    | 'setting'
    | 'command'
  /** Type and description, for the popup. */
  readonly detail?: string
  /** Of a key column: nothing can be asked without it. */
  readonly needed?: boolean
}

/** Candidates for the stretch of text from `from` to `to`, best first. */
export interface Completion {
  readonly from: number
  readonly to: number
  readonly candidates: readonly Candidate[]
}
