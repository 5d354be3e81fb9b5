import { visible } from '../../format/index.js'
import { isLacking, type StatementResult } from '../../session/index.js'

type Unit = StatementResult['coverage'][number]

/** So many failures are told one by one; more of them by what they have in common. */
const MOST_LINES = 10
/** Places that a line of many failures names. */
const MOST_PLACES = 3

/** Says who did not answer; silence about them would make a wrong answer of an incomplete one. */
export function reportCoverage(coverage: readonly Unit[]): void {
  for (const line of coverageLines(coverage)) process.stderr.write(`${line}\n`)
}

/** The lines of the report, none where all answered. */
export function coverageLines(coverage: readonly Unit[]): string[] {
  const failed = coverage.filter(isLacking)
  if (failed.length === 0) return []
  const showsConnections = new Set(coverage.map(({ connection }) => connection)).size > 1
  const placeOf = ({ connection, region }: Unit): string =>
    showsConnections ? `${connection} ${region}` : region
  const head = `warning: incomplete, ${String(failed.length)} of ${String(coverage.length)} did not answer${inFull(failed)}:`
  if (failed.length <= MOST_LINES) {
    return [head, ...failed.map((unit) => `  ${unit.table} ${placeOf(unit)}: ${reasonOf(unit)}`)]
  }
  const alike = new Map<string, Unit[]>()
  for (const unit of failed) {
    const key = `${unit.table} ${generalReason(unit)}`
    const group = alike.get(key)
    if (group === undefined) alike.set(key, [unit])
    else group.push(unit)
  }
  const groups = [...alike.values()].sort((a, b) => b.length - a.length)
  const shown = groups.slice(0, MOST_LINES).map((group) => groupLine(group, placeOf))
  const left = groups.slice(MOST_LINES).flat().length
  return [
    head,
    ...shown,
    ...(left === 0 ? [] : [`  and ${String(left)} others`]),
    '  SHOW COVERAGE in the same run, or --stats, tells of each',
  ]
}

/** Who answered for some of its resources did answer. */
function inFull(lacking: readonly Unit[]): string {
  return lacking.every(({ status }) => status === 'failed') ? '' : ' in full'
}

function groupLine(group: readonly Unit[], placeOf: (unit: Unit) => string): string {
  const [first] = group
  if (first === undefined) return ''
  if (group.length === 1) return `  ${first.table} ${placeOf(first)}: ${reasonOf(first)}`
  const places = group.slice(0, MOST_PLACES).map(placeOf).join(', ')
  const more = group.length > MOST_PLACES ? ', …' : ''
  return `  ${first.table} in ${String(group.length)} places (${places}${more}): ${reasonOf(first)}`
}

function reasonOf({ error }: Unit): string {
  return visible(error?.message ?? 'unknown')
}

/** What is left of a reason without its place: names of regions, accounts, roles and requests. */
function generalReason({ error, connection }: Unit): string {
  return `${error?.code ?? ''} ${error?.message ?? ''}`
    .replaceAll(connection, '')
    .replace(/[a-z]{2,}(?:-[a-z]+)+-\d+/g, '')
    .replace(/\d{12}/g, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')
}
