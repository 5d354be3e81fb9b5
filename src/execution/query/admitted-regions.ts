import { AppError } from '../../errors/index.js'
import {
  CANDIDATE,
  type BoundQuery,
  type BoundRelation,
  type SystemTable,
} from '../../plan/index.js'
import { isJsonObject, type Json } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { collectRows } from './collect-rows.js'

const CANDIDATES = `SELECT region FROM skyql.regions AS "${CANDIDATE}" WHERE true AND true`

/** Tables of skyql that running a query needs: those it names, and the regions that its predicates choose from. */
export function systemTablesOf({ systemTables, relations }: BoundQuery): SystemTable[] {
  const choosing = relations.some(({ regionPredicates }) => regionPredicates.length > 0)
  return [...new Set<SystemTable>([...systemTables, ...(choosing ? (['regions'] as const) : [])])]
}

/**
 * The known regions that predicates on a region alone admit, by DuckDB's own word. A predicate that it cannot
 * evaluate by itself admits all: the statement evaluates it again anyway.
 */
export async function admittedRegionsOf(
  { relations }: BoundQuery,
  context: ExecutionContext,
): Promise<ReadonlyMap<BoundRelation, readonly string[]>> {
  const admitted = new Map<BoundRelation, readonly string[]>()
  if (!context.rules.has('region-predicate')) return admitted
  for (const relation of relations) {
    const { regionPredicates, columns } = relation
    const region = columns.find(({ name }) => name === 'region')
    if (regionPredicates.length === 0 || region?.source.kind !== 'region') continue
    const regions = await evaluated(regionPredicates, context)
    if (regions !== undefined) admitted.set(relation, regions)
  }
  return admitted
}

async function evaluated(
  predicates: readonly Json[],
  { engine }: ExecutionContext,
): Promise<readonly string[] | undefined> {
  try {
    const template = await engine.syntaxTree(CANDIDATES)
    const sql = await engine.sqlOf(withConjuncts(template, predicates))
    const rows = await collectRows(await engine.query(sql))
    return rows.flatMap(([region]) => (typeof region === 'string' ? [region] : []))
  } catch (error) {
    if (AppError.is(error) && error.code !== 'CANCELLED') return undefined
    throw error
  }
}

/** The template with these predicates in place of its two. */
function withConjuncts(template: Json, predicates: readonly Json[]): Json {
  const replace = (node: Json): Json => {
    if (Array.isArray(node)) return (node as readonly Json[]).map(replace)
    if (!isJsonObject(node)) return node
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        if (key === 'query_location') return [key, 0]
        if (key !== 'where_clause' || !isJsonObject(value)) return [key, replace(value)]
        // A conjunction takes two at the least.
        return [key, { ...value, query_location: 0, children: [...predicates, ...predicates] }]
      }),
    )
  }
  return replace(template)
}
