import { AppError } from '../../errors/index.js'
import { admits, finiteValues, restricts } from '../condition.js'
import type { PlanContext, ReferenceAccess } from '../plan-context.js'

/**
 * Regions of one reference: those its predicate allows, or the session's where it has none. A predicate that
 * is stated but neither reaches a scan nor speaks of regions alone allows all of them.
 */
export function regionScope(
  { region: condition, relation }: Pick<ReferenceAccess, 'region' | 'relation'>,
  context: PlanContext,
): { readonly regions: readonly string[]; readonly scopedBy: 'statement' | 'session' } {
  if (relation.regionScope !== 'stated' && (condition === undefined || !restricts(condition))) {
    if (context.sessionRegions.length === 0) {
      throw new AppError('NO_REGION', 'no region is set', {
        hint: "add WHERE region = '…', or set --region, AWS_REGION or the profile's region",
      })
    }
    return { regions: context.sessionRegions, scopedBy: 'session' }
  }
  if (!context.rules.has('region-predicate')) {
    const named = condition === undefined ? [] : (finiteValues(condition) ?? [])
    return { regions: [...new Set([...context.knownRegions, ...named])], scopedBy: 'statement' }
  }
  const regions =
    finiteValues(condition) ??
    (context.admittedRegions?.get(relation) ?? context.knownRegions).filter(
      (region) => condition === undefined || admits(condition, region),
    )
  return { regions, scopedBy: 'statement' }
}
