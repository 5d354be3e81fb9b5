import nunjucks from 'nunjucks'
import { AppError } from '../errors/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { BORROWED_NAMES, borrowFilter, type ForeignFilter } from './filters/borrowed.js'
import { OWN_FILTERS } from './filters/own.js'
import type { UsedName } from './references/template-names.js'
import { namesOf } from './references/template-names.js'
import { builtins } from './template/builtins.js'
import type { Filter, Test } from './template/context.js'
import { Deferred, RenderContext } from './template/context.js'
import type { TemplateNode } from './template/nodes.js'
import { templateError } from './template/problem.js'
import { Scope } from './template/scope.js'
import type { PreparedSource } from './template/source.js'
import { prepareSource } from './template/source.js'
import { ShellWriter } from './template/shell-writer.js'
import { SqlWriter } from './template/sql-writer.js'
import { Renderer } from './template/statement.js'
import type { Piece } from './template/values.js'
import { pieceText, plain } from './template/values.js'

export interface RenderOptions {
  /** JSON values by name. A text that spells a JSON object or array can be indexed and looped over too. */
  readonly variables: Readonly<Record<string, Json>>
  /** Groups of variables, reached by `group.name`: `vars`, `this`, the resources of a stack. */
  readonly scopes?: Readonly<Record<string, JsonObject>>
  /** File the template comes from, for messages. */
  readonly file?: string
  /** True for SQL: a value between quotes gets its quotes doubled, and cannot leave its place elsewhere. */
  readonly sql?: boolean
  /** For SQL: stretches of the template's own text that stand for values. */
  readonly inserts?: ReadonlyMap<string, string>
  /** True for a shell script: no value becomes code of it. */
  readonly shell?: boolean
  /** Names that get their values later: a placeholder that needs one stays as it is written. */
  readonly deferred?: Iterable<string> | ReadonlySet<string>
  /** Hears of each deferred name that was met. */
  readonly onDeferred?: (name: string) => void
  /** What to do about a name that has no value; for messages. */
  readonly howToGive?: (name: string) => string
  /** Why a name has no value, where that is known to be no mistake of the template; for messages. */
  readonly whyAbsent?: (name: string) => string | undefined
  /** Makes the values of `uuid()`. */
  readonly uuid?: () => string
  /** Makes the value of `idempotency_token`, once for each rendering. */
  readonly idempotencyToken?: () => string
}

/** False for a text that is nothing but itself. */
export function isTemplate(text: string): boolean {
  return /\{[{%#]/.test(text)
}

/** Longest text that a template may render, in characters. */
const MAX_OUTPUT = 64 * 1024 * 1024

/**
 * Renders a nunjucks template. nunjucks reads it; nothing of it is ever compiled, since a template is code
 * from wherever its file comes from (a name with a quote in it becomes JavaScript in nunjucks' compiler).
 *
 * Objects and arrays print as compact JSON, booleans as true and false, null as `null`: all three are what
 * the surrounding JSON or YAML reads back as the same value. In SQL, null is NULL, and `'{{ x }}'` with a
 * null is NULL too, so that a property which is null is not given instead of being an empty text.
 *
 * @throws AppError TEMPLATE_SYNTAX, TEMPLATE_UNDEFINED, TEMPLATE_FORBIDDEN or TEMPLATE_FILTER with line,
 *   column and what is near.
 */
export function renderTemplate(text: string, options: RenderOptions): string {
  if (!isTemplate(text) && (options.inserts?.size ?? 0) === 0) return text
  const written = run(text, options, (context) => {
    const write =
      options.sql === true
        ? sqlText(context, options.inserts)
        : options.shell === true
          ? shellText(context)
          : plainText()
    return { emit: write.emit, finish: write.finish }
  })
  return written ?? text
}

/**
 * As `renderTemplate`, but a text that is one placeholder becomes the placeholder's value, with its type:
 * a number stays a number, a list a list, null null.
 */
export function renderValue(text: string, options: RenderOptions): Json {
  if (!isTemplate(text)) return text
  const value = run<Json>(text, options, () => {
    const write = plainText()
    const pieces: Piece[] = []
    const emit = (piece: Piece): void => {
      if (!('text' in piece && piece.text === '')) pieces.push(piece)
      write.emit(piece)
    }
    const finish = (): Json => {
      const [only] = pieces
      return pieces.length === 1 && only !== undefined && 'value' in only
        ? plain(only.value)
        : write.finish()
    }
    return { emit, finish }
  })
  return value === undefined ? text : value
}

/** Runs a template into a sink; `undefined` where it needs a deferred name outside of a placeholder. */
function run<T>(
  text: string,
  options: RenderOptions,
  open: (context: RenderContext) => Sink<T>,
): T | undefined {
  const { scopes = {} } = options
  const origin = { text, ...(options.file !== undefined && { file: options.file }) }
  let context: RenderContext | undefined
  try {
    const deferred = options.deferred instanceof Set ? options.deferred : new Set(options.deferred)
    const { source, parse } = prepared(text, () => namesIn(options, deferred))
    const vocabulary = {
      variables: options.variables,
      scopes,
      filters: filters(),
      tests: tests(),
      deferred,
      builtins: builtins(options),
      howToGive: options.howToGive ?? byVariable,
      ...(options.whyAbsent !== undefined && { whyAbsent: options.whyAbsent }),
    }
    context = new RenderContext(vocabulary, origin, source)
    const root = parse(context)
    const sink = open(context)
    new Renderer(context).render(root, new Scope(), (piece) => {
      sink.emit(piece)
    })
    context.throwMissing()
    return sink.finish()
  } catch (error) {
    if (error instanceof Deferred) return undefined
    if (AppError.is(error) && error.code === 'TEMPLATE_UNDEFINED') context?.noteMissing(error)
    // What else is wrong may come of what is missing.
    context?.throwMissing()
    if (error instanceof RangeError) {
      throw templateError('TEMPLATE_SYNTAX', 'the template nests too deep', origin)
    }
    if (AppError.is(error) && error.details.position === undefined) {
      throw new AppError(error.code, error.message, { ...origin, ...error.details })
    }
    throw error
  } finally {
    context?.deferred.forEach((name) => options.onDeferred?.(name))
  }
}

/** All names that a template may use; gone through only where one of them needs care. */
function* namesIn(options: RenderOptions, deferred: Iterable<string>): Generator<string> {
  yield* Object.keys(options.variables)
  yield* Object.keys(options.scopes ?? {})
  yield* deferred
}

function byVariable(name: string): string {
  return `Give it a value: --var ${name}=..., or in a file with --vars.`
}

/**
 * Names that a template takes from its variables.
 *
 * @param names that are known to exist; those with `-` or `/` in them win over arithmetic.
 * @throws AppError TEMPLATE_SYNTAX.
 */
export function templateNames(text: string, names: Iterable<string>, file?: string): UsedName[] {
  if (!isTemplate(text)) return []
  const origin = { text, ...(file !== undefined && { file }) }
  const { source, parse } = prepared(text, () => names)
  const maps = { filters: new Map(), tests: new Map(), builtins: new Map() }
  const vocabulary = { ...maps, variables: {}, scopes: {}, deferred: new Set<string>() }
  const context = new RenderContext({ ...vocabulary, howToGive: byVariable }, origin, source)
  return namesOf(parse(context), source.unalias)
}

interface Sink<T> {
  readonly emit: (piece: Piece) => void
  readonly finish: () => T
}

function plainText(): Sink<string> {
  let out = ''
  return {
    emit: (piece) => {
      out += pieceText(piece)
      if (out.length > MAX_OUTPUT)
        throw new AppError('TEMPLATE_FORBIDDEN', 'the result is too long')
    },
    finish: () => out,
  }
}

function sqlText(context: RenderContext, inserts: RenderOptions['inserts']): Sink<string> {
  const writer = new SqlWriter((code, message, piece, hint) =>
    context.error(code, message, 'node' in piece ? piece.node : undefined, hint),
  )
  return {
    emit: inserts === undefined ? writer.emit : separating(inserts, writer.emit),
    finish: () => writer.finish(),
  }
}

/** Finds the inserts in the template's own text. */
function separating(
  inserts: ReadonlyMap<string, string>,
  emit: (piece: Piece) => void,
): (piece: Piece) => void {
  return (piece) => {
    if (!('text' in piece)) {
      emit(piece)
      return
    }
    let rest = piece.text
    for (;;) {
      const found = [...inserts.keys()]
        .map((mark) => ({ mark, at: rest.indexOf(mark) }))
        .filter(({ at }) => at >= 0)
        .sort((a, b) => a.at - b.at)[0]
      if (found === undefined) break
      emit({ text: rest.slice(0, found.at) })
      emit({ value: inserts.get(found.mark) ?? '', name: found.mark.slice(1, -1) })
      rest = rest.slice(found.at + found.mark.length)
    }
    emit({ text: rest })
  }
}

function shellText(context: RenderContext): Sink<string> {
  const writer = new ShellWriter((code, message, piece, hint) =>
    context.error(code, message, 'node' in piece ? piece.node : undefined, hint),
  )
  return { emit: writer.emit, finish: () => writer.finish() }
}

interface Prepared {
  readonly source: PreparedSource
  readonly parse: (context: RenderContext) => TemplateNode
}

/** Templates that were read before: a stack's are looked through, checked, planned and applied. */
const READ = new Map<string, Prepared>()
const MOST_READ = 20_000
const LONGEST_READ = 1_000

/** A template made ready to be read, once however often it is rendered. */
function prepared(text: string, names: () => Iterable<string>): Prepared {
  const known = READ.get(text)
  if (known !== undefined) return known
  const source = prepareSource(text, names())
  let root: TemplateNode | undefined
  const ready = { source, parse: (context: RenderContext) => (root ??= parseWith(source, context)) }
  // With a dash or slash in its code, what it means depends on the names that there are.
  const code = text.slice(text.indexOf('{'), text.lastIndexOf('}'))
  if (!/[-/]/.test(code) && text.length <= LONGEST_READ) {
    if (READ.size >= MOST_READ) READ.clear()
    READ.set(text, ready)
  }
  return ready
}

function parseWith(source: PreparedSource, context: RenderContext): TemplateNode {
  const { variableStart, variableEnd } = source
  try {
    return parser.parse(source.text, [], { tags: { variableStart, variableEnd } })
  } catch (error) {
    if (error instanceof RangeError) throw error
    // Where the text ends within a bracket or a quote, the parser stumbles over a token that is not there.
    if (error instanceof TypeError) {
      throw context.error(
        'TEMPLATE_SYNTAX',
        'a bracket or quote of the template is never closed',
        undefined,
      )
    }
    const { message, lineno, colno } = error as Error & { lineno?: number; colno?: number }
    const node = lineno === undefined ? undefined : { lineno: lineno - 1, colno: (colno ?? 1) - 1 }
    const reason = source.unalias(message.replace(/^.*?(?:\n\s*)?(?:Error: )?/s, ''))
    throw context.error(
      'TEMPLATE_SYNTAX',
      reason === '' ? message : reason,
      node && { typename: '', ...node },
    )
  }
}

interface Parser {
  parse(text: string, extensions: [], options: object): TemplateNode
}
const { parser } = nunjucks as unknown as { parser: Parser }

let known: { filters: ReadonlyMap<string, Filter>; tests: ReadonlyMap<string, Test> } | undefined

function filters(): ReadonlyMap<string, Filter> {
  return vocabularyOfNunjucks().filters
}

function tests(): ReadonlyMap<string, Test> {
  return vocabularyOfNunjucks().tests
}

/** Filters and tests of nunjucks that are safe to call, with ours over them; made on first use. */
function vocabularyOfNunjucks(): NonNullable<typeof known> {
  if (known !== undefined) return known
  const environment = new nunjucks.Environment([], { autoescape: false }) as unknown as {
    getFilter(name: string): ForeignFilter
    getTest(name: string): (...args: readonly (Json | undefined)[]) => boolean
  }
  const borrowed = BORROWED_NAMES.map((name): [string, Filter] => {
    const filter = environment.getFilter(name)
    return [name, borrowFilter(name, (...args) => filter.call({ env: environment }, ...args))]
  })
  const tested = TEST_NAMES.map((name): [string, Test] => {
    const test = environment.getTest(name)
    return [name, (value, args) => test.call({ env: environment }, value, ...args)]
  })
  known = { filters: new Map([...borrowed, ...OWN_FILTERS]), tests: new Map(tested) }
  return known
}

const TEST_NAMES = [
  ...['divisibleby', 'eq', 'equalto', 'even', 'falsy', 'ge', 'greaterthan', 'gt', 'iterable', 'le'],
  ...['lessthan', 'lower', 'lt', 'mapping', 'ne', 'null', 'number', 'odd', 'sameas', 'string'],
  ...['truthy', 'upper'],
]
