import { JSON_FUNCTIONS } from './json-functions.js'
import { JSON_OPERATORS } from './json-operators.js'
import { JSON_SETS } from './json-sets.js'
import { TEXT_FUNCTIONS } from './text-functions.js'
import { TIME_FUNCTIONS } from './time-functions.js'

/** For each name, what stands behind CREATE MACRO: one macro, or one for FROM and one for expressions. */
export type Macros = Readonly<Record<string, readonly string[]>>

/** Macros that the dialect pass or a user names; each is created when a statement first mentions it. */
export const DIALECT_MACROS: Macros = {
  ...JSON_OPERATORS,
  ...JSON_FUNCTIONS,
  ...JSON_SETS,
  ...TEXT_FUNCTIONS,
  ...TIME_FUNCTIONS,
}
