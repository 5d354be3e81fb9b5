import { statedIdentifier } from '../../resource/index.js'
import type { Claim } from '../find/claims.js'
import type { StackRun } from '../run/stack-run.js'
import { looselyWanted } from './loosely-wanted.js'

/** What the declared resources of a stack are, as far as the manifest and what is exported so far tell. */
export function statedClaims(run: StackRun): Claim[] {
  return run.stack.resources.flatMap(({ name, condition }) => {
    if (run.schema(name) === undefined || condition !== undefined) return []
    // What cannot be filled in yet, or at all, is told when the resource's turn comes.
    const rendered = run.renderForCheck(name, () => undefined)
    const wanted = looselyWanted(run, rendered)
    if (wanted === undefined) return []
    const { schema, region, desired, identifier } = wanted
    const stated = identifier ?? statedIdentifier(schema, desired)
    return stated === undefined ? [] : [{ name, schema, region, identifier: stated }]
  })
}
