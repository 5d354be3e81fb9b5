import type { EarlyEnd } from '../execution/index.js'

/** How a statement is run. */
export interface RunOptions {
  /**
   * A query whose rows do not depend on each other gives them as they come; its batches then have to be read or
   * dropped before the next statement gets its turn, and may fail half-way.
   */
  readonly stream?: boolean
  /** A query that is stopped while it fetches is answered over the rows that came, and `cut` of its result says so. */
  readonly keepRows?: boolean
  /** No answer of before is used. */
  readonly fresh?: boolean
  /**
   * Variables of the environment that the author of the statement names as `${NAME}`, where its text holds what came
   * from elsewhere. Default: all that it names.
   */
  readonly ownNames?: ReadonlySet<string> | undefined
}

/** What of that is for the statement itself. */
export interface RunParts extends Pick<RunOptions, 'stream' | 'fresh'> {
  readonly earlyEnd?: EarlyEnd | undefined
}
