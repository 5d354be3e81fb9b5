import type { CallEstimate } from '../estimate.js'
import type { ExplainReport, ReportNode, ScanActual, ScanReport } from './explain-report.js'

/** A report as lines for people: a tree, its scans with what they cost, then the SQL of DuckDB. */
export function explainText(report: ExplainReport): string[] {
  const { tree, scans, actual, sql } = report
  const told = new Set<number>()
  const shown = { scans, told }
  const lines = tree.flatMap((root) => nodeLines(root, { own: '', below: '' }, shown))
  // Where DuckDB's plan cannot be read its scans stand alone.
  const others = scans
    .filter(({ id }) => !told.has(id))
    .flatMap((scan) => [`scan ${String(scan.id)} ${scan.tables.join(', ')}`, ...detailLines(scan)])
  return [
    ...(scans.length === 0 ? ['no calls'] : []),
    ...lines,
    ...others,
    ...(scans.length === 0 ? [] : [`estimate: ${estimateText(report.estimate)}`]),
    ...(actual === undefined
      ? []
      : [
          `actual: ${counted(actual.calls, 'call')}, ${counted(actual.rows, 'row')}, ${time(actual.ms)}, DuckDB's part ${time(actual.duckdb_ms)}`,
        ]),
    `DuckDB: ${sql}`,
  ]
}

interface Indent {
  readonly own: string
  readonly below: string
}

interface Shown {
  readonly scans: readonly ScanReport[]
  readonly told: Set<number>
}

function nodeLines(node: ReportNode, { own, below }: Indent, shown: Shown): string[] {
  const last = node.children.length - 1
  return [
    `${own}${headOf(node)}`,
    ...aboutScan(node, shown).map((line) => `${below}${last >= 0 ? '│ ' : '  '}${line}`),
    ...node.children.flatMap((each, index) =>
      nodeLines(
        each,
        index === last
          ? { own: `${below}└─ `, below: `${below}   ` }
          : { own: `${below}├─ `, below: `${below}│  ` },
        shown,
      ),
    ),
  ]
}

function headOf({ operator, detail, scan }: ReportNode): string {
  const id = scan === undefined ? '' : ` ${String(scan)}`
  return `${operator}${id} ${detail}`.trim()
}

function aboutScan({ scan: id, pushed = [], remaining = [] }: ReportNode, shown: Shown): string[] {
  const scan = shown.scans.find((each) => each.id === id)
  const predicates = [
    ...(pushed.length === 0 ? [] : [`pushed: ${pushed.join(' AND ')}`]),
    ...(remaining.length === 0 ? [] : [`remaining: ${remaining.join(' AND ')}`]),
  ]
  if (scan === undefined) return predicates
  if (shown.told.has(scan.id)) return ['its rows are fetched once, see above', ...predicates]
  shown.told.add(scan.id)
  const [calls, others] = [callLines(scan), costLines(scan)]
  return [...calls, ...predicates, ...others]
}

function detailLines(scan: ScanReport): string[] {
  return [...callLines(scan), ...costLines(scan)].map((line) => `  ${line}`)
}

function callLines({ calls }: ScanReport): readonly string[] {
  return calls.map((line) => line.replace(/ -> .*$/, ''))
}

function costLines({ hydrate, limit, estimate, actual }: ScanReport): string[] {
  return [
    ...[...new Set(hydrate.columns.map(({ why }) => why))].map((why) => {
      const alike = hydrate.columns.filter((each) => each.why === why)
      return `hydrate: ${alike.map(({ column }) => column).join(', ')}; ${why}`
    }),
    ...(limit === null ? [] : [`limit: ${counted(limit, 'row')}`]),
    `estimate: ${estimateText(estimate)}`,
    ...(actual === undefined ? [] : [`actual: ${actualText(actual)}`]),
  ]
}

function estimateText({ calls, exact }: CallEstimate): string {
  return `${exact ? '' : 'at least '}${counted(calls, 'call')}`
}

function actualText({ calls, pages, rows, retries, throttles, ms, units }: ScanActual): string {
  const unwell = (['failed', 'skipped'] as const)
    .filter((status) => units[status] > 0)
    .map((status) => `${String(units[status])} ${status}`)
  return [
    counted(calls, 'call'),
    counted(pages, 'page'),
    counted(rows, 'row'),
    ...(retries > 0 ? [`${String(retries)} retried`] : []),
    ...(throttles > 0 ? [`${String(throttles)} throttled`] : []),
    ...unwell,
    time(ms),
  ].join(', ')
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}

function time(ms: number): string {
  return ms < 1_000 ? `${String(Math.round(ms * 10) / 10)} ms` : `${(ms / 1_000).toFixed(2)} s`
}
