import { identifierProperties } from '../table.js'
import { finiteValues } from '../condition.js'
import { formatIdentifier } from '../../resource/index.js'
import type { ReferenceAccess } from '../plan-context.js'
import type { PlanRules } from '../rules.js'

/** More identifiers than this from a product of key parts are better listed. */
const MOST_COMBINATIONS = 1_000

/** The identifiers that a reference is bound to, by `Identifier` or by all of its parts; else `undefined`. */
export function boundIdentifiers(
  reference: ReferenceAccess,
  rules: PlanRules,
): readonly string[] | undefined {
  const stated = rules.has('identifier-get') ? finiteValues(reference.identifier) : undefined
  if (stated !== undefined) return stated
  if (!rules.has('identifier-parts')) return undefined
  const { schema } = reference.relation.table
  const parts = identifierProperties(schema)
  if (schema.primaryIdentifier.some((pointer) => pointer.split('/').length > 3)) return undefined
  let combinations: Readonly<Record<string, string>>[] = [{}]
  for (const part of parts) {
    const values = finiteValues(reference.properties.get(part))
    if (values === undefined || values.length * combinations.length > MOST_COMBINATIONS)
      return undefined
    combinations = combinations.flatMap((left) =>
      values.map((value) => ({ ...left, [part]: value })),
    )
  }
  return combinations.map((model) => formatIdentifier(schema, model))
}
