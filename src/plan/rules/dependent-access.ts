import { requiredListInputs, type ResourceSchema } from '../../catalog/index.js'
import type { BoundRelation } from '../bind-query.js'
import { finiteValues } from '../condition.js'
import type { BoundKeys, KeyBinding } from '../dependence/bound-keys.js'
import { quoted, type Value } from '../dependence/value.js'
import { PLACE_COLUMNS } from '../place.js'
import type { ReferenceAccess } from '../plan-context.js'
import type { DependentAccess, KeyExpression, KeySource } from '../scan-request.js'
import { identifierProperties } from '../table.js'

/** The name that the `Identifier` column has among keys; a property may be called Identifier, too. */
export const IDENTIFIER = '(Identifier)'

/** More combinations of stated values than this are better listed. */
const MOST_STATED = 100

/** What makes a call, and which of it the statement states. */
type Question = Pick<DependentAccess, 'asks' | 'names' | 'stated'>

/**
 * How a relation is read by the keys of one binding, or `undefined` where they make no call: GetResource where
 * they identify a resource, ListResources where they are its list handler's inputs.
 */
export function dependentAccess(
  reference: ReferenceAccess,
  binding: KeyBinding,
  relations: readonly BoundRelation[],
): Pick<DependentAccess, 'asks' | 'names' | 'stated' | 'keysFrom'> | undefined {
  const columns = columnsByName(reference, binding)
  const question = questionOf(reference, new Set(columns.keys()))
  if (question === undefined) return undefined
  // Places go by the names of their columns; properties begin with a capital.
  const wanted = [...question.names, ...PLACE_COLUMNS]
  const keysFrom = binding.map((bound) => keySource(bound, wanted, columns, relations))
  return { ...question, keysFrom }
}

/** The columns of the binding by what they are keys of. */
function columnsByName(
  { relation }: ReferenceAccess,
  binding: KeyBinding,
): ReadonlyMap<string, string> {
  const columns = new Map<string, string>()
  for (const { name, type, source } of relation.columns) {
    if (type !== 'VARCHAR' || !binding.every(({ keys }) => keys.has(name))) continue
    if (source.kind === 'identifier') columns.set(IDENTIFIER, name)
    else if (source.kind === 'place') columns.set(source.column, name)
    else columns.set(source.property, name)
  }
  return columns
}

function questionOf(reference: ReferenceAccess, bound: ReadonlySet<string>): Question | undefined {
  const { schema, listOnly, entry } = reference.relation.table
  if (schema.handlers.read !== undefined && !listOnly) {
    if (bound.has(IDENTIFIER)) return { asks: 'get', names: [IDENTIFIER], stated: {} }
    const isFlat = schema.primaryIdentifier.every((pointer) => pointer.split('/').length === 3)
    const parts = isFlat ? completed(reference, identifierProperties(schema), bound) : undefined
    if (parts !== undefined) return { asks: 'get', ...parts }
  }
  if (!entry.listable) return undefined
  const offered = schema.handlers.list?.handlerSchema?.offered ?? []
  for (const inputs of [...requiredListInputs(schema), ...offered]) {
    const given = completed(reference, inputs, bound, schema.inputValues)
    if (given !== undefined) return { asks: 'list', ...given }
  }
  return undefined
}

/** The names, if each is bound, stated or has but few values, and one at the least is bound. */
function completed(
  { properties }: ReferenceAccess,
  names: readonly string[],
  bound: ReadonlySet<string>,
  few: ResourceSchema['inputValues'] = {},
): Pick<Question, 'names' | 'stated'> | undefined {
  if (!names.some((name) => bound.has(name))) return undefined
  const stated: Record<string, readonly string[]> = {}
  let combinations = 1
  for (const name of names) {
    if (bound.has(name)) continue
    const values = finiteValues(properties.get(name)) ?? few[name]?.map(({ value }) => value)
    if (values === undefined) return undefined
    stated[name] = values
    combinations *= values.length
  }
  return combinations > MOST_STATED ? undefined : { names, stated }
}

function keySource(
  { source, keys, guards, nullMeansAll }: BoundKeys,
  wanted: readonly string[],
  columns: ReadonlyMap<string, string>,
  relations: readonly BoundRelation[],
): KeySource {
  const chosen = wanted.flatMap((name) => {
    const column = columns.get(name)
    const value = column === undefined ? undefined : keys.get(column)
    return value === undefined ? [] : [[name, value] as const]
  })
  const relation =
    source.kind === 'rows'
      ? undefined
      : relations.find(
          (each) =>
            each.catalog === source.catalog &&
            each.schema === source.schema &&
            each.name === source.table,
        )
  const from =
    source.kind === 'rows'
      ? source.from
      : [source.catalog, source.schema, source.table].map(quoted).join('.')
  return {
    relation,
    from,
    keys: Object.fromEntries(chosen.map(([name, value]) => [name, keyExpression(value)])),
    columns: [
      ...new Set([...chosen.map(([, value]) => value), ...guards].flatMap((each) => each.columns)),
    ],
    guards: [...new Set(guards.map(({ sql }) => sql))],
    nullMeansAll,
  }
}

function keyExpression({ sql, column, unnests }: Value): KeyExpression {
  return { sql, unnests, ...(column === undefined ? {} : { column }) }
}
