import type { RenderContext } from './context.js'
import { Deferred } from './context.js'
import { Evaluator, pathOf } from './expression.js'
import type { TemplateNode } from './nodes.js'
import { child } from './nodes.js'
import { nodePosition } from './problem.js'
import { Scope } from './scope.js'
import type { Piece, Value } from './values.js'
import { Fragment, fromJsonText, isArray, isRecord, truthy } from './values.js'

/** Takes what a template prints, piece by piece, in order. */
export type Emit = (piece: Piece) => void

/** Runs the statements of a template. */
export class Renderer {
  readonly #context: RenderContext
  readonly #evaluator: Evaluator

  constructor(context: RenderContext) {
    this.#context = context
    this.#evaluator = new Evaluator(context, (body, scope) => this.#capture(body, scope))
  }

  render(node: TemplateNode, scope: Scope, emit: Emit): void {
    this.#context.step(node)
    switch (node.typename) {
      case 'Root':
      case 'NodeList':
        for (const item of node.children ?? []) this.render(item, scope, emit)
        return
      case 'Output':
        for (const item of node.children ?? []) this.#output(node, item, scope, emit)
        return
      case 'If':
        this.#going(() => this.#if(node, scope, emit))
        return
      case 'For':
        this.#going(() => this.#for(node, scope, emit))
        return
      case 'Set':
        this.#set(node, scope)
        return
      case 'Macro':
        scope
          .root()
          .bind(String(child(node.name).value), this.#evaluator.callable(node, scope.root()))
        return
      case 'Switch':
        this.#switch(node, scope, emit)
        return
      default:
        throw this.#context.error(
          'TEMPLATE_FORBIDDEN',
          `${STATEMENTS[node.typename] ?? node.typename} is not allowed: a template stands alone`,
          node,
        )
    }
  }

  /** What lacks a value is left out, so that all else which lacks one is found, too. */
  #going(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#context.noteMissing(error)
    }
  }

  #output(tag: TemplateNode, node: TemplateNode, scope: Scope, emit: Emit): void {
    if (node.typename === 'TemplateData') {
      emit({ text: String(node.value) })
      return
    }
    try {
      emit({ value: this.#evaluator.evaluate(node, scope), node, name: pathOf(node) })
    } catch (error) {
      if (!(error instanceof Deferred)) {
        this.#context.noteMissing(error)
        emit({ text: '' })
        return
      }
      const offset = nodePosition(this.#context.origin.text, tag)?.offset ?? -1
      const source = this.#context.source.placeholders.get(offset)
      if (source === undefined) throw error
      emit({ later: source })
    }
  }

  #capture(body: TemplateNode, scope: Scope): Fragment {
    const pieces: Piece[] = []
    this.render(body, new Scope(scope), (piece) => pieces.push(piece))
    return new Fragment(pieces)
  }

  #if(node: TemplateNode, scope: Scope, emit: Emit): void {
    if (truthy(this.#evaluator.evaluate(child(node.cond), scope))) {
      this.render(child(node.body), scope, emit)
    } else if (node.else_ != null) {
      this.render(node.else_, scope, emit)
    }
  }

  #for(node: TemplateNode, scope: Scope, emit: Emit): void {
    const target = fromJsonText(this.#evaluator.evaluate(child(node.arr), scope))
    const entries: readonly Value[] = isRecord(target)
      ? Object.entries(target)
      : this.#items(node, target)
    const names = child(node.name)
    const unpack = names.typename !== 'Symbol'
    entries.forEach((entry, index) => {
      this.#context.step(node)
      const inner = new Scope(scope)
      if (unpack) {
        const parts = isArray(entry) ? entry : [entry]
        ;(names.children ?? []).forEach((name, at) => {
          const part = parts[at]
          if (part !== undefined) inner.bind(String(name.value), part)
        })
      } else {
        inner.bind(String(names.value), isRecord(target) && isArray(entry) ? entry[0] : entry)
      }
      inner.bind('loop', loopVariables(index, entries.length))
      this.render(child(node.body), inner, emit)
    })
    if (entries.length === 0 && node.else_ != null) this.render(node.else_, scope, emit)
  }

  #items(node: TemplateNode, target: Value): readonly Value[] {
    if (isArray(target)) return target
    if (typeof target === 'string') return Array.from(target)
    if (target === null) return []
    throw this.#context.error('TEMPLATE_FILTER', 'a loop needs an array or an object', node)
  }

  #set(node: TemplateNode, scope: Scope): void {
    const value =
      node.value == null
        ? this.#evaluator.evaluate(child(node.body), scope)
        : this.#evaluator.evaluate(node.value as TemplateNode, scope)
    for (const target of node.targets ?? []) scope.assign(String(target.value), value)
  }

  #switch(node: TemplateNode, scope: Scope, emit: Emit): void {
    const value = this.#evaluator.evaluate(child(node.expr), scope)
    let matched = false
    for (const one of node.cases ?? []) {
      matched ||= this.#evaluator.evaluate(child(one.cond), scope) === value
      const body = child(one.body)
      // A case without a body falls through to the next one.
      if (matched && (body.children ?? []).length > 0) {
        this.render(body, scope, emit)
        return
      }
    }
    if (node.default != null) this.render(node.default, scope, emit)
  }
}

const STATEMENTS: Readonly<Record<string, string>> = {
  Include: 'include',
  Import: 'import',
  FromImport: 'import',
  Extends: 'extends',
  Block: 'block',
  Super: 'super()',
}

function loopVariables(index: number, length: number): Value {
  return {
    index: index + 1,
    index0: index,
    revindex: length - index,
    revindex0: length - index - 1,
    first: index === 0,
    last: index === length - 1,
    length,
  }
}
