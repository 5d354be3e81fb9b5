import type { AppError } from '../../errors/index.js'
import type { RenderContext } from './context.js'
import type { TemplateNode } from './nodes.js'
import { child } from './nodes.js'
import { add, arithmetic, asNumber, compare, contains } from './operators.js'
import type { Value } from './values.js'
import { plain, toText, truthy } from './values.js'

/** Longest text that an expression may make, in characters. */
const MAX_TEXT = 16 * 1024 * 1024

/** The evaluator as an operation sees it: its operands at one place of a template. */
export interface Operands {
  readonly context: RenderContext
  evaluate(node: TemplateNode): Value
  evaluateIfDefined(node: TemplateNode): Value
  argumentsOf(node: TemplateNode | undefined): readonly Value[]
  undefinedAt(node: TemplateNode): AppError
  forbidden(node: TemplateNode, what: string): AppError
}

/** The value of an expression with operators: logic, comparison, arithmetic, `in`, `is`. */
export function operate(node: TemplateNode, operands: Operands): Value {
  const left = (): Value => operands.evaluate(child(node.left))
  const right = (): Value => operands.evaluate(child(node.right))
  switch (node.typename) {
    case 'Or': {
      const value = left()
      return truthy(value) ? value : right()
    }
    case 'And': {
      const value = left()
      return truthy(value) ? right() : value
    }
    case 'Not':
      return !truthy(operands.evaluate(child(node.target)))
    case 'Neg':
    case 'Pos':
      return signed(node, operands)
    case 'Add':
      return kept(node, bounded(node, add(left(), right()), operands), operands)
    case 'Concat':
      return bounded(node, toText(left()) + toText(right()), operands)
    case 'In':
      return contains(left(), right())
    case 'Is':
      return test(node, operands)
    case 'Compare':
      return compareAll(node, operands)
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'FloorDiv':
    case 'Mod':
    case 'Pow': {
      const result = arithmetic(node.typename, left(), right())
      if (result === undefined) throw notNumbers(node, operands)
      return kept(node, result, operands)
    }
    default:
      throw operands.forbidden(node, `"${node.typename}"`)
  }
}

/** Texts that double in a loop would fill the memory long before the loop ends. */
function bounded(node: TemplateNode, value: Value, { context }: Operands): Value {
  if (typeof value === 'string' && value.length > MAX_TEXT) {
    throw context.error('TEMPLATE_FORBIDDEN', 'the text gets too long', node)
  }
  return value
}

function signed(node: TemplateNode, operands: Operands): Value {
  const number = asNumber(operands.evaluate(child(node.target)))
  if (number === undefined) throw notNumbers(node, operands)
  return node.typename === 'Neg' ? -number : number
}

/** @throws AppError TEMPLATE_FILTER for a number that is infinite, none, or beyond what keeps its digits */
function kept(node: TemplateNode, value: Value, { context }: Operands): Value {
  if (typeof value !== 'number') return value
  if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
    return value
  throw context.error(
    'TEMPLATE_FILTER',
    Number.isNaN(value) ? 'the result is no number' : 'the result is too large to be exact',
    node,
    'Numbers are exact up to 9007199254740991; a text keeps any digits.',
  )
}

function notNumbers(node: TemplateNode, { context }: Operands): AppError {
  return context.error('TEMPLATE_FILTER', 'arithmetic needs numbers', node)
}

/** `a < b < c` chains from left to right, each with the one before. */
function compareAll(node: TemplateNode, operands: Operands): Value {
  let before = operands.evaluate(child(node.expr))
  for (const op of node.ops ?? []) {
    const next = operands.evaluate(child(op.expr))
    if (!compare(op.type, before, next)) return false
    before = next
  }
  return true
}

function test(node: TemplateNode, operands: Operands): Value {
  const { context } = operands
  const call = child(node.right)
  const named = call.typename === 'FunCall' ? child(call.name) : call
  const name = typeof named.value === 'string' ? named.value : 'null'
  const value = operands.evaluateIfDefined(child(node.left))
  if (name === 'defined') return value !== undefined
  if (name === 'undefined') return value === undefined
  if (value === undefined) throw operands.undefinedAt(child(node.left))
  const known = context.vocabulary.tests.get(name)
  if (known === undefined) {
    throw context.error('TEMPLATE_FILTER', `there is no test "${name}"`, node)
  }
  const args = call.typename === 'FunCall' ? operands.argumentsOf(call.args) : []
  return known(plain(value), args.map(plain))
}
