import { BOOLEAN, VARCHAR, type DuckDBScalarFunction } from '@duckdb/node-api'
import { canonicalJson, type Json } from '../../../util/index.js'
import { jsonAt } from './json-at.js'
import { jsonConcat } from './json-concat.js'
import { jsonContains } from './json-contains.js'
import { jsonHasKeys } from './json-has-keys.js'
import { jsonOrder } from './json-order.js'
import { jsonPath } from './json-path/json-path.js'
import {
  jsonDeleteAt,
  jsonInsertAt,
  jsonSetAt,
  jsonStripNulls,
  jsonWithout,
} from './json-change.js'
import { jsonRemove, jsonWrite } from './json-write.js'
import {
  cidrText,
  compareNetworks,
  inetText,
  networkPart,
  networkTest,
  withPrefix,
} from './network.js'
import { canonicalPolicy } from './policy.js'
import { readJson, scalarFunction } from './scalar-function.js'
import { formatText, initcap, similarPattern } from './text-functions.js'
import { numberText } from './to-char/number-text.js'
import { readTimeText, timeText } from './to-char/time-text.js'

/** What no macro can say, as functions over JSON text; each is registered when a macro of ours names it. */
export const FUNCTIONS: Readonly<Record<string, (name: string) => DuckDBScalarFunction>> = {
  skyql_json_at: (name) =>
    scalarFunction(name, VARCHAR, 2, ([j, path]) => text(jsonAt(readJson(j), readJson(path)))),
  skyql_json_contains: (name) =>
    scalarFunction(name, BOOLEAN, 2, ([a, b]) => jsonContains(readJson(a), readJson(b))),
  skyql_json_has_keys: (name) =>
    scalarFunction(name, BOOLEAN, 3, ([j, keys, mode]) =>
      jsonHasKeys(readJson(j), readJson(keys), mode === 'all'),
    ),
  skyql_json_concat: (name) =>
    scalarFunction(name, VARCHAR, 2, ([a, b]) => text(jsonConcat(readJson(a), readJson(b)))),
  skyql_json_equal: (name) =>
    scalarFunction(
      name,
      BOOLEAN,
      2,
      ([a, b]) => canonicalJson(readJson(a)) === canonicalJson(readJson(b)),
    ),
  skyql_policy_equal: (name) =>
    scalarFunction(
      name,
      BOOLEAN,
      2,
      ([a, b]) => canonicalPolicy(readJson(a)) === canonicalPolicy(readJson(b)),
    ),
  skyql_json_write: (name) =>
    scalarFunction(name, VARCHAR, 4, ([j, mode, path, value]) =>
      text(jsonWrite(readJson(j), mode ?? '', path ?? '', readJson(value))),
    ),
  skyql_json_remove: (name) =>
    scalarFunction(name, VARCHAR, 2, ([j, path]) => text(jsonRemove(readJson(j), path ?? ''))),
  skyql_json_without: (name) =>
    scalarFunction(name, VARCHAR, 2, ([j, key]) => text(jsonWithout(readJson(j), readJson(key)))),
  skyql_json_delete_at: (name) =>
    scalarFunction(name, VARCHAR, 2, ([j, path]) =>
      text(jsonDeleteAt(readJson(j), readJson(path))),
    ),
  skyql_json_set_at: (name) =>
    scalarFunction(name, VARCHAR, 4, ([j, path, value, mode]) =>
      text(jsonSetAt(readJson(j), readJson(path), readJson(value), mode === 'make')),
    ),
  skyql_json_order: (name) =>
    scalarFunction(name, VARCHAR, 2, ([a, b]) =>
      String(Math.sign(jsonOrder(readJson(a), readJson(b)))),
    ),
  skyql_json_insert_at: (name) =>
    scalarFunction(name, VARCHAR, 4, ([j, path, value, mode]) =>
      text(jsonInsertAt(readJson(j), readJson(path), readJson(value), mode === 'after')),
    ),
  skyql_json_strip_nulls: (name) =>
    scalarFunction(name, VARCHAR, 1, ([j]) => text(jsonStripNulls(readJson(j)))),
  skyql_json_path: (name) =>
    scalarFunction(name, VARCHAR, 3, ([j, path, variables]) =>
      text(jsonPath(readJson(j), path ?? '', readJson(variables))),
    ),
  skyql_inet: (name) => scalarFunction(name, VARCHAR, 1, ([a = '']) => inetText(a)),
  skyql_cidr: (name) => scalarFunction(name, VARCHAR, 1, ([a = '']) => cidrText(a)),
  skyql_network_part: (name) =>
    scalarFunction(name, VARCHAR, 2, ([part = '', a = '']) => networkPart(part, a)),
  skyql_with_prefix: (name) =>
    scalarFunction(name, VARCHAR, 2, ([a = '', prefix = '']) => withPrefix(a, prefix)),
  skyql_network_test: (name) =>
    scalarFunction(name, BOOLEAN, 3, ([test = '', a = '', b = '']) => networkTest(test, a, b)),
  skyql_network_order: (name) =>
    scalarFunction(name, VARCHAR, 2, ([a = '', b = '']) => compareNetworks(a, b)),
  skyql_initcap: (name) => scalarFunction(name, VARCHAR, 1, ([a]) => initcap(a ?? '')),
  skyql_similar_pattern: (name) =>
    scalarFunction(name, VARCHAR, 1, ([pattern]) => similarPattern(pattern ?? '')),
  skyql_format: (name) =>
    scalarFunction(name, VARCHAR, 2, ([pattern, values]) =>
      formatText(pattern ?? '', readJson(values) as readonly Json[]),
    ),
  skyql_to_char: (name) =>
    scalarFunction(name, VARCHAR, 3, ([type = '', value = '', pattern = '']) =>
      /INT|DECIMAL|DOUBLE|FLOAT/.test(type) && type !== 'INTERVAL'
        ? numberText(value, pattern)
        : timeText(value, pattern),
    ),
  skyql_read_time: (name) =>
    scalarFunction(name, VARCHAR, 2, ([value = '', pattern = '']) => readTimeText(value, pattern)),
}

/** JSON as it is stored: compact, keys in order. */
function text(value: Json | undefined): string | null {
  return value === undefined ? null : canonicalJson(value)
}
