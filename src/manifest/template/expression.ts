import { AppError } from '../../errors/index.js'
import { nearest } from '../../util/index.js'
import type { RenderContext } from './context.js'
import { callMethod, isForbiddenName, memberOf } from './members.js'
import type { TemplateNode } from './nodes.js'
import { child, isOwnName } from './nodes.js'
import type { Operands } from './operation.js'
import { operate } from './operation.js'
import type { Scope } from './scope.js'
import type { Value } from './values.js'
import { Callable, isArray, plain, toText, truthy } from './values.js'

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
        return operate(node, this.#operands(scope))
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
    const name = this.#rawName(node)
    if (isForbiddenName(name) && !this.context.isData(name)) {
      throw this.#forbidden(node, `the name "${name}"`)
    }
    return scope.has(name) ? scope.get(name) : this.context.lookup(name)
  }

  #rawName(node: TemplateNode): string {
    return this.context.source.unalias(String(node.value))
  }

  #nameOf(node: TemplateNode): string {
    const name = this.#rawName(node)
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
    this.#charge(node, target)
    const member = memberOf(target, key)
    // A member of the data is data, whatever its name; where there is none the name leads to the language.
    if (member === undefined && isForbiddenName(String(key))) {
      throw this.#forbidden(node, `the member "${key}"`)
    }
    return member
  }

  /** `resource.export` and the like, whatever variable has the name of the resource. */
  #groupMember(node: TemplateNode, scope: Scope): Value {
    const target = child(node.target)
    if (target.typename !== 'Symbol') return undefined
    const name = this.#rawName(target)
    return scope.has(name) ? undefined : this.context.lookupIn(name, String(this.#key(node, scope)))
  }

  #key(node: TemplateNode, scope: Scope): string | number {
    const key = this.evaluate(child(node.val), scope)
    return typeof key === 'number' ? key : toText(key)
  }

  #call(node: TemplateNode, scope: Scope): Value {
    const callee = child(node.name)
    const { args, named } = this.#arguments(node.args, scope)
    if (callee.typename === 'LookupVal') {
      const name = String(this.#key(callee, scope))
      if (isForbiddenName(name)) throw this.#forbidden(callee, `the member "${name}"`)
      const target = this.evaluate(child(callee.target), scope)
      this.#charge(node, target)
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
    const value = this.#subject(name, child(subject), scope)
    const { args, named } = this.#arguments({ typename: 'NodeList', children: rest }, scope)
    const filter = this.context.vocabulary.filters.get(name)
    if (filter === undefined) {
      const near = nearest(name, this.context.vocabulary.filters.keys())
      const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : undefined
      throw this.context.error('TEMPLATE_FILTER', `there is no filter "${name}"`, node, hint)
    }
    this.#charge(node, value)
    // Linear, but some microseconds for each character.
    if (args.some((arg) => arg instanceof RegExp)) this.context.step(node, toText(value).length * 4)
    try {
      const result = filter(value, args, named)
      this.#charge(node, result)
      return result
    } catch (error) {
      const { code, message, details } = AppError.from(error)
      const known = code === 'INTERNAL' ? 'TEMPLATE_FILTER' : code
      throw this.context.error(known, `${name}: ${message}`, node, details.hint)
    }
  }

  /** Work grows with the data: reading JSON out of a text in a loop is the loop times the text. */
  #charge(node: TemplateNode, value: Value): void {
    if (typeof value === 'string') this.context.step(node, Math.ceil(value.length / 64))
    else if (isArray(value)) this.context.step(node, value.length)
  }

  /** What a filter is about. A patch sets what is declared: `"Tags": tags` without tags sets no tags. */
  #subject(filter: string, node: TemplateNode, scope: Scope): Value {
    if (filter === 'default' || filter === 'd') return this.evaluateIfDefined(node, scope)
    if (filter !== 'generate_patch_document' || node.typename !== 'Dict') {
      return this.evaluate(node, scope)
    }
    const declared = (node.children ?? []).filter(
      (pair) => !isOwnName(pair) || this.#visit(pair.value as TemplateNode, scope) !== undefined,
    )
    return this.#dict({ ...node, children: declared }, scope)
  }

  #dict(node: TemplateNode, scope: Scope): Value {
    const members = (node.children ?? []).map((pair): [string, Value] => {
      const key = child(pair.key)
      const name =
        key.typename === 'Symbol' ? this.#rawName(key) : toText(this.evaluate(key, scope))
      return [name, this.evaluate(pair.value as TemplateNode, scope)]
    })
    return Object.fromEntries(members)
  }

  #operands(scope: Scope): Operands {
    return {
      context: this.context,
      evaluate: (node) => this.evaluate(node, scope),
      evaluateIfDefined: (node) => this.evaluateIfDefined(node, scope),
      argumentsOf: (node) => this.#arguments(node, scope).args,
      undefinedAt: (node) => this.#undefinedAt(node, scope),
      forbidden: (node, what) => this.#forbidden(node, what),
    }
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
