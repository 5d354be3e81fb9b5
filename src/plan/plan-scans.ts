import { AppError } from '../errors/index.js'
import { canonicalJson } from '../util/index.js'
import type { BoundRelation } from './bind-query.js'
import { both, type Condition } from './condition.js'
import type { PlanContext, ReferenceAccess } from './plan-context.js'
import { identifiersOfParts, statedIdentifiers } from './rules/identifier-get.js'
import { planList } from './rules/list-inputs.js'
import type { ScopedPlaces } from './rules/place-scope.js'
import type { Access, Hydrate, ScanRequest } from './scan-request.js'
import { widenAccess, type TableAccess } from './table-access.js'
import { identifierProperties } from './table.js'

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
  const scans = new Map<string, ScanRequest>()
  for (const relation of relations) {
    const places = context.places.get(relation)
    if (places === undefined) continue
    const own = accesses.filter(
      (access) =>
        access.catalog === relation.catalog &&
        access.schema === relation.schema &&
        access.table === relation.name,
    )
    if (own.length === 0) continue
    const scan = {
      ...planScan(interpret(relation, own.reduce(widenAccess)), context),
      ...places,
    }
    const question = canonicalJson([
      scan.schema.typeName,
      scan.places.map(({ connection, region }) => [connection, region]),
      questionOf(scan.access),
    ])
    const same = scans.get(question)
    scans.set(question, same === undefined ? scan : share(same, scan))
  }
  return [...scans.values()]
}

function interpret(relation: BoundRelation, access: TableAccess): ReferenceAccess {
  const properties = new Map<string, Condition>()
  let identifier: Condition | undefined
  for (const column of relation.columns) {
    const condition = access.conditions.get(column.name)
    if (condition === undefined) continue
    const { source } = column
    if (source.kind === 'identifier') identifier = condition
    else if (source.kind === 'property' && column.type === 'VARCHAR') {
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

function planScan(
  reference: ReferenceAccess,
  context: PlanContext,
): Omit<ScanRequest, keyof ScopedPlaces> {
  const { relation } = reference
  return {
    relations: [relation],
    schema: relation.table.schema,
    access: planAccess(reference, context),
    properties: [...reference.needed],
    ...limitOf(reference, context),
  }
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
  const free = new Set([
    ...identifierProperties(schema),
    ...(schema.writeOnlyProperties ?? []).map((pointer) => pointer.slice('/properties/'.length)),
  ])
  return [...reference.needed].every((property) => free.has(property)) ? 'never' : 'missing'
}

function questionOf(access: Access): string {
  if (access.kind !== 'list') {
    return `${access.kind} ${canonicalJson(access.identifiers.map(({ written }) => written))}`
  }
  const parents = access.parents.map(({ schema, access: above }) => [
    schema.typeName,
    questionOf(above),
  ])
  const stated = access.stated?.map(({ written }) => written) ?? null
  return canonicalJson([access.inputs, parents, stated])
}

/** References that ask the same share the calls; hydration is the greater of what they need. */
function share(a: ScanRequest, b: ScanRequest): ScanRequest {
  const order: readonly Hydrate[] = ['never', 'missing', 'always']
  const access: Access =
    a.access.kind === 'list' && b.access.kind === 'list'
      ? {
          ...a.access,
          hydrate:
            order[Math.max(order.indexOf(a.access.hydrate), order.indexOf(b.access.hydrate))] ??
            'always',
        }
      : a.access
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
