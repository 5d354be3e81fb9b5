import type { ExecutionContext } from '../execution/index.js'

/** What the calls of a stack need: all of them go through one connection. */
export interface StackContext extends ExecutionContext {
  readonly connection: string
}
