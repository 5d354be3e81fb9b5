import { AppError } from '../../errors/index.js'
import { formatIdentifier, identifierText, parseIdentifier } from '../../resource/index.js'
import { finiteValues } from '../condition.js'
import type { ReferenceAccess } from '../plan-context.js'
import type { PlanRules } from '../rules.js'
import type { StatedIdentifier } from '../scan-request.js'
import { identifierProperties } from '../table.js'

/** More identifiers than this from a product of key parts are better listed. */
const MOST_COMBINATIONS = 1_000

/**
 * The identifiers that a reference's predicate on `Identifier` names, `undefined` where it bounds none.
 * @throws AppError BAD_IDENTIFIER
 */
export function statedIdentifiers({
  identifier,
  relation,
}: ReferenceAccess): readonly StatedIdentifier[] | undefined {
  const { schema } = relation.table
  return finiteValues(identifier)?.map((written) => ({
    written,
    canonical: formatIdentifier(schema, parseIdentifier(schema, written)),
  }))
}

/** The identifiers that predicates on all of the parts name; `undefined` where one part is open. */
export function identifiersOfParts(
  reference: ReferenceAccess,
  rules: PlanRules,
): readonly StatedIdentifier[] | undefined {
  if (!rules.has('identifier-parts')) return undefined
  const { schema } = reference.relation.table
  if (schema.primaryIdentifier.length === 0) return undefined
  if (schema.primaryIdentifier.some((pointer) => pointer.split('/').length > 3)) return undefined
  let combinations: Readonly<Record<string, string>>[] = [{}]
  for (const part of identifierProperties(schema)) {
    const values = finiteValues(reference.properties.get(part))
    if (values === undefined || values.length * combinations.length > MOST_COMBINATIONS)
      return undefined
    combinations = combinations.flatMap((left) =>
      values.map((value) => ({ ...left, [part]: value })),
    )
  }
  try {
    return combinations.map((model) => ({
      written: identifierText(schema, model),
      canonical: formatIdentifier(schema, model),
    }))
  } catch (error) {
    // A value that no identifier can hold (an empty text) is a predicate like any other.
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}
