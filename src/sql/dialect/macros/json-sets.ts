import { sqliteType } from './json-functions.js'
import { keyPath } from './json-path.js'
import type { Macros } from './macro.js'

const ELEMENTS = `unnest(json_extract(j::JSON, '$[*]'))`
const KEYS = 'unnest(json_keys(j::JSON))'
const FOUND = `unnest(json_extract(skyql_json_path(j::JSON, p, '{}'), '$[*]'))`
const MEMBER = `json_extract(j::JSON, ${keyPath('k')})`

/** Functions that answer with rows: a table macro for FROM, a scalar one for a SELECT list. */
export const JSON_SETS: Macros = {
  json_array_elements: column('json_array_elements', 'value', ELEMENTS),
  jsonb_array_elements: column('jsonb_array_elements', 'value', ELEMENTS),
  json_array_elements_text: column('json_array_elements_text', 'value', text(ELEMENTS)),
  jsonb_array_elements_text: column('jsonb_array_elements_text', 'value', text(ELEMENTS)),
  json_object_keys: column('json_object_keys', 'key', KEYS),
  jsonb_object_keys: column('jsonb_object_keys', 'key', KEYS),
  jsonb_path_query: [
    `jsonb_path_query(j, p) AS TABLE SELECT ${FOUND} AS value`,
    `jsonb_path_query(j, p) AS ${FOUND}`,
  ],
  elements_numbered_: numbered('elements_numbered_', ELEMENTS),
  texts_numbered_: numbered('texts_numbered_', text(ELEMENTS)),
  unnest_numbered_: [
    'unnest_numbered_(l) AS TABLE SELECT unnest(l) AS value, generate_subscripts(l, 1) AS ordinality',
  ],
  jsonb_each: members('jsonb_each', MEMBER),
  json_each_text: members('json_each_text', text(MEMBER)),
  jsonb_each_text: members('jsonb_each_text', text(MEMBER)),
  json_each_: sqliteTable('json_each'),
  json_tree_: sqliteTable('json_tree'),
}

function text(value: string): string {
  return `json_extract_string(${value}, '$')`
}

function column(name: string, as: string, expression: string): readonly string[] {
  return [`${name}(j) AS TABLE SELECT ${expression} AS ${as}`, `${name}(j) AS ${expression}`]
}

/** Elements with their places, from 1. */
function numbered(name: string, expression: string): readonly string[] {
  const places = `generate_subscripts(json_extract(j::JSON, '$[*]'), 1)`
  return [`${name}(j) AS TABLE SELECT ${expression} AS value, ${places} AS ordinality`]
}

function members(name: string, value: string): readonly string[] {
  return [`${name}(j) AS TABLE SELECT k AS key, ${value} AS value FROM (SELECT ${KEYS} AS k)`]
}

/** SQLite gives bare values, and its own words for types. */
function sqliteTable(name: string): readonly string[] {
  const bare = `CASE type WHEN 'NULL' THEN NULL WHEN 'VARCHAR' THEN ${text('value')} ELSE value::VARCHAR END`
  const select = `SELECT key, ${bare} AS value, ${sqliteType('value')} AS type,
    CASE WHEN type NOT IN ('OBJECT', 'ARRAY') THEN ${bare} END AS atom, id, parent, fullkey, path`
  return [
    `${name}_(j) AS TABLE (${select} FROM ${name}(j::JSON)), (j, p) AS TABLE (${select} FROM ${name}(j::JSON, p))`,
  ]
}
