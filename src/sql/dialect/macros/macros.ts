import { APPFLOW } from './appflow.js'
import { ARRAY_FUNCTIONS } from './array-functions.js'
import { JSON_FUNCTIONS } from './json-functions.js'
import { JSON_OPERATORS } from './json-operators.js'
import { JSON_SETS } from './json-sets.js'
import type { Macros } from './macro.js'
import { NETWORK } from './network.js'
import { QUANTIFIED } from './quantified.js'
import { TEXT_FUNCTIONS } from './text-functions.js'
import { TIME_FUNCTIONS } from './time-functions.js'

/** Macros that the dialect pass or a user names; each is created when a statement first mentions it. */
export const DIALECT_MACROS: Macros = {
  ...JSON_OPERATORS,
  ...JSON_FUNCTIONS,
  ...JSON_SETS,
  ...TEXT_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...QUANTIFIED,
  ...NETWORK,
  ...TIME_FUNCTIONS,
  ...APPFLOW,
}
