/** Push-downs that may be switched off one by one; rows must not change, only calls. */
export const PLAN_RULES = [
  'identifier-get',
  'identifier-parts',
  'list-inputs',
  'hydrate-columns',
  'region-predicate',
  'limit',
  'dependent-scan',
] as const

export type PlanRule = (typeof PLAN_RULES)[number]
export type PlanRules = ReadonlySet<PlanRule>
