import { AppError } from '../../errors/index.js'
import { nearest } from '../../util/index.js'
import type { RenderContext } from './context.js'
import { callMethod, isForbiddenName, memberOf } from './members.js'
import type { TemplateNode } from './nodes.js'
import { add, arithmetic, asNumber, compare, contains } from './operators.js'
import type { Scope } from './scope.js'
import type { Value } from './values.js'
import { Callable, isArray, plain, toText, truthy } from './values.js'

/** Longest text that an expression may make, in characters. */
const MAX_TEXT = 16 * 1024 * 1024

/** Renders a block inside an expression (`{% filter %}`, `{% call %}`, `{% set %}...{% endset %}`). */
export type BlockRenderer = (body: TemplateNode, scope: Scope) => Value

/**
 * Evaluates expressions of a template. Nothing is compiled and no JavaScript function is reachable: members
 * are own properties of data, and only the vocabulary's filters, tests and builtins can be called.
 */
export class Evaluator {
  readonly context: RenderContext
  readonly #renderBlock: BlockRenderer

  constructor(context: RenderContext, renderBlock: BlockRenderer) {
    this.context = context
    this.#renderBlock = renderBlock
  }

  /** @throws AppError TEMPLATE_UNDEFINED where the value does not exist. */
  evaluate(node: TemplateNode, scope: Scope): Value {
    const value = this.#visit(node, scope)
    if (value === undefined) throw this.#undefinedAt(node, scope)
    return value
  }

  /** As `evaluate`, with `undefined` for a name or member that does not exist. */
  evaluateIfDefined(node: TemplateNode, scope: Scope): Value {
    if (node.typename === 'Symbol' || node.typename === 'LookupVal') return this.#visit(node, scope)
    return this.evaluate(node, scope)
  }

  #visit(node: TemplateNode, scope: Scope): Value {
    this.context.step(node)
    switch (node.typename) {
      case 'Literal':
        return node.value as Value
      case 'Symbol':
        return this.#symbol(node, scope)
      case 'LookupVal':
        return this.#member(node, scope)
      case 'FunCall':
        return this.#call(node, scope)
      case 'Filter':
        return this.#filter(node, scope)
      case 'InlineIf':
        if (truthy(this.evaluate(child(node.cond), scope)))
          return this.#visit(child(node.body), scope)
        return node.else_ == null ? '' : this.#visit(node.else_, scope)
      case 'Dict':
        return this.#dict(node, scope)
      case 'Array':
        return (node.children ?? []).map((item) => this.evaluate(item, scope))
      case 'Group':
        return (node.children ?? []).map((item) => this.evaluate(item, scope)).at(-1)
      case 'Caller':
        return this.callable(node, scope)
      case 'Capture':
        return this.#renderBlock(child(node.body), scope)
      default:
        return this.#operation(node, scope)
    }
  }

  /** A macro or the body of a `{% call %}` as something to call. */
  callable(node: TemplateNode, scope: Scope): Callable {
    const parameters = node.args?.children ?? []
    return new Callable((args, named) => {
      const inner = new (scope.constructor as new (parent: Scope) => Scope)(scope)
      const positional = parameters.filter((one) => one.typename === 'Symbol')
      positional.forEach((one, index) => {
        const name = this.#nameOf(one)
        const value = index < args.length ? args[index] : named.get(name)
        if (value !== undefined) inner.bind(name, value)
      })
      const optional = parameters.find((one) => one.typename === 'KeywordArgs')?.children ?? []
      optional.forEach((pair, index) => {
        const name = this.#nameOf(child(pair.key))
        const given = named.get(name) ?? args[positional.length + index]
        inner.bind(name, given ?? this.evaluate(child(pair.value as TemplateNode), scope))
      })
      const caller = named.get('caller')
      if (caller !== undefined) inner.bind('caller', caller)
      return this.#renderBlock(child(node.body), inner)
    })
  }

  #symbol(node: TemplateNode, scope: Scope): Value {
    const name = this.#nameOf(node)
    return scope.has(name) ? scope.get(name) : this.context.lookup(name)
  }

  #nameOf(node: TemplateNode): string {
    const name = this.context.source.unalias(String(node.value))
    if (isForbiddenName(name)) throw this.#forbidden(node, `the name "${name}"`)
    return name
  }

  #member(node: TemplateNode, scope: Scope): Value {
    const inGroup = this.#groupMember(node, scope)
    if (inGroup !== undefined) return inGroup
    const target = this.evaluate(child(node.target), scope)
    const key = this.#key(node, scope)
    if (target === null) {
      const path = pathOf(child(node.target))
      throw this.context.error('TEMPLATE_UNDEFINED', `"${path}" is null and has no "${key}"`, node)
    }
    return memberOf(target, key)
  }

  /** `resource.export` and the like, whatever variable has the name of the resource. */
  #groupMember(node: TemplateNode, scope: Scope): Value {
    const target = child(node.target)
    if (target.typename !== 'Symbol') return undefined
    const name = this.#nameOf(target)
    return scope.has(name) ? undefined : this.context.lookupIn(name, String(this.#key(node, scope)))
  }

  #key(node: TemplateNode, scope: Scope): string | number {
    const key = this.evaluate(child(node.val), scope)
    const name = typeof key === 'number' ? key : toText(key)
    if (isForbiddenName(String(name))) throw this.#forbidden(node, `the member "${name}"`)
    return name
  }

  #call(node: TemplateNode, scope: Scope): Value {
    const callee = child(node.name)
    const { args, named } = this.#arguments(node.args, scope)
    if (callee.typename === 'LookupVal') {
      const name = String(this.#key(callee, scope))
      const target = this.evaluate(child(callee.target), scope)
      const member = memberOf(target, name)
      if (member instanceof Callable) return member.call(args, named)
      const method = callMethod(target, name, args)
      if (method !== undefined) return method.result
      throw this.#forbidden(callee, `calling "${pathOf(callee)}"`)
    }
    if (callee.typename !== 'Symbol')
      throw this.#forbidden(callee, 'calling the result of an expression')
    const target = this.evaluate(callee, scope)
    if (target instanceof Callable) return target.call(args, named)
    throw this.#forbidden(callee, `calling "${this.#nameOf(callee)}"`)
  }

  #arguments(
    node: TemplateNode | undefined,
    scope: Scope,
  ): { args: Value[]; named: Map<string, Value> } {
    const args: Value[] = []
    const named = new Map<string, Value>()
    for (const item of node?.children ?? []) {
      if (item.typename !== 'KeywordArgs') {
        args.push(this.evaluate(item, scope))
        continue
      }
      for (const pair of item.children ?? []) {
        named.set(this.#nameOf(child(pair.key)), this.evaluate(pair.value as TemplateNode, scope))
      }
    }
    return { args, named }
  }

  #filter(node: TemplateNode, scope: Scope): Value {
    const name = String(child(node.name).value)
    const [subject, ...rest] = node.args?.children ?? []
    const lenient = name === 'default' || name === 'd'
    const value = lenient
      ? this.evaluateIfDefined(child(subject), scope)
      : this.evaluate(child(subject), scope)
    const { args, named } = this.#arguments({ typename: 'NodeList', children: rest }, scope)
    const filter = this.context.vocabulary.filters.get(name)
    if (filter === undefined) {
      const near = nearest(name, this.context.vocabulary.filters.keys())
      const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : undefined
      throw this.context.error('TEMPLATE_FILTER', `there is no filter "${name}"`, node, hint)
    }
    try {
      return filter(value, args, named)
    } catch (error) {
      const { code, message, details } = AppError.from(error)
      const known = code === 'INTERNAL' ? 'TEMPLATE_FILTER' : code
      throw this.context.error(known, `${name}: ${message}`, node, details.hint)
    }
  }

  #dict(node: TemplateNode, scope: Scope): Value {
    const members = (node.children ?? []).map((pair): [string, Value] => {
      const key = child(pair.key)
      const name = key.typename === 'Symbol' ? this.#nameOf(key) : toText(this.evaluate(key, scope))
      return [name, this.evaluate(pair.value as TemplateNode, scope)]
    })
    return Object.fromEntries(members)
  }

  #operation(node: TemplateNode, scope: Scope): Value {
    const left = (): Value => this.evaluate(child(node.left), scope)
    const right = (): Value => this.evaluate(child(node.right), scope)
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
        return !truthy(this.evaluate(child(node.target), scope))
      case 'Neg':
      case 'Pos':
        return this.#signed(node, scope)
      case 'Add':
        return this.#bounded(node, add(left(), right()))
      case 'Concat':
        return this.#bounded(node, toText(left()) + toText(right()))
      case 'In':
        return contains(left(), right())
      case 'Is':
        return this.#test(node, scope)
      case 'Compare':
        return this.#compare(node, scope)
      case 'Sub':
      case 'Mul':
      case 'Div':
      case 'FloorDiv':
      case 'Mod':
      case 'Pow':
        return this.#arithmetic(node, left(), right())
      default:
        throw this.#forbidden(node, `"${node.typename}"`)
    }
  }

  /** Texts that double in a loop would fill the memory long before the loop ends. */
  #bounded(node: TemplateNode, value: Value): Value {
    if (typeof value === 'string' && value.length > MAX_TEXT) {
      throw this.context.error('TEMPLATE_FORBIDDEN', 'the text gets too long', node)
    }
    return value
  }

  #signed(node: TemplateNode, scope: Scope): Value {
    const number = asNumber(this.evaluate(child(node.target), scope))
    if (number === undefined) throw this.#notNumbers(node)
    return node.typename === 'Neg' ? -number : number
  }

  #arithmetic(node: TemplateNode, a: Value, b: Value): Value {
    const result = arithmetic(node.typename, a, b)
    if (result === undefined) throw this.#notNumbers(node)
    return result
  }

  #notNumbers(node: TemplateNode): AppError {
    return this.context.error('TEMPLATE_FILTER', 'arithmetic needs numbers', node)
  }

  /** `a < b < c` chains from left to right, each with the one before. */
  #compare(node: TemplateNode, scope: Scope): Value {
    let before = this.evaluate(child(node.expr), scope)
    for (const op of node.ops ?? []) {
      const next = this.evaluate(child(op.expr), scope)
      if (!compare(op.type, before, next)) return false
      before = next
    }
    return true
  }

  #test(node: TemplateNode, scope: Scope): Value {
    const call = child(node.right)
    const named = call.typename === 'FunCall' ? child(call.name) : call
    const name = typeof named.value === 'string' ? named.value : 'null'
    const value = this.evaluateIfDefined(child(node.left), scope)
    if (name === 'defined') return value !== undefined
    if (name === 'undefined') return value === undefined
    if (value === undefined) throw this.#undefinedAt(child(node.left), scope)
    const test = this.context.vocabulary.tests.get(name)
    if (test === undefined) {
      throw this.context.error('TEMPLATE_FILTER', `there is no test "${name}"`, node)
    }
    const args = call.typename === 'FunCall' ? this.#arguments(call.args, scope).args : []
    return test(plain(value), args.map(plain))
  }

  #undefinedAt(node: TemplateNode, scope: Scope): AppError {
    if (node.typename === 'Symbol') {
      return this.context.undefinedName(node, this.#nameOf(node), scope.names())
    }
    if (node.typename !== 'LookupVal') {
      return this.context.error('TEMPLATE_UNDEFINED', 'the expression has no value', node)
    }
    const target = this.evaluate(child(node.target), scope)
    const key = toText(this.evaluate(child(node.val), scope))
    const path = pathOf(node)
    const members = isArray(target) ? [] : Object.keys(memberNames(target))
    const near = nearest(key, members)
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : undefined
    return this.context.error('TEMPLATE_UNDEFINED', `"${path}" is not defined`, baseOf(node), hint)
  }

  #forbidden(node: TemplateNode, what: string): AppError {
    return this.context.error(
      'TEMPLATE_FORBIDDEN',
      `${what} is not allowed in a template`,
      baseOf(node),
      'Templates reach variables, filters and tests only.',
    )
  }
}

function memberNames(value: Value): object {
  const data = plain(value)
  return typeof data === 'object' && data !== null ? data : {}
}

/** `a.b[0]` of a chain of lookups, for messages. */
export function pathOf(node: TemplateNode): string {
  if (node.typename === 'Symbol' || node.typename === 'Literal') return String(node.value)
  if (node.typename !== 'LookupVal') return '(...)'
  const key = child(node.val)
  const path = pathOf(child(node.target))
  if (key.typename !== 'Literal') return `${path}[...]`
  return typeof key.value === 'string' ? `${path}.${key.value}` : `${path}[${String(key.value)}]`
}

function baseOf(node: TemplateNode): TemplateNode {
  return node.typename === 'LookupVal' && node.target !== undefined ? baseOf(node.target) : node
}

/** A part that nunjucks' parser always gives. */
export function child(node: TemplateNode | null | undefined): TemplateNode {
  if (node == null) throw new AppError('TEMPLATE_SYNTAX', 'the template is incomplete')
  return node
}
