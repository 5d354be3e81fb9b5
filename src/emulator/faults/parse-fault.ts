import { AppError } from '../../errors/index.js'
import { nearest } from '../../util/index.js'
import type { AnyOperation } from '../protocol.js'
import { OPERATIONS, SERVICE_OPERATIONS, isOperation, isServiceOperation } from '../protocol.js'
import type { DropMoment, FaultKind, FaultRule } from './fault-rule.js'
import { FAULT_KINDS } from './fault-rule.js'

const MILLISECONDS: Readonly<Partial<Record<FaultKind, number>>> = {
  'slow-page': 1_000,
  'notfound-after-create': 3_000,
  'stale-list': 3_000,
  'not-stabilized': 1_000,
}

/**
 * Reads one `--fault` text: `KIND[:PROBABILITY[:MS or before/after or attempts]][:FILTER=VALUE]...`, for instance
 * `throttle:0.05`, `slow-page:0.1:2000`, `drop:0.01:after:op=CreateResource`, `access-denied:region=eu-west-1`.
 * @throws AppError USAGE that names what was expected.
 */
export function parseFault(text: string): FaultRule {
  const [kind = '', ...rest] = text.split(':')
  if (!isKind(kind)) {
    const [close] = nearest(kind, Object.keys(FAULT_KINDS), 1)
    throw usage(
      text,
      `unknown fault '${kind}'`,
      `${close === undefined ? '' : `Did you mean ${close}? `}Known: ${Object.keys(FAULT_KINDS).join(', ')}.`,
    )
  }
  const plain: string[] = []
  const filters: string[] = []
  // A type name holds colons: `type=AWS::S3::Bucket` was cut into pieces above.
  for (const piece of rest) {
    const previous = filters.at(-1)
    if (piece.includes('=')) filters.push(piece)
    else if (previous === undefined) plain.push(piece)
    else filters[filters.length - 1] = `${previous}:${piece}`
  }
  const [probability, extra, ...more] = plain
  if (more.length > 0) throw usage(text, `'${more.join(':')}' is too much`, shape(kind))
  return {
    kind,
    probability: readProbability(text, probability),
    ...readExtra(text, kind, extra),
    ...readFilters(text, filters),
  }
}

const isKind = (kind: string): kind is FaultKind => Object.hasOwn(FAULT_KINDS, kind)

function readProbability(text: string, written: string | undefined): number {
  if (written === undefined || written === '') return 1
  const value = Number(written)
  if (!(value >= 0 && value <= 1)) {
    throw usage(text, `'${written}' is no probability`, 'Give a number from 0 to 1, such as 0.05.')
  }
  return value
}

function readExtra(
  text: string,
  kind: FaultKind,
  written: string | undefined,
): { readonly milliseconds?: number; readonly moment?: DropMoment; readonly times?: number } {
  const standard = MILLISECONDS[kind]
  if (standard !== undefined) {
    const milliseconds = written === undefined ? standard : Number(written)
    if (!(Number.isFinite(milliseconds) && milliseconds >= 0)) {
      throw usage(text, `'${String(written)}' is no number of milliseconds`, shape(kind))
    }
    return { milliseconds }
  }
  if (kind === 'drop') {
    const moment = written ?? 'either'
    if (moment !== 'before' && moment !== 'after' && moment !== 'either') {
      throw usage(text, `'${moment}' is no moment`, 'Give before, after or either.')
    }
    return { moment }
  }
  if (written === undefined) return {}
  if (kind !== 'step-failure') throw usage(text, `'${written}' is too much`, shape(kind))
  const times = Number(written)
  if (!(Number.isInteger(times) && times >= 1)) {
    throw usage(text, `'${written}' is no number of attempts`, shape(kind))
  }
  return { times }
}

interface Filters {
  operation?: AnyOperation
  typeName?: string
  region?: string
  account?: string
}

function readFilters(text: string, filters: readonly string[]): Filters {
  const read: Filters = {}
  for (const filter of filters) {
    const at = filter.indexOf('=')
    const name = filter.slice(0, at)
    const value = filter.slice(at + 1)
    if (name === 'op') read.operation = readOperation(text, value)
    else if (name === 'type') read.typeName = value
    else if (name === 'region') read.region = value
    else if (name === 'account') read.account = value
    else
      throw usage(text, `unknown filter '${name}'`, 'Filters are op=, type=, region= and account=.')
  }
  return read
}

function readOperation(text: string, value: string): AnyOperation {
  if (isOperation(value) || isServiceOperation(value)) return value
  const known = [...OPERATIONS, ...SERVICE_OPERATIONS]
  const [close] = nearest(value, known, 1)
  throw usage(
    text,
    `unknown operation '${value}'`,
    `${close === undefined ? '' : `Did you mean ${close}? `}Known: ${known.join(', ')}.`,
  )
}

function shape(kind: FaultKind): string {
  if (kind === 'drop') return 'Write drop:PROBABILITY:before|after|either.'
  if (kind === 'step-failure') return 'Write step-failure:PROBABILITY:ATTEMPTS.'
  return MILLISECONDS[kind] === undefined
    ? `Write ${kind}:PROBABILITY.`
    : `Write ${kind}:PROBABILITY:MILLISECONDS.`
}

const usage = (text: string, problem: string, hint: string): AppError =>
  new AppError('USAGE', `fault '${text}': ${problem}`, { hint })
