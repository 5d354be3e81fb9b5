import type { SqlType } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { BoundRelation } from './bind-query.js'
import { builtinOf } from './builtin/builtin-tables.js'
import { planBuiltin } from './builtin/plan-builtin.js'
import { chooseDependent, type Candidate } from './choose-dependent.js'
import { both, type Condition } from './condition.js'
import { narrowPlaces } from './narrow-places.js'
import type { PlanContext, ReferenceAccess } from './plan-context.js'
import { questionOf } from './question.js'
import { foldPlaces } from './rules/fold-places.js'
import { identifiersOfParts, statedIdentifiers } from './rules/identifier-get.js'
import { planList } from './rules/list-inputs.js'
import type { ScopedPlaces } from './rules/place-scope.js'
import type { Access, DependentAccess, Hydrate, ScanRequest } from './scan-request.js'
import { widenAccess, type TableAccess } from './table-access.js'
import { certainProperties, identifierProperties } from './table.js'

/**
 * Decides the calls: which regions, GetResource or ListResources, with which inputs, and what to hydrate.
 * Relations that the optimized plan does not scan (a contradiction) are not fetched.
 * @throws AppError LIST_INPUT_REQUIRED, IDENTIFIER_REQUIRED, UNSUPPORTED_STATEMENT
 */
export function planScans(
  relations: readonly BoundRelation[],
  accesses: readonly TableAccess[],
  context: PlanContext,
): ScanRequest[] {
  const alone = relations.flatMap((relation) => {
    const places = context.places.get(relation)
    const own = accesses.filter(
      (access) =>
        access.catalog === relation.catalog &&
        access.schema === relation.schema &&
        access.table === relation.name,
    )
    if (own.length === 0 || places === undefined) return []
    return [candidateFor(relation, own.reduce(widenAccess), { ...context, own: places })]
  })
  const candidates = context.rules.has('region-predicate') ? narrowPlaces(alone) : alone
  const dependent = chooseDependent(candidates, context)
  const scans = new Map<string, ScanRequest>()
  for (const candidate of candidates) {
    const scan = settled(candidate.alone, dependent)
    const question = questionOf(scan)
    const same = scans.get(question)
    scans.set(question, same === undefined ? scan : share(same, scan))
  }
  return sourcesFirst([...scans.values()])
}

/** The scan by keys of others where that was chosen, else by itself. */
function settled(
  alone: Candidate['alone'],
  dependent: ReadonlyMap<BoundRelation, DependentAccess>,
): ScanRequest {
  const [relation] = alone.relations
  const access = relation && dependent.get(relation)
  if (access !== undefined) {
    const { relations, schema, scopedBy, connectionsBy, properties } = alone
    const places = foldPlaces(alone.places, schema.reach, access)
    // No limit: rows that find no partner are not among those that a LIMIT counts.
    return { relations, schema, places, scopedBy, connectionsBy, properties, access }
  }
  if (AppError.is(alone.access)) throw alone.access
  const places = foldPlaces(alone.places, alone.schema.reach, alone.access)
  return { ...alone, places, access: alone.access }
}

/** Scans in an order in which each comes after those that give its keys. */
function sourcesFirst(scans: readonly ScanRequest[]): ScanRequest[] {
  const ordered: ScanRequest[] = []
  const add = (scan: ScanRequest): void => {
    if (ordered.includes(scan)) return
    const sources = scan.access.kind === 'dependent' ? scan.access.keysFrom : []
    for (const { relation } of sources) {
      const above = scans.find(({ relations }) => relations.some((each) => each === relation))
      if (above !== undefined && above !== scan) add(above)
    }
    ordered.push(scan)
  }
  scans.forEach(add)
  return ordered
}

function candidateFor(
  relation: BoundRelation,
  access: TableAccess,
  context: PlanContext & { readonly own: ScopedPlaces },
): Candidate {
  const reference = interpret(relation, access)
  const readable = relation.table.schema.handlers.read !== undefined
  return {
    reference,
    bindings: access.bindings,
    hydrate: hydration(reference, context, readable),
    alone: {
      relations: [relation],
      schema: relation.table.schema,
      ...context.own,
      access: planned(() => planAccess(reference, context)),
      properties: [...reference.needed],
      ...limitOf(reference, context),
    },
  }
}

/** An access, or why there is none: keys of another table may yet give one. */
function planned(plan: () => Access): Access | AppError {
  try {
    return plan()
  } catch (error) {
    if (AppError.is(error) && WITHOUT_KEYS.has(error.code)) return error
    throw error
  }
}

const WITHOUT_KEYS = new Set(['IDENTIFIER_REQUIRED', 'LIST_INPUT_REQUIRED'])

function interpret(relation: BoundRelation, access: TableAccess): ReferenceAccess {
  const properties = new Map<string, Condition>()
  let identifier: Condition | undefined
  for (const column of relation.columns) {
    const condition = access.conditions.get(column.name)
    if (condition === undefined) continue
    const { source } = column
    if (source.kind === 'identifier') identifier = condition
    else if (source.kind === 'property' && isKeyType(relation, column.type)) {
      properties.set(source.property, both(properties.get(source.property), condition))
    }
  }
  const needed = new Set(access.columns)
  const limit = relation.columns.every(
    ({ name, source }) => source.kind === 'place' || !access.conditions.has(name),
  )
    ? access.limit
    : undefined
  return {
    ...(limit === undefined ? {} : { limit }),
    relation,
    identifier,
    properties,
    needed: new Set(
      relation.columns.flatMap(({ name, source }) =>
        needed.has(name) && source.kind === 'property' ? [source.property] : [],
      ),
    ),
  }
}

/** Cloud Control takes texts as keys; services with APIs of their own number their resources, too. */
function isKeyType({ table }: BoundRelation, type: SqlType): boolean {
  return type === 'VARCHAR' || (type === 'BIGINT' && table.schema.document !== undefined)
}

/**
 * A LIMIT stops the scan early where only places are spoken of: they are chosen by that very predicate, so that
 * none of their rows fails it.
 */
function limitOf({ limit, relation }: ReferenceAccess, context: PlanContext): { limit?: number } {
  if (limit === undefined || !context.rules.has('limit')) return {}
  const places = context.places.get(relation)
  const isChosen = places?.scopedBy === 'statement' || places?.connectionsBy === 'statement'
  return !isChosen || context.rules.has('region-predicate') ? { limit } : {}
}

function planAccess(reference: ReferenceAccess, context: PlanContext): Access {
  const { schema, listOnly, entry } = reference.relation.table
  const builtin = builtinOf(schema)
  if (builtin !== undefined) return planBuiltin(builtin, reference, context)
  const stated = statedIdentifiers(reference)
  const identifiers =
    (context.rules.has('identifier-get') ? stated : undefined) ??
    identifiersOfParts(reference, context.rules)
  const isTarget = reference.relation.offset === context.targetOffset
  if (identifiers !== undefined && isTarget && reference.needed.size === 0) {
    return { kind: 'given', identifiers }
  }
  const readable = schema.handlers.read !== undefined
  if (identifiers !== undefined && readable && !listOnly) return { kind: 'get', identifiers }
  if (!entry.listable) {
    throw new AppError(
      'IDENTIFIER_REQUIRED',
      `${schema.typeName} has no list handler: it is read one by one`,
      {
        hint: `add WHERE Identifier = '${identifierProperties(schema)
          .map((part) => `<${part}>`)
          .join('|')}'`,
        typeName: schema.typeName,
      },
    )
  }
  const hydrate = hydration(reference, context, readable)
  const list = planList(schema, reference.properties, hydrate, context)
  return stated === undefined ? list : { ...list, stated }
}

/** GetResource fills what a list row lacks; identifier parts and write-only properties never need one. */
function hydration(reference: ReferenceAccess, context: PlanContext, readable: boolean): Hydrate {
  const { schema, listOnly } = reference.relation.table
  if (listOnly || !readable) return 'never'
  if (!context.rules.has('hydrate-columns')) return 'always'
  const free = certainProperties(schema)
  return [...reference.needed].every((property) => free.has(property)) ? 'never' : 'missing'
}

/** References that ask the same share the calls; hydration is the greater of what they need. */
function share(a: ScanRequest, b: ScanRequest): ScanRequest {
  const order: readonly Hydrate[] = ['never', 'missing', 'always']
  const greater = (one: Hydrate, other: Hydrate): Hydrate =>
    order[Math.max(order.indexOf(one), order.indexOf(other))] ?? 'always'
  let { access } = a
  if (access.kind === 'list' && b.access.kind === 'list') {
    const hydrate = greater(access.hydrate, b.access.hydrate)
    // What one reference says may not choose what the other one needs.
    access = { ...access, hydrate, said: new Map() }
  } else if (access.kind === 'dependent' && b.access.kind === 'dependent') {
    access = { ...access, hydrate: greater(access.hydrate, b.access.hydrate) }
  }
  return {
    schema: a.schema,
    places: a.places,
    scopedBy: a.scopedBy,
    connectionsBy: a.connectionsBy,
    access,
    relations: [...a.relations, ...b.relations],
    properties: [...new Set([...a.properties, ...b.properties])],
  }
}
