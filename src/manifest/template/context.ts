import type { ErrorCode } from '../../errors/index.js'
import { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { nearest } from '../../util/index.js'
import type { TemplateNode } from './nodes.js'
import type { TemplateOrigin } from './problem.js'
import { nodePosition, templateError } from './problem.js'
import type { PreparedSource } from './source.js'
import type { Value } from './values.js'

/** A filter: arguments after the value, and named ones. */
export type Filter = (
  value: Value,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
) => Value

/** A test of `x is test(argument)`. */
export type Test = (value: Json | undefined, args: readonly (Json | undefined)[]) => boolean

/** What a template may use. */
export interface Vocabulary {
  readonly variables: Readonly<Record<string, Json>>
  /** Groups of names that are reached by `group.name`; a variable of the same name does not hide them. */
  readonly scopes: Readonly<Record<string, JsonObject>>
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Test>
  /** Names that stay as they are written, to be rendered later. */
  readonly deferred: ReadonlySet<string>
  /** Functions and lazily made values by name. */
  readonly builtins: ReadonlyMap<string, () => Value>
  /** What to do about a name that has no value. */
  readonly howToGive: (name: string) => string
  readonly whyAbsent?: (name: string) => string | undefined
}

/** Thrown for an expression that needs a name which is rendered later; its placeholder stays. */
export class Deferred extends Error {}

/** Steps and characters that one rendering may take, so that a template ends. */
const MAX_STEPS = 2_000_000

/** One rendering: its vocabulary, its source for messages, and a bound on its work. */
export class RenderContext {
  readonly vocabulary: Vocabulary
  readonly origin: TemplateOrigin
  readonly source: PreparedSource
  #folded: ReadonlyMap<string, string | undefined> | undefined
  /** Deferred names that were met. */
  readonly deferred = new Set<string>()
  /** Placeholders without a value, in the order of the text, so that all of them are told at once. */
  readonly #missing: AppError[] = []
  #steps = 0

  constructor(vocabulary: Vocabulary, origin: TemplateOrigin, source: PreparedSource) {
    this.vocabulary = vocabulary
    this.origin = origin
    this.source = source
  }

  /** @throws AppError TEMPLATE_FORBIDDEN for a template that does not come to an end. */
  step(node: TemplateNode, count = 1): void {
    this.#steps += count
    if (this.#steps > MAX_STEPS) {
      throw this.error('TEMPLATE_FORBIDDEN', 'the template runs too long', node)
    }
  }

  /** A variable or builtin; `undefined` where there is none. */
  lookup(name: string): Value {
    const { variables, builtins, scopes } = this.vocabulary
    if (Object.hasOwn(variables, name)) return variables[name]
    this.#defer(name)
    const builtin = builtins.get(name)
    if (builtin !== undefined) return builtin()
    // DomainName and domain_name are one property: either spelling finds the variable.
    this.#folded ??= foldNames(Object.keys(variables))
    const spelled = this.#folded.get(fold(name))
    if (spelled !== undefined) return variables[spelled]
    return Object.hasOwn(scopes, name) ? scopes[name] : undefined
  }

  /** True for a name that the template's data has, so that it means nothing else. */
  isData(name: string): boolean {
    const { variables, scopes } = this.vocabulary
    return Object.hasOwn(variables, name) || Object.hasOwn(scopes, name)
  }

  /** The member of a group; `undefined` where the name is no group or the group lacks it. */
  lookupIn(name: string, key: string): Value {
    const scope = Object.hasOwn(this.vocabulary.scopes, name)
      ? this.vocabulary.scopes[name]
      : undefined
    if (scope !== undefined && Object.hasOwn(scope, key)) return scope[key]
    if (scope !== undefined) {
      const spelled = foldNames(Object.keys(scope)).get(fold(key))
      if (spelled !== undefined) return scope[spelled]
    }
    if (!Object.hasOwn(this.vocabulary.variables, name)) this.#defer(name)
    return undefined
  }

  #defer(name: string): void {
    if (!this.vocabulary.deferred.has(name)) return
    this.deferred.add(name)
    throw new Deferred()
  }

  /** Keeps that a placeholder has no value; any other error is thrown on. */
  noteMissing(error: unknown): void {
    if (!AppError.is(error) || error.code !== 'TEMPLATE_UNDEFINED') throw error
    const isNew = this.#missing.every(({ message }) => message !== error.message)
    if (isNew) this.#missing.push(error)
  }

  /** @throws AppError TEMPLATE_UNDEFINED for all placeholders without a value, where there are any. */
  throwMissing(): void {
    const [first, ...others] = this.#missing
    if (first === undefined) return
    if (others.length === 0) throw first
    const lines = this.#missing.map(({ message, details: { position } }) => {
      const where = position === undefined ? '' : ` (line ${String(position.line)})`
      return `- ${message}${where}`
    })
    const hints = [...new Set(this.#missing.flatMap(({ details }) => details.hint ?? []))]
    throw new AppError(
      'TEMPLATE_UNDEFINED',
      `${String(lines.length)} placeholders have no value:\n${lines.join('\n')}`,
      { ...first.details, ...(hints.length > 0 && { hint: hints.join('\n') }) },
    )
  }

  error(code: ErrorCode, message: string, node: TemplateNode | undefined, hint?: string): AppError {
    return templateError(code, message, this.origin, { node, hint })
  }

  /** The error for a name that nothing gives a value to; `scope` are the names of the template itself. */
  undefinedName(node: TemplateNode, name: string, scope: readonly string[]): AppError {
    const written = this.#wholeName(node, name)
    const why = this.vocabulary.whyAbsent?.(written)
    if (why !== undefined) {
      return this.error('TEMPLATE_UNDEFINED', `"${written}" has no value: ${why}`, node)
    }
    const known = [...Object.keys(this.vocabulary.variables), ...scope]
    const near = nearest(written, known)
    const hint =
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : this.vocabulary.howToGive(written)
    return this.error('TEMPLATE_UNDEFINED', `"${written}" is not defined`, node, hint)
  }

  /** `my-res` where `my` alone is unknown: more likely a name than a difference of two unknowns. */
  #wholeName(node: TemplateNode, name: string): string {
    const position = nodePosition(this.origin.text, node)
    if (position === undefined) return name
    const pattern = /[A-Za-z_$][\w$]*(?:[-/][A-Za-z_$][\w$]*)*/y
    pattern.lastIndex = position.offset
    const whole = pattern.exec(this.origin.text)?.[0] ?? name
    const parts = whole.split(/[-/]/).slice(1)
    const known = parts.some((part) => Object.hasOwn(this.vocabulary.variables, part))
    return known || !whole.startsWith(name) ? name : whole
  }
}

function foldNames(names: readonly string[]): ReadonlyMap<string, string | undefined> {
  const folded = new Map<string, string | undefined>()
  for (const name of names) folded.set(fold(name), folded.has(fold(name)) ? undefined : name)
  return folded
}

function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
