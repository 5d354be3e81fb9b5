import type { Macros } from './macro.js'

export const JSON_FUNCTIONS: Macros = {
  json_xtract_: [
    'json_xtract_(a, p) AS json_extract_string(a::JSON, p), (a, p, q) AS json_extract(a::JSON, [p, q])::JSON, (a, p, q, r) AS json_extract(a::JSON, [p, q, r])::JSON',
  ],
  json_type_: [
    `json_type_(j) AS ${sqliteType('j::JSON')}, (j, p) AS ${sqliteType('json_extract(j::JSON, p)')}`,
  ],
  json_typeof: [`json_typeof(j) AS ${postgresType('j::JSON')}`],
  jsonb_typeof: [`jsonb_typeof(j) AS ${postgresType('j::JSON')}`],
  jsonb_array_length: ['jsonb_array_length(j) AS json_array_length(j::JSON)::BIGINT'],
  json_array_length_: [
    'json_array_length_(j) AS json_array_length(j::JSON)::BIGINT, (j, p) AS json_array_length(j::JSON, p)::BIGINT',
  ],
  json_strip_nulls: ['json_strip_nulls(j) AS skyql_json_strip_nulls(j::JSON)::JSON'],
  jsonb_strip_nulls: ['jsonb_strip_nulls(j) AS skyql_json_strip_nulls(j::JSON)::JSON'],
  jsonb_insert: [
    `jsonb_insert(j, p, v) AS skyql_json_insert_at(j::JSON, to_json(p), v::JSON, 'before')::JSON,
     (j, p, v, after) AS skyql_json_insert_at(j::JSON, to_json(p), v::JSON, CASE WHEN after THEN 'after' ELSE 'before' END)::JSON`,
  ],
  to_jsonb: ['to_jsonb(a) AS to_json(a)'],
  jsonb_pretty: ['jsonb_pretty(j) AS json_pretty(j::JSON)'],
  json_patch: ['json_patch(j, patch) AS json_merge_patch(j::JSON, patch::JSON)'],
  json_equal: ['json_equal(a, b) AS skyql_json_equal(a, b)'],
  aws_policy_equal: ['aws_policy_equal(a, b) AS skyql_policy_equal(a, b)'],
  json_set: writing('json_set', 'set'),
  json_insert: writing('json_insert', 'insert'),
  json_replace: writing('json_replace', 'replace'),
  json_remove: [
    overloads('json_remove', ['p', 'q', 'r', 's'], (j, p) => `skyql_json_remove(${j}, ${p})`),
  ],
  jsonb_set: [
    `jsonb_set(j, p, v) AS skyql_json_set_at(j::JSON, to_json(p), v::JSON, 'make')::JSON,
     (j, p, v, make) AS skyql_json_set_at(j::JSON, to_json(p), v::JSON, CASE WHEN make THEN 'make' ELSE 'keep' END)::JSON`,
  ],
  jsonb_path_query_array: [withVariables('jsonb_path_query_array', (found) => `${found}::JSON`)],
  jsonb_path_query_first: [
    withVariables('jsonb_path_query_first', (found) => `json_extract(${found}, '$[0]')`),
  ],
  jsonb_path_exists: [
    withVariables('jsonb_path_exists', (found) => `json_array_length(${found}) > 0`),
  ],
  jsonb_path_match: [
    withVariables('jsonb_path_match', (found) => `json_extract(${found}, '$[0]')::BOOLEAN`),
  ],
  json_extract_path: [byKeys('json_extract_path', '::JSON')],
  jsonb_extract_path: [byKeys('jsonb_extract_path', '::JSON')],
  json_extract_path_text: [byKeys('json_extract_path_text', '->>$')],
  jsonb_extract_path_text: [byKeys('jsonb_extract_path_text', '->>$')],
  json_array_of_: [`json_array_of_(l) AS coalesce(to_json(l), '[]'::JSON)`],
  json_list_of_: ['json_list_of_(l) AS to_json(l)'],
  json_object_of_: [`json_object_of_(l) AS coalesce(${objectOf('l')}, '{}')::JSON`],
  json_entries_of_: [`json_entries_of_(l) AS ${objectOf('l')}::JSON`],
  total_: ['total_(a) AS coalesce(a, 0)::DOUBLE'],
}

/** A function of a JSON value, a path and, where they are given, the variables that the path names. */
function withVariables(name: string, answer: (found: string) => string): string {
  return `${name}(j, p) AS ${answer("skyql_json_path(j::JSON, p, '{}')")}, (j, p, vars) AS ${answer('skyql_json_path(j::JSON, p, vars::JSON)')}`
}

/** SQLite's word for the type of a JSON value. */
export function sqliteType(json: string): string {
  return `CASE json_type(${json}) WHEN 'VARCHAR' THEN 'text' WHEN 'DOUBLE' THEN 'real'
    WHEN 'UBIGINT' THEN 'integer' WHEN 'BIGINT' THEN 'integer' WHEN 'HUGEINT' THEN 'integer'
    WHEN 'BOOLEAN' THEN json_extract_string(${json}, '$') ELSE lower(json_type(${json})) END`
}

function postgresType(json: string): string {
  return `CASE json_type(${json}) WHEN 'VARCHAR' THEN 'string' WHEN 'DOUBLE' THEN 'number'
    WHEN 'UBIGINT' THEN 'number' WHEN 'BIGINT' THEN 'number' WHEN 'HUGEINT' THEN 'number'
    ELSE lower(json_type(${json})) END`
}

/** `name(j, p)`, `name(j, p, q)`, …: each further argument is applied to the answer for the ones before. */
function overloads(
  name: string,
  parameters: readonly string[],
  apply: (inner: string, parameter: string) => string,
): string {
  const bodies = parameters.map((_, index) => {
    const given = parameters.slice(0, index + 1)
    return `(j, ${given.join(', ')}) AS ${given.reduce(apply, 'j::JSON')}::JSON`
  })
  return `${name}${bodies.join(', ')}`
}

/** json_set and its kin: up to four pairs of path and value. */
function writing(name: string, mode: string): readonly string[] {
  const bodies = [1, 2, 3, 4].map((count) => {
    const pairs = Array.from({ length: count }, (_, index) => String(index))
    const parameters = pairs.map((at) => `p${at}, v${at}`).join(', ')
    const body = pairs.reduce(
      (inner, at) =>
        `skyql_json_write(${inner}, '${mode}', p${at}, coalesce(to_json(v${at}), 'null'::JSON))`,
      'j::JSON',
    )
    return `(j, ${parameters}) AS ${body}::JSON`
  })
  return [`${name}${bodies.join(', ')}`]
}

/** Keys one by one, of which a number also means a place in an array. */
function byKeys(name: string, answer: '::JSON' | '->>$'): string {
  const bodies = [1, 2, 3, 4, 5, 6].map((count) => {
    const keys = Array.from({ length: count }, (_, index) => `k${String(index)}`).join(', ')
    const found = `skyql_json_at(j::JSON, to_json([${keys}]))`
    return `(j, ${keys}) AS ${answer === '::JSON' ? `${found}::JSON` : `json_extract_string(${found}, '$')`}`
  })
  return `${name}${bodies.join(', ')}`
}

/** The text of a JSON object from a list of pairs. */
function objectOf(list: string): string {
  return `('{' || array_to_string(list_transform(${list}, lambda e: to_json(e[1]::VARCHAR) || ':' || coalesce(to_json(e[2])::VARCHAR, 'null')), ',') || '}')`
}
