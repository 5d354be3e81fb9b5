import { AppError } from '../../errors/index.js'
import type { Json } from '../../util/index.js'
import type { Filter } from '../template/context.js'
import { isForbiddenName } from '../template/members.js'
import type { Value } from '../template/values.js'
import { fromJsonText, plain } from '../template/values.js'

/** A filter as nunjucks has it. */
export type ForeignFilter = (...args: unknown[]) => unknown

/**
 * Filters of nunjucks that only compute. `random` is left out: the same input must give the same text.
 */
export const BORROWED_NAMES = [
  ...[
    'abs',
    'batch',
    'capitalize',
    'dictsort',
    'e',
    'escape',
    'first',
    'float',
    'groupby',
    'indent',
  ],
  ...[
    'int',
    'join',
    'last',
    'list',
    'lower',
    'reject',
    'rejectattr',
    'replace',
    'reverse',
    'round',
  ],
  ...['select', 'selectattr', 'slice', 'sort', 'string', 'striptags', 'sum', 'title', 'trim'],
  ...['truncate', 'upper', 'urlencode', 'wordcount'],
]

/** Filters that want the list or object behind a text. */
const TAKES_DATA = new Set(
  ['batch', 'dictsort', 'first', 'groupby', 'join', 'last', 'list', 'reject', 'rejectattr'].concat([
    'reverse',
    'select',
    'selectattr',
    'slice',
    'sort',
    'sum',
  ]),
)

/** Largest number a filter takes as an argument: widths and counts make text. */
const MAX_ARGUMENT = 10_000

/** Wraps a filter of nunjucks: data goes in and comes out, and attribute names cannot reach the language. */
export function borrowFilter(name: string, filter: ForeignFilter): Filter {
  return (value, args, named) => {
    const given = TAKES_DATA.has(name) ? fromJsonText(value) : value
    const plainArgs = args.map(argument)
    const keywords = Object.fromEntries([...named].map(([key, one]) => [key, argument(one)]))
    const tail = named.size > 0 ? [{ ...keywords, __keywords: true }] : []
    return result(filter(plain(given), ...plainArgs, ...tail))
  }
}

function argument(value: Value): Json | RegExp {
  if (value instanceof RegExp) return value
  if (typeof value === 'number' && Math.abs(value) > MAX_ARGUMENT) {
    throw new AppError('TEMPLATE_FORBIDDEN', `arguments go up to ${MAX_ARGUMENT}`)
  }
  if (typeof value === 'string' && value.split('.').some(isForbiddenName)) {
    throw new AppError('TEMPLATE_FORBIDDEN', `the attribute "${value}" is not allowed`)
  }
  return plain(value)
}

/** nunjucks wraps texts it holds safe, and hands through what JSON does not have. */
function result(value: unknown): Value {
  if (value === undefined || value === null || typeof value === 'function') return null
  if (typeof value !== 'object') return value as Value
  if (value instanceof String) return value.toString()
  return JSON.parse(JSON.stringify(value)) as Json
}
