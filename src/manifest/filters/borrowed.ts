import { AppError } from '../../errors/index.js'
import { jsonText, parseJson, type Json } from '../../util/index.js'
import type { Filter } from '../template/context.js'
import { isForbiddenName } from '../template/members.js'
import type { Value } from '../template/values.js'
import { fromJsonText, plain, toText } from '../template/values.js'
import { replacePattern } from './replace-pattern.js'

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

/** Longest text whose tags are taken out, which takes time with its square. Characters. */
const MOST_MARKUP = 20_000

/** Largest number a filter takes as an argument: widths and counts make text. */
const MAX_ARGUMENT = 10_000

/** Wraps a filter of nunjucks: data goes in and comes out, and attribute names cannot reach the language. */
export function borrowFilter(name: string, filter: ForeignFilter): Filter {
  return (value, args, named) => {
    const given = TAKES_DATA.has(name) ? fromJsonText(value) : value
    if (name === 'replace' && args[0] instanceof RegExp) return replacePattern(toText(given), args)
    if (name === 'trim') return toText(given).trim()
    if (name === 'striptags' && toText(given).length > MOST_MARKUP) {
      throw new AppError('TEMPLATE_FORBIDDEN', `it takes up to ${MOST_MARKUP} characters`)
    }
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
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new AppError('TEMPLATE_FILTER', 'the result is no finite number')
  }
  if (typeof value !== 'object') return value as Value
  if (value instanceof String) return value.toString()
  return parseJson(jsonText(value)) as Json
}
