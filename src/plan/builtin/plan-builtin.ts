import { AppError } from '../../errors/index.js'
import { parseJsonText } from '../../resource/index.js'
import { finiteValues, restricts } from '../condition.js'
import type { PlanContext, ReferenceAccess } from '../plan-context.js'
import { identifiersOfParts } from '../rules/identifier-get.js'
import { PLAN_RULES } from '../rules.js'
import type { Access } from '../scan-request.js'
import type { BuiltinTable } from './builtin-table.js'
import { planEstate } from './plan-estate.js'

/**
 * How a built-in table is read: its key columns by what the statement demands of them.
 * @throws AppError LIST_INPUT_REQUIRED, IDENTIFIER_REQUIRED
 */
export function planBuiltin(
  table: BuiltinTable,
  reference: ReferenceAccess,
  context: PlanContext,
): Access {
  if (table.rows !== 'service') return planEstate(table, reference, context)
  if (table.identifier.length > 0) {
    // There is no other way to read it: no rule can switch this one off.
    const identifiers = identifiersOfParts(reference, new Set(PLAN_RULES))
    if (identifiers !== undefined) return { kind: 'get', identifiers }
    throw keyRequired(table, table.identifier, 'IDENTIFIER_REQUIRED')
  }
  return { kind: 'list', inputs: inputsOf(table, reference), parents: [], hydrate: 'never' }
}

/** Every combination of what the statement says of the filters. */
function inputsOf(
  table: BuiltinTable,
  { properties }: ReferenceAccess,
): Readonly<Record<string, string>>[] {
  let inputs: Readonly<Record<string, string>>[] = [{}]
  for (const { property, key, listLike } of table.columns) {
    if (key === undefined) continue
    const condition = properties.get(property)
    const values = finiteValues(condition)
    if (values === undefined) {
      if (key === 'echo' && condition !== undefined && restricts(condition)) {
        throw keyRequired(table, [property], 'LIST_INPUT_REQUIRED')
      }
      continue
    }
    if (listLike !== undefined) checkLists(property, values, listLike)
    inputs = inputs.flatMap((left) => values.map((value) => ({ ...left, [property]: value })))
  }
  return inputs
}

/** @throws AppError VALUE_JSON for a text that is no JSON list */
function checkLists(property: string, values: readonly string[], listLike: string): void {
  for (const value of values) {
    if (Array.isArray(parseJsonText(value, property))) continue
    throw new AppError('VALUE_JSON', `${property} should be a JSON list`, {
      hint: `for example ${property} = '${listLike}'`,
    })
  }
}

function keyRequired(
  { name, columns }: BuiltinTable,
  properties: readonly string[],
  code: 'IDENTIFIER_REQUIRED' | 'LIST_INPUT_REQUIRED',
): AppError {
  const needs = properties.map(
    (property) => columns.find((each) => each.property === property)?.name ?? property,
  )
  return new AppError(
    code,
    `${name.service}.${name.table} is read by ${needs.join(' and ')}, given by = or IN`,
    { hint: `add WHERE ${needs.map((need) => `${need} = '…'`).join(' AND ')}` },
  )
}
