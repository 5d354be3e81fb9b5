import { AppError } from '../../../../errors/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../../../util/index.js'
import { listOf } from '../list-of.js'
import { parseJsonPath, type PathMethod, type PathNode, type PathStep } from './parse-json-path.js'

/** What a predicate says; undefined where it does not know. */
type Truth = boolean | undefined

interface Scope {
  readonly root: Json
  readonly current: Json
  readonly variables: Json
  readonly strict: boolean
  /** The last place of the array whose place is being computed. */
  readonly last?: number
}

/**
 * All that a path of SQL/JSON finds in a value, as Postgres does. In lax mode what is not there is nothing, arrays
 * open before a key and a value stands for an array of one; in strict mode each is an error.
 * @param variables the object whose members `$name` stands for
 * @throws AppError SQL_RUNTIME
 */
export function jsonPath(value: Json, path: string, variables: Json = {}): readonly Json[] {
  const { strict, root } = parseJsonPath(path)
  return evaluate(root, { root: value, current: value, variables, strict })
}

function evaluate(node: PathNode, scope: Scope): readonly Json[] {
  switch (node.kind) {
    case 'root':
      return [scope.root]
    case 'current':
      return [scope.current]
    case 'last':
      if (scope.last === undefined) throw failure('last stands outside of the places of an array')
      return [scope.last]
    case 'literal':
      return [node.value]
    case 'variable': {
      const found = isJsonObject(scope.variables) ? own(scope.variables, node.name) : undefined
      if (found === undefined) throw failure(`there is no variable "${node.name}"`)
      return [found]
    }
    case 'steps':
      return node.steps.reduce<readonly Json[]>(
        (found, step) => found.flatMap((each) => take(step, each, scope)),
        evaluate(node.from, scope),
      )
    case 'sign':
      return opened(evaluate(node.operand, scope), scope).map((each) => {
        if (typeof each !== 'number') throw failure(`the operand of ${node.sign} is no number`)
        return node.sign === '-' ? -each : each
      })
    case 'arithmetic': {
      const [left, right] = node.operands.map((each) => numberOf(each, node.operator, scope))
      return [calculate(node.operator, left ?? 0, right ?? 0)]
    }
    default:
      return [truthOf(node, scope) ?? null]
  }
}

function truthOf(node: PathNode, scope: Scope): Truth {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const end = node.kind === 'or'
      const left = truthOf(node.operands[0], scope)
      if (left === end) return end
      const right = truthOf(node.operands[1], scope)
      return right === end ? end : left === undefined || right === undefined ? undefined : !end
    }
    case 'not': {
      const truth = truthOf(node.operand, scope)
      return truth === undefined ? undefined : !truth
    }
    case 'unknown':
      return truthOf(node.operand, scope) === undefined
    case 'exists':
      return attempt(() => evaluate(node.operand, scope).length > 0)
    case 'compare':
      return overPairs(node.operands, scope, (a, b) => compare(node.operator, a, b))
    case 'starts':
      return overPairs(node.operands, scope, (a, b) =>
        typeof a === 'string' && typeof b === 'string' ? a.startsWith(b) : undefined,
      )
    case 'matches':
      return attempt(() =>
        anyOf(opened(evaluate(node.operand, scope), scope), (each) =>
          typeof each === 'string' ? node.pattern.test(each) : undefined,
        ),
      )
    default: {
      const [only, ...others] = evaluate(node, scope)
      return typeof only === 'boolean' && others.length === 0 ? only : undefined
    }
  }
}

function overPairs(
  [left, right]: readonly [PathNode, PathNode],
  scope: Scope,
  test: (a: Json, b: Json) => Truth,
): Truth {
  return attempt(() => {
    const others = opened(evaluate(right, scope), scope)
    return anyOf(opened(evaluate(left, scope), scope), (a) => anyOf(others, (b) => test(a, b)))
  })
}

function anyOf(values: readonly Json[], test: (value: Json) => Truth): Truth {
  const truths = values.map(test)
  if (truths.includes(true)) return true
  return truths.includes(undefined) ? undefined : false
}

/** A predicate does not know where its operands cannot be had. */
function attempt(decide: () => Truth): Truth {
  try {
    return decide()
  } catch (error) {
    if (AppError.is(error)) return undefined
    throw error
  }
}

function compare(operator: string, a: Json, b: Json): Truth {
  if (a === null || b === null) {
    const same = a === b
    if (operator === '!=') return !same
    return operator.endsWith('=') ? same : false
  }
  if (typeof a !== typeof b || typeof a === 'object') return undefined
  if (operator === '==') return a === b
  if (operator === '!=') return a !== b
  if (operator.startsWith('<')) return operator === '<' ? a < b : a <= b
  return operator === '>' ? a > b : a >= b
}

function take(step: PathStep, value: Json, scope: Scope): readonly Json[] {
  const items = scope.strict ? [value] : listOf(value)
  switch (step.kind) {
    case 'key':
      return items.flatMap((item) => {
        const member = isJsonObject(item) ? own(item, step.name) : undefined
        if (member === undefined && scope.strict) throw failure(`there is no key "${step.name}"`)
        return member === undefined ? [] : [member]
      })
    case 'anyKey':
      return items.flatMap((item) => (isJsonObject(item) ? Object.values(item) : []))
    case 'anyPlace':
      if (scope.strict && !Array.isArray(value)) throw failure('[*] stands behind what is no array')
      return listOf(value)
    case 'places':
      return places(step.ranges, listOf(value), scope)
    case 'descend':
      return descend(value, 0, step)
    case 'filter':
      return items.filter((item) => truthOf(step.test, { ...scope, current: item }) === true)
    case 'method':
      return call(step.name, value, scope)
  }
}

function places(
  ranges: readonly (readonly [PathNode, PathNode])[],
  items: readonly Json[],
  scope: Scope,
): readonly Json[] {
  const inside = { ...scope, last: items.length - 1 }
  return ranges.flatMap(([from, to]) => {
    const [first, last] = [from, to].map((each) => Math.trunc(numberOf(each, '[ ]', inside)))
    if (scope.strict && ((first ?? 0) < 0 || (last ?? 0) >= items.length))
      throw failure('a place is outside of its array')
    return items.slice(Math.max(first ?? 0, 0), Math.max((last ?? 0) + 1, 0))
  })
}

function descend(
  value: Json,
  level: number,
  bounds: { readonly from: number; readonly to: number },
): readonly Json[] {
  const inner = Array.isArray(value)
    ? listOf(value)
    : isJsonObject(value)
      ? Object.values(value)
      : []
  const isAsked =
    level <= bounds.to && (level >= bounds.from || (bounds.from === Infinity && inner.length === 0))
  const below = level >= bounds.to ? [] : inner.flatMap((each) => descend(each, level + 1, bounds))
  return isAsked ? [value, ...below] : below
}

function call(method: PathMethod, value: Json, scope: Scope): readonly Json[] {
  if (method === 'type') return [typeName(value)]
  if (method === 'size') {
    if (scope.strict && !Array.isArray(value)) throw failure('size() stands behind no array')
    return [listOf(value).length]
  }
  return opened([value], scope).flatMap((each): readonly Json[] => {
    if (method === 'keyvalue') {
      if (!isJsonObject(each)) throw failure('keyvalue() stands behind no object')
      return Object.entries(each).map(([key, member]) => ({ id: 0, key, value: member }))
    }
    const number = typeof each === 'string' && method === 'double' ? Number(each) : each
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw failure(`${method}() stands behind no number`)
    if (method === 'ceiling') return [Math.ceil(number)]
    if (method === 'floor') return [Math.floor(number)]
    return [method === 'abs' ? Math.abs(number) : number]
  })
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** In lax mode arrays open by themselves before an operator. */
function opened(values: readonly Json[], { strict }: Scope): readonly Json[] {
  return strict ? values : values.flatMap(listOf)
}

function numberOf(node: PathNode, operator: string, scope: Scope): number {
  const [only, ...others] = opened(evaluate(node, scope), scope)
  if (typeof only !== 'number' || others.length > 0)
    throw failure(`an operand of ${operator} is not one number`)
  return only
}

function calculate(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  if (operator === '*') return left * right
  if (right === 0) throw failure('division by zero')
  return operator === '/' ? left / right : left % right
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function failure(message: string): AppError {
  return new AppError('SQL_RUNTIME', `JSON path: ${message}`)
}
