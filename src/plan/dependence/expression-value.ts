import { sqlText } from '../../util/index.js'
import { child, integer, list, text } from '../duckdb-node.js'
import type { Json } from '../../util/index.js'
import { computed, constantValue, quoted, type Value } from './value.js'

/** The columns of a row, as far as they are known. */
export type Values = readonly (Value | undefined)[]

/**
 * Functions that give the same for the same arguments and touch nothing else. What is not here is not
 * evaluated beside the statement.
 */
const PURE = new Set(
  `|| concat concat_ws lower upper lcase ucase trim ltrim rtrim replace reverse repeat lpad rpad
  substring substr left right split_part string_split str_split strip_accents
  regexp_extract regexp_replace regexp_matches regexp_full_match
  starts_with prefix suffix contains ends_with ~~ !~~ ~~* !~~* like_escape strlen length
  json_extract json_extract_string json_array_length json_type json_valid json_keys json_contains
  from_json json_transform json_structure -> ->> to_json
  list_extract array_extract list_value list_contains list_distinct struct_extract
  skyql_json_at skyql_json_path skyql_json_without skyql_json_contains skyql_json_has_keys skyql_json_equal skyql_policy_equal
  + - * % abs md5 sha256 printf format translate ascii chr nullif greatest least`.split(/\s+/),
)

const COMPARISONS: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'IS DISTINCT FROM',
  COMPARE_NOT_DISTINCT_FROM: 'IS NOT DISTINCT FROM',
}

const TYPES = new Set(['VARCHAR', 'BIGINT', 'INTEGER', 'HUGEINT', 'DOUBLE', 'BOOLEAN'])

/** A bound expression over a row, or `undefined` where it cannot be said as SQL over one scan's columns. */
export function expressionValue(expression: Json | undefined, row: Values): Value | undefined {
  switch (text(expression, 'expression_class')) {
    case 'BOUND_REF':
      return row[integer(expression, 'index')]
    case 'BOUND_CONSTANT':
      return constantOf(child(expression, 'value'))
    case 'BOUND_CAST':
      return castValue(expression, row)
    case 'BOUND_FUNCTION': {
      const name = text(expression, 'name')
      if (!PURE.has(name.toLowerCase())) return undefined
      const path = name.startsWith('skyql_') ? quoted(name) : `system.main.${quoted(name)}`
      return call(list(expression, 'children'), row, (parts) => `${path}(${parts.join(', ')})`)
    }
    case 'BOUND_COMPARISON': {
      const operator = COMPARISONS[text(expression, 'type')]
      const sides = [child(expression, 'left'), child(expression, 'right')]
      if (operator === undefined) return undefined
      return call(sides, row, (parts) => `(${parts.join(` ${operator} `)})`)
    }
    case 'BOUND_CONJUNCTION': {
      const word = text(expression, 'type') === 'CONJUNCTION_AND' ? ' AND ' : ' OR '
      return call(list(expression, 'children'), row, (parts) => `(${parts.join(word)})`)
    }
    case 'BOUND_OPERATOR':
      return operatorValue(expression, row)
    case 'BOUND_CASE':
      return caseValue(expression, row)
    case 'BOUND_UNNEST': {
      const value = call([child(expression, 'child')], row, ([part = '']) => `unnest(${part})`)
      return value === undefined || value.unnests ? undefined : { ...value, unnests: true }
    }
    default:
      return undefined
  }
}

function call(
  expressions: readonly (Json | undefined)[],
  row: Values,
  sql: (parts: readonly string[]) => string,
): Value | undefined {
  const parts = expressions.map((each) => expressionValue(each, row))
  if (!parts.every((part) => part !== undefined)) return undefined
  return computed(sql(parts.map((part) => part.sql)), parts)
}

function operatorValue(expression: Json | undefined, row: Values): Value | undefined {
  const children = list(expression, 'children')
  switch (text(expression, 'type')) {
    case 'OPERATOR_COALESCE':
      return call(children, row, (parts) => `coalesce(${parts.join(', ')})`)
    case 'OPERATOR_NOT':
      return call(children, row, ([part = '']) => `(NOT ${part})`)
    case 'OPERATOR_IS_NULL':
      return call(children, row, ([part = '']) => `(${part} IS NULL)`)
    case 'OPERATOR_IS_NOT_NULL':
      return call(children, row, ([part = '']) => `(${part} IS NOT NULL)`)
    case 'COMPARE_IN':
      return call(children, row, ([part = '', ...of]) => `(${part} IN (${of.join(', ')}))`)
    case 'COMPARE_NOT_IN':
      return call(children, row, ([part = '', ...of]) => `(${part} NOT IN (${of.join(', ')}))`)
    default:
      return undefined
  }
}

/** A scalar subquery stands as CASE WHEN it has two rows THEN error(…) ELSE the value. */
function caseValue(expression: Json | undefined, row: Values): Value | undefined {
  const checks = list(expression, 'case_checks')
  const otherwise = child(expression, 'else_expr')
  if (checks.every((check) => text(child(check, 'then_expr'), 'name') === 'error')) {
    return expressionValue(otherwise, row)
  }
  const parts = checks.flatMap((check) => [child(check, 'when_expr'), child(check, 'then_expr')])
  return call([...parts, otherwise], row, (all) => {
    const cases = checks.map((_, at) => `WHEN ${all[at * 2] ?? ''} THEN ${all[at * 2 + 1] ?? ''}`)
    return `(CASE ${cases.join(' ')} ELSE ${all.at(-1) ?? 'NULL'} END)`
  })
}

function castValue(expression: Json | undefined, row: Values): Value | undefined {
  const type = typeName(child(expression, 'return_type'))
  if (type === undefined) return undefined
  const word = child(expression, 'try_cast') === true ? 'TRY_CAST' : 'CAST'
  return call([child(expression, 'child')], row, ([part = '']) => `${word}(${part} AS ${type})`)
}

function typeName(type: Json | undefined): string | undefined {
  const id = text(type, 'id')
  if (text(child(type, 'type_info'), 'alias') === 'JSON') return 'JSON'
  return TYPES.has(id) && !isAliased(type) ? id : undefined
}

function isAliased(type: Json | undefined): boolean {
  return text(child(type, 'type_info'), 'alias') !== ''
}

/** A constant of the plan as SQL. */
export function constantOf(value: Json | undefined): Value | undefined {
  const type = typeName(child(value, 'type'))
  if (type === undefined) return undefined
  if (child(value, 'is_null') === true) return constantValue(`CAST(NULL AS ${type})`)
  const found = child(value, 'value')
  if (typeof found === 'string') {
    const literal = sqlText(found)
    return constantValue(type === 'VARCHAR' ? literal : `CAST(${literal} AS ${type})`)
  }
  if (typeof found === 'boolean') return constantValue(String(found))
  // Numbers beyond what JavaScript counts exactly came here changed.
  return typeof found === 'number' && (type === 'DOUBLE' || Number.isSafeInteger(found))
    ? constantValue(`CAST(${String(found)} AS ${type})`)
    : undefined
}
