import { keyPath } from './json-path.js'
import type { Macros } from './macro.js'

export const JSON_OPERATORS: Macros = {
  ...Object.fromEntries(
    ['=', '<>', '<', '<=', '>', '>='].map((sign) => [
      `${sign}~=`,
      [`"${sign}~="(a, b) AS skyql_json_order(a::JSON, b::JSON)::INTEGER ${sign} 0`],
    ]),
  ),
  '~>': [`"~>"(a, b) AS json_extract(a::JSON, ${keyPath('b')})`],
  '~>>': [`"~>>"(a, b) AS json_extract_string(a::JSON, ${keyPath('b')})`],
  '|>': ['"|>"(a, b) AS skyql_json_at(a::JSON, to_json(b))::JSON'],
  '|>>': [`"|>>"(a, b) AS json_extract_string(skyql_json_at(a::JSON, to_json(b)), '$')`],
  '&>': ['"&>"(a, b) AS skyql_json_contains(a::JSON, b::JSON)'],
  '<&': ['"<&"(a, b) AS skyql_json_contains(b::JSON, a::JSON)'],
  '|@': [`"|@"(a, b) AS skyql_json_has_keys(a::JSON, to_json(b), 'any')`],
  '|@|': [`"|@|"(a, b) AS skyql_json_has_keys(a::JSON, to_json(b), 'any')`],
  '|@&': [`"|@&"(a, b) AS skyql_json_has_keys(a::JSON, to_json(b), 'all')`],
  '|@^': [`"|@^"(a, b) AS json_array_length(skyql_json_path(a::JSON, b, '{}')) > 0`],
  '|@@': [`"|@@"(a, b) AS json_extract(skyql_json_path(a::JSON, b, '{}'), '$[0]')::BOOLEAN`],
  '|~': ['"|~"(a, b) AS skyql_json_concat(a::JSON, b::JSON)::JSON'],
  '|!': ['"|!"(a, b) AS skyql_json_delete_at(a::JSON, to_json(b))::JSON'],
  '`': ['"`"(a, b) AS skyql_json_without(a::JSON, to_json(b))::JSON'],
}
