import { AppError } from '../../errors/index.js'
import type { Value } from './values.js'
import { Callable } from './values.js'

/** Most numbers that `range` makes. */
const MAX_RANGE = 10_000

/** What makes the values of builtins that are not the same each time. */
export interface Makers {
  readonly uuid?: () => string
  readonly idempotencyToken?: () => string
}

/** Functions and values that every template has. */
export function builtins(options: Makers): ReadonlyMap<string, () => Value> {
  const { uuid, idempotencyToken } = options
  const made = new Map<string, () => Value>([
    ['range', () => new Callable(range)],
    // As Python spells them.
    ['True', () => true],
    ['False', () => false],
    ['None', () => null],
  ])
  if (uuid !== undefined) made.set('uuid', () => new Callable(() => uuid()))
  if (idempotencyToken !== undefined) {
    let token: string | undefined
    made.set('idempotency_token', () => (token ??= idempotencyToken()))
  }
  return made
}

function range(args: readonly Value[]): Value {
  const [first = 0, second, step = 1] = args.map(Number)
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  const count = Math.max(0, Math.ceil((stop - start) / step))
  if (!(count <= MAX_RANGE)) {
    throw new AppError('TEMPLATE_FORBIDDEN', `range makes at most ${MAX_RANGE} numbers`)
  }
  return Array.from({ length: count }, (_none, index) => start + index * step)
}
