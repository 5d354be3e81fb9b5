import { AppError } from '../../errors/index.js'
import { type Json, parseJson, jsonText } from '../../util/index.js'
import type { Filter } from '../template/context.js'
import type { Value } from '../template/values.js'
import { fromJsonText, plain, SqlText, toText } from '../template/values.js'
import { generatePatchDocument } from './generate-patch-document.js'
import { mergeLists, mergeObjects, toAwsTagFilters } from './merge.js'
import { sqlEscape, sqlList } from './sql.js'

/** The filters of the stack runner. */
export const OWN_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['base64_encode', (value) => encodeBase64(toText(value))],
  ['default', byDefault],
  ['d', byDefault],
  ['dump', toJson],
  ['from_json', (value) => parse(toText(value))],
  ['generate_patch_document', (value) => generatePatchDocument(plain(value))],
  ['length', (value) => lengthOf(fromJsonText(value))],
  ['merge_lists', (value, args, named) => mergeLists(data(value), other(args, named))],
  ['merge_objects', (value, args, named) => mergeObjects(data(value), other(args, named))],
  ['safe', (value) => value],
  [
    'sql_escape',
    (value) => (value === null ? null : new SqlText('escaped', sqlEscape(plain(value)))),
  ],
  ['shell_code', (value) => new SqlText('shell-code', toText(value))],
  ['shell_quote', (value) => new SqlText('shell', `'${toText(value).replaceAll("'", `'\\''`)}'`)],
  ['sql_list', (value) => new SqlText('expression', sqlList(data(value)))],
  ['to_aws_tag_filters', (value) => toAwsTagFilters(data(value))],
  ['to_json', toJson],
  ['tojson', toJson],
])

function data(value: Value): Json {
  return plain(fromJsonText(value))
}

function other(args: readonly Value[], named: ReadonlyMap<string, Value>): Json {
  const value = args[0] ?? named.get('other')
  if (value === undefined) throw new AppError('TEMPLATE_FILTER', 'it takes a second value')
  return data(value)
}

function byDefault(value: Value, [fallback = '', falsy]: readonly Value[]): Value {
  if (value === undefined) return fallback
  return falsy === true && !(value ?? false) ? fallback : value
}

function toJson(value: Value, [indent]: readonly Value[]): Value {
  const spaces = typeof indent === 'number' ? Math.min(indent, 8) : 0
  return jsonText(plain(value), undefined, spaces)
}

function parse(text: string): Json {
  try {
    return parseJson(text) as Json
  } catch (error) {
    throw new AppError('TEMPLATE_FILTER', `not valid JSON: ${AppError.from(error).message}`)
  }
}

function lengthOf(value: Value): number {
  const counted = plain(value)
  if (typeof counted === 'string' || Array.isArray(counted)) return counted.length
  return typeof counted === 'object' && counted !== null ? Object.keys(counted).length : 0
}

function encodeBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
