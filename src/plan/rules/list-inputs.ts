import { parentOf, requiredListInputs, type ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { admits, finiteValues, type Condition } from '../condition.js'
import type { PlanContext } from '../plan-context.js'
import type { Hydrate, ListAccess, ParentScan } from '../scan-request.js'

/** Parents of parents of … end somewhere; a longer chain is a mistake in the parents' table. */
const DEEPEST = 6

/**
 * How a type is listed: what its list handler demands comes from the statement's predicates, and what they do
 * not give from the parent type, whose resources are listed first.
 * @throws AppError LIST_INPUT_REQUIRED where nothing can supply an input, naming the column to give
 */
export function planList(
  schema: ResourceSchema,
  conditions: ReadonlyMap<string, Condition>,
  hydrate: Hydrate,
  context: Listing['context'],
): ListAccess {
  return listAccess(schema, conditions, { hydrate, context, depth: 0 })
}

/**
 * How a type is listed after all, once its service has named an input that no schema has.
 * @throws AppError LIST_INPUT_REQUIRED where nothing can supply it
 */
export function listAgain(
  schema: ResourceSchema,
  { hydrate, said = new Map() }: ListAccess,
  context: Listing['context'],
): ListAccess {
  return planList(schema, said, hydrate, context)
}

interface Listing {
  readonly hydrate: Hydrate
  readonly context: Pick<PlanContext, 'catalog' | 'rules' | 'listInputs'>
  readonly depth: number
}

/** The schema with the inputs that its list handler turned out to demand. */
function withLearned(schema: ResourceSchema, { listInputs }: Listing['context']): ResourceSchema {
  const learned = listInputs?.of(schema.typeName)
  const { list } = schema.handlers
  if (learned === undefined || list === undefined) return schema
  const before = list.handlerSchema ?? { properties: [] }
  const handlerSchema = {
    ...before,
    properties: [...new Set([...before.properties, ...learned])],
    required: [...new Set([...(before.required ?? []), ...learned])],
  }
  return { ...schema, handlers: { ...schema.handlers, list: { ...list, handlerSchema } } }
}

function listAccess(
  documented: ResourceSchema,
  conditions: ReadonlyMap<string, Condition>,
  listing: Listing,
): ListAccess {
  const schema = withLearned(documented, listing.context)
  const alternatives = requiredListInputs(schema)
  const { hydrate } = listing
  const offered = offeredInputs(schema, conditions, listing)
  if (offered !== undefined) return { kind: 'list', inputs: offered, parents: [], hydrate }
  if (alternatives.length === 0) {
    return { kind: 'list', inputs: [{}], parents: [], hydrate, said: conditions }
  }
  const useConditions = listing.context.rules.has('list-inputs') || listing.depth > 0
  const stated = useConditions ? conditions : new Map<string, Condition>()
  for (const alternative of alternatives) {
    const inputs = statedInputs(alternative, stated)
    if (inputs !== undefined) return { kind: 'list', inputs, parents: [], hydrate }
  }
  for (const alternative of alternatives) {
    const list = suppliedList(schema, alternative, { conditions, stated }, listing)
    if (list !== undefined) return list
  }
  // Without its rule a stated input is still better than no answer.
  for (const alternative of alternatives) {
    const list = suppliedList(schema, alternative, { conditions, stated: conditions }, listing)
    if (list !== undefined) return list
  }
  throw inputRequired(schema, alternatives)
}

/** Inputs that the handler does without, where the statement gives a set of them. */
function offeredInputs(
  schema: ResourceSchema,
  conditions: ReadonlyMap<string, Condition>,
  { context }: Listing,
): ListAccess['inputs'] | undefined {
  if (!context.rules.has('list-inputs')) return undefined
  for (const names of schema.handlers.list?.handlerSchema?.offered ?? []) {
    const inputs = statedInputs(names, conditions)
    if (inputs !== undefined) return inputs
  }
  return undefined
}

interface Said {
  readonly conditions: ReadonlyMap<string, Condition>
  /** Those of the conditions that may choose inputs. */
  readonly stated: ReadonlyMap<string, Condition>
}

/** Inputs from parents, from the few values that they can have, from the account, and those stated beside. */
function suppliedList(
  schema: ResourceSchema,
  names: readonly string[],
  { conditions, stated }: Said,
  listing: Listing,
): ListAccess | undefined {
  const { catalog } = listing.context
  const ofParents = names.filter((name) => parentOf(schema, name, catalog) !== undefined)
  const others = names.filter((name) => !ofParents.includes(name))
  const ofAccount = others.filter(
    (name) =>
      schema.accountInputs?.includes(name) === true && finiteValues(stated.get(name)) === undefined,
  )
  const inputs = statedInputs(
    others.filter((name) => !ofAccount.includes(name)),
    stated,
    schema,
  )
  const parents = inputs && parentScans(schema, ofParents, conditions, listing)
  if (inputs === undefined || parents === undefined) return undefined
  return {
    kind: 'list',
    inputs,
    parents,
    hydrate: listing.hydrate,
    ...(ofAccount.length === 0 ? {} : { accountInputs: ofAccount }),
  }
}

/**
 * Every combination of the stated values, or `undefined` where one input has none; with a schema, of those that an
 * input can have at all.
 */
function statedInputs(
  names: readonly string[],
  conditions: ReadonlyMap<string, Condition>,
  schema?: ResourceSchema,
): Readonly<Record<string, string>>[] | undefined {
  let inputs: Readonly<Record<string, string>>[] = [{}]
  for (const name of names) {
    const condition = conditions.get(name)
    const values =
      finiteValues(condition) ??
      schema?.inputValues?.[name]
        ?.map(({ value }) => value)
        .filter((value) => condition === undefined || admits(condition, value))
    if (values === undefined) return undefined
    inputs = inputs.flatMap((left) => values.map((value) => ({ ...left, [name]: value })))
  }
  return inputs
}

/** One parent scan for each parent type that is needed; inputs that one parent type supplies come from one row. */
function parentScans(
  schema: ResourceSchema,
  names: readonly string[],
  conditions: ReadonlyMap<string, Condition>,
  listing: Listing,
): ParentScan[] | undefined {
  if (listing.depth >= DEEPEST) return undefined
  const { catalog } = listing.context
  const byType = new Map<string, Record<string, string>>()
  for (const name of names) {
    const parent = parentOf(schema, name, catalog)
    if (parent === undefined) return undefined
    byType.set(parent.typeName, { ...byType.get(parent.typeName), [name]: parent.property })
  }
  return [...byType].map(([typeName, supplies]) => {
    const entry = catalog.findType(typeName)
    if (entry === undefined) throw inputRequired(schema, [names])
    const parent = catalog.schema(entry)
    const needs = Object.values(supplies)
    const identifying = parent.primaryIdentifier.map((pointer) => pointer.split('/')[2])
    const hydrate = needs.every((need) => identifying.includes(need)) ? 'never' : 'missing'
    const renamed = new Map(
      Object.entries(supplies).flatMap(([input, property]) => {
        const condition = conditions.get(input)
        return condition === undefined ? [] : [[property, condition] as const]
      }),
    )
    return {
      schema: parent,
      supplies,
      access: listAccess(parent, renamed, { ...listing, hydrate, depth: listing.depth + 1 }),
    }
  })
}

function inputRequired(
  schema: ResourceSchema,
  alternatives: readonly (readonly string[])[],
): AppError {
  const column = (property: string): string =>
    schema.columns.find((each) => each.property === property)?.name ?? property
  const choices = alternatives.map((names) => names.map(column).join(' and ')).join(', or ')
  const reasons = new Set(
    alternatives.flat().flatMap((name) => schema.unsuppliedInputs?.[name] ?? []),
  )
  const why = reasons.size === 0 ? '' : ` (${[...reasons].join('; ')})`
  return new AppError(
    'LIST_INPUT_REQUIRED',
    `${schema.typeName} can only be listed under a parent: give ${choices}${why}`,
    {
      hint: `add WHERE ${alternatives[0]?.map((name) => `${column(name)} = '…'`).join(' AND ') ?? ''}`,
      typeName: schema.typeName,
    },
  )
}
