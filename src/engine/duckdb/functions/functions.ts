import { BOOLEAN, VARCHAR, type DuckDBScalarFunction } from '@duckdb/node-api'
import { canonicalJson, type Json } from '../../../util/index.js'
import { jsonAt } from './json-at.js'
import { jsonConcat } from './json-concat.js'
import { jsonContains } from './json-contains.js'
import { jsonHasKeys } from './json-has-keys.js'
import { jsonPath } from './json-path.js'
import { jsonDeleteAt, jsonSetAt, jsonWithout } from './json-change.js'
import { jsonRemove, jsonWrite } from './json-write.js'
import { canonicalPolicy } from './policy.js'
import { readJson, scalarFunction } from './scalar-function.js'

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
  skyql_json_path: (name) =>
    scalarFunction(name, VARCHAR, 2, ([j, path]) => text(jsonPath(readJson(j), path ?? ''))),
}

/** JSON as it is stored: compact, keys in order. */
function text(value: Json | undefined): string | null {
  return value === undefined ? null : canonicalJson(value)
}
