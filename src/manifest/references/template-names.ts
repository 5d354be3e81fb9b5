import { isOwnName, type TemplateNode } from '../template/nodes.js'

/** A name that a template uses, with the member that is asked of it: `vpc` with `vpc_id`. */
export interface UsedName {
  readonly name: string
  readonly member?: string
  /** True where the template itself says what happens without it: `default`, `is defined`. */
  readonly optional: boolean
}

/** Names that a template takes from outside: what it binds itself (`set`, loops, macros) is left out. */
export function namesOf(root: TemplateNode, unalias: (name: string) => string): UsedName[] {
  const found = new Map<string, UsedName>()
  const walker = new Walker((used) => {
    const one = { ...used, name: unalias(used.name) }
    const key = `${one.name}\0${one.member ?? ''}`
    // Behind `{% if x is defined %}` the same name stands without a default.
    found.set(key, { ...one, optional: one.optional || found.get(key)?.optional === true })
  })
  walker.visit(root, new Set())
  return [...found.values()]
}

class Walker {
  readonly #use: (used: UsedName) => void
  #optional = false

  constructor(use: (used: UsedName) => void) {
    this.#use = use
  }

  visit(node: TemplateNode, bound: Set<string>): void {
    switch (node.typename) {
      case 'Symbol':
        this.#name(String(node.value), undefined, bound)
        return
      case 'LookupVal':
        this.#member(node, bound)
        return
      case 'Filter':
        this.#filter(node, bound)
        return
      case 'FunCall':
      case 'For':
      case 'Set':
      case 'Macro':
      case 'Caller':
        this.#binding(node, bound)
        return
      case 'Is':
        this.#lenient(/^(?:un)?defined$/.test(String(node.right?.value)), [node.left], bound)
        this.#each([node.right?.args], bound)
        return
      case 'Pair':
        if (node.key?.typename !== 'Symbol') this.#each([node.key], bound)
        this.#each([node.value as TemplateNode], bound)
        return
      default:
        this.#each(partsOf(node), bound)
    }
  }

  #filter(node: TemplateNode, bound: Set<string>): void {
    const [subject, ...rest] = node.args?.children ?? []
    const name = String(node.name?.value)
    if (name === 'generate_patch_document' && subject?.typename === 'Dict') {
      // What a manifest does not declare, a patch does not set.
      for (const pair of subject.children ?? []) this.#lenient(isOwnName(pair), [pair], bound)
    } else this.#lenient(/^d(?:efault)?$/.test(name), [subject], bound)
    this.#each(rest, bound)
  }

  #lenient(
    lenient: boolean,
    nodes: readonly (TemplateNode | undefined)[],
    bound: Set<string>,
  ): void {
    const before = this.#optional
    this.#optional ||= lenient
    this.#each(nodes, bound)
    this.#optional = before
  }

  #binding(node: TemplateNode, bound: Set<string>): void {
    if (node.typename === 'FunCall') {
      this.#each([node.name, node.args], bound)
    } else if (node.typename === 'For') {
      this.#each([node.arr], bound)
      const names = node.name?.typename === 'Symbol' ? [node.name] : (node.name?.children ?? [])
      const inner = new Set([...bound, 'loop', ...names.map((one) => String(one.value))])
      this.#each([node.body, node.else_], inner)
    } else if (node.typename === 'Set') {
      this.#each([node.value as TemplateNode | undefined, node.body], bound)
      for (const target of node.targets ?? []) bound.add(String(target.value))
    } else {
      if (node.typename === 'Macro') bound.add(String(node.name?.value))
      const inner = new Set([...bound, 'caller'])
      for (const parameter of node.args?.children ?? []) {
        if (parameter.typename === 'Symbol') inner.add(String(parameter.value))
        for (const pair of parameter.children ?? []) {
          this.#each([pair.value as TemplateNode], bound)
          inner.add(String(pair.key?.value))
        }
      }
      this.#each([node.body], inner)
    }
  }

  #member(node: TemplateNode, bound: Set<string>): void {
    const { target, val } = node
    if (target?.typename === 'Symbol' && val?.typename === 'Literal') {
      this.#name(String(target.value), String(val.value), bound)
    } else {
      this.#each([target, val], bound)
    }
  }

  #name(name: string, member: string | undefined, bound: Set<string>): void {
    if (bound.has(name)) return
    this.#use({ name, optional: this.#optional, ...(member !== undefined && { member }) })
  }

  #each(nodes: readonly (TemplateNode | null | undefined)[], bound: Set<string>): void {
    for (const node of nodes) if (isNode(node)) this.visit(node, bound)
  }
}

/** Parts of a node that hold expressions, in the order of evaluation. */
function partsOf(node: TemplateNode): (TemplateNode | null | undefined)[] {
  const { children, target, left, right, arr, cond, expr, ops, cases, body, else_ } = node
  return [
    ...(children ?? []),
    ...[target, left, right, arr, cond, expr],
    ...(ops ?? []),
    ...(cases ?? []),
    ...[body, else_, node.default, node.value as TemplateNode | undefined],
  ]
}

function isNode(value: unknown): value is TemplateNode {
  return typeof value === 'object' && value !== null && 'typename' in value
}
