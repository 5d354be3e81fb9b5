import { createRequire } from 'node:module'
import type * as Re2 from 're2js'

let re2: typeof Re2 | undefined

/** RE2, loaded by the first text that needs it: it takes as long as all the rest of a short command's modules. */
export function loadRe2(): typeof Re2 {
  re2 ??= createRequire(import.meta.url)('re2js') as typeof Re2
  return re2
}
