import {
  hiddenNames,
  isSecretName,
  maskExpression,
  maskStatement,
  touchesSecrets,
} from '../../resource/index.js'
import type { BoundRelation } from '../bind-query.js'
import { estimateCalls, sumEstimates, type CallEstimate } from '../estimate.js'
import { explainScan } from '../explain.js'
import { isPlaceColumn } from '../place.js'
import type { KeySource, ListAccess, ScanRequest } from '../scan-request.js'
import { identifierProperties } from '../table.js'
import type { Json } from '../../util/index.js'
import { hydratedColumns, type HydratedColumn, type ListTrust } from './hydrated-columns.js'
import { planTree, type PlanNode } from './plan-tree.js'
import type { ScanPredicate } from './scan-predicates.js'

/** What EXPLAIN tells, in the shape of `EXPLAIN … -o json`. Stable: members are added, none changes or goes. */
export interface ExplainReport {
  readonly version: 1
  readonly statement: 'query'
  /** What DuckDB runs over the fetched rows. */
  readonly sql: string
  /** DuckDB's plan, its scans as leaves; empty where the plan has no serial form. */
  readonly tree: readonly ReportNode[]
  readonly scans: readonly ScanReport[]
  readonly estimate: CallEstimate
  readonly actual?: StatementActual
}

export interface ReportNode {
  readonly operator: string
  readonly detail: string
  readonly children: readonly ReportNode[]
  /** Of a table: the `id` of the scan that fills it. Absent where nothing is fetched. */
  readonly scan?: number
  /** Predicates that chose the calls, in DuckDB's reading; DuckDB evaluates them again. */
  readonly pushed?: readonly string[]
  /** Predicates that DuckDB alone evaluates. */
  readonly remaining?: readonly string[]
}

export interface ScanReport {
  readonly id: number
  readonly tables: readonly string[]
  readonly type: string
  readonly access: ScanRequest['access']['kind']
  /** The calls as lines; indented ones are made for what the line above brings. */
  readonly calls: readonly string[]
  /** Of a dependent scan: the tables whose rows give its keys (null for rows that are stated), and which of theirs. */
  readonly keysFrom?: readonly {
    readonly table: string | null
    readonly keys: Readonly<Record<string, string>>
  }[]
  readonly scope: {
    readonly regions: readonly string[]
    readonly from: ScanRequest['scopedBy']
    readonly connections: readonly string[]
    readonly connectionsFrom: ScanRequest['scopedBy']
  }
  readonly hydrate: {
    readonly when: ListAccess['hydrate']
    readonly columns: readonly HydratedColumn[]
  }
  readonly limit: number | null
  readonly estimate: CallEstimate
  readonly actual?: ScanActual
}

/** What a scan cost; `ms` from its first call to its last row. */
export interface ScanActual {
  readonly calls: number
  readonly pages: number
  readonly rows: number
  readonly retries: number
  readonly throttles: number
  readonly ms: number
  /** Units (a table in a region) by what came of them. */
  readonly units: Readonly<Record<'done' | 'empty' | 'failed' | 'skipped', number>>
}

export interface StatementActual {
  readonly calls: number
  readonly rows: number
  readonly ms: number
  /** DuckDB's own part of it: from the last row loaded to the last row of the answer. */
  readonly duckdb_ms: number
}

interface Explained {
  readonly sql: string
  readonly plan: Json | undefined
  readonly relations: readonly BoundRelation[]
  readonly scans: readonly ScanRequest[]
  readonly trust: ListTrust
}

/** The report of a query that is planned and not run. */
export function explainReport({ sql, plan, relations, scans, trust }: Explained): ExplainReport {
  const names = new Set(relations.flatMap(({ table }) => hiddenNames(table.schema)).map(folded))
  const isSecret = (name: string): boolean => isSecretName(name) || names.has(folded(name))
  // DuckDB puts literals together: what it made of them is hidden wherever the statement has to do with secrets.
  const mask = touchesSecrets(sql, isSecret) ? maskExpression : maskStatement
  const shown = (node: ReportNode): ReportNode => ({
    ...node,
    detail: mask(node.detail, isSecret),
    ...(node.pushed && { pushed: node.pushed.map((each) => mask(each, isSecret)) }),
    ...(node.remaining && { remaining: node.remaining.map((each) => mask(each, isSecret)) }),
    children: node.children.map(shown),
  })
  return {
    version: 1,
    statement: 'query',
    sql: maskStatement(sql, isSecret).replace(/\s+/g, ' ').trim(),
    tree: plan === undefined ? [] : planTree(plan).map((node) => shown(reportNode(node, scans))),
    scans: scans.map((scan, index) => scanReport(scan, index + 1, trust)),
    estimate: sumEstimates(scans.map(estimateCalls)),
  }
}

function reportNode(node: PlanNode, scans: readonly ScanRequest[]): ReportNode {
  const { operator, detail, table, predicates = [] } = node
  const children = node.children.map((each) => reportNode(each, scans))
  if (table === undefined) return { operator, detail, children }
  const isRead = (relation: BoundRelation): boolean =>
    relation.catalog === table.catalog &&
    relation.schema === table.schema &&
    relation.name === table.name
  const at = scans.findIndex(({ relations }) => relations.some(isRead))
  const scan = scans[at]
  const relation = scan?.relations.find(isRead)
  const columns =
    scan === undefined || relation === undefined
      ? new Set<string>()
      : choosingColumns(scan, relation)
  const chose = (predicate: ScanPredicate): boolean =>
    predicate.columns.length > 0 &&
    predicate.columns.every((name) => columns.has(name)) &&
    (predicate.readable || predicate.columns.every((name) => isPlaceColumn(name)))
  return {
    operator,
    detail,
    children,
    ...(scan === undefined ? {} : { scan: at + 1 }),
    pushed: predicates.filter(chose).map((each) => each.text),
    remaining: predicates.filter((each) => !chose(each)).map((each) => each.text),
  }
}

const folded = (name: string): string => name.replaceAll('_', '').toLowerCase()

/** The columns of a relation whose predicates decide which calls its scan makes. */
function choosingColumns(scan: ScanRequest, { columns, table }: BoundRelation): Set<string> {
  const { access } = scan
  const properties = new Set(
    access.kind === 'list' ? statedInputs(access) : identifierProperties(table.schema),
  )
  const chosen = columns.filter(({ source }) => {
    if (source.kind === 'property') return properties.has(source.property)
    if (source.kind === 'identifier') return access.kind !== 'list'
    return source.column === 'region'
      ? scan.scopedBy === 'statement'
      : scan.connectionsBy === 'statement'
  })
  return new Set(chosen.map(({ name }) => name))
}

/** Inputs that the statement gives, of the list itself or of one above it. */
function statedInputs({ inputs, parents }: ListAccess): string[] {
  const own = inputs.flatMap((model) => Object.keys(model))
  const above = parents.flatMap(({ supplies, access }) => {
    const given = new Set(statedInputs(access))
    return Object.entries(supplies).flatMap(([input, property]) =>
      given.has(property) ? [input] : [],
    )
  })
  return [...new Set([...own, ...above])]
}

function keysReport({ relation, keys }: KeySource): NonNullable<ScanReport['keysFrom']>[number] {
  return {
    table:
      relation === undefined ? null : [relation.catalog, relation.schema, relation.name].join('.'),
    keys: Object.fromEntries(
      Object.entries(keys).map(([name, { sql, column }]) => [name, column ?? sql]),
    ),
  }
}

function scanReport(scan: ScanRequest, id: number, trust: ListTrust): ScanReport {
  const { access } = scan
  return {
    id,
    tables: scan.relations.map(({ catalog, schema, name }) => `${catalog}.${schema}.${name}`),
    type: scan.schema.typeName,
    access: access.kind,
    calls: explainScan(scan),
    ...(access.kind === 'dependent' ? { keysFrom: access.keysFrom.map(keysReport) } : {}),
    scope: {
      regions: [...new Set(scan.places.map(({ region }) => region))],
      from: scan.scopedBy,
      connections: [...new Set(scan.places.map(({ connection }) => connection))],
      connectionsFrom: scan.connectionsBy,
    },
    hydrate: {
      when: access.kind === 'list' ? access.hydrate : 'never',
      columns: access.kind === 'list' ? hydratedColumns(scan, access.hydrate, trust) : [],
    },
    limit: scan.limit ?? null,
    estimate: estimateCalls(scan),
  }
}
