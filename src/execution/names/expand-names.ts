import { AppError } from '../../errors/index.js'
import { isEnginePlace, readSyntaxTree, type TableReference } from '../../plan/index.js'
import {
  isIdentifier,
  isSymbol,
  isWord,
  toDuckDialect,
  tokenize,
  type Token,
} from '../../sql/index.js'
import { applyEdits, originalOffset, positionAt, utf16Offset } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { NamedText, type NameEdit } from './named-text.js'
import type { StoredName } from './stored-names.js'

type NameContext = Pick<ExecutionContext, 'engine' | 'names' | 'host'>

/**
 * Writes names out in full: those that `USE` shortens, and views, each reference of which becomes a subquery
 * of its own, so that a predicate on one is not a predicate on the other. Names of common table expressions
 * come first, as everywhere.
 * @throws AppError FILE_UNREADABLE, and of a view's query whatever is wrong with it now
 */
export async function expandNames(sql: string, context: NameContext): Promise<NamedText> {
  return new Expansion(context).expand(sql, context.names.path)
}

/** Writes out what `USE` shortens and leaves views as they are: what a view's own text has to hold. */
export async function qualifyNames(sql: string, context: NameContext): Promise<string> {
  return (await new Expansion(context, { viewsStay: true }).expand(sql, context.names.path)).sql
}

class Expansion {
  readonly #context: NameContext
  readonly #viewsStay: boolean
  readonly #known: ReadonlySet<string>
  /** Bodies of views, written out in full. */
  readonly #bodies = new Map<string, NamedText>()
  readonly #cautioned = new Set<string>()
  /** Views that are being written out, outermost first. */
  readonly #open: string[] = []

  constructor(context: NameContext, { viewsStay = false } = {}) {
    this.#context = context
    this.#viewsStay = viewsStay
    this.#known = context.names.stored.all()
  }

  async expand(sql: string, path: readonly string[]): Promise<NamedText> {
    const tokens = tokenize(sql)
    if (path.length === 0 && !this.#mentions(tokens)) return new NamedText(sql, sql, [])
    const dialect = toDuckDialect(sql)
    let tree
    try {
      tree = readSyntaxTree(await this.#context.engine.syntaxTree(dialect.sql))
    } catch (error) {
      // The statement's own pass over the text says what is wrong, and where.
      if (AppError.is(error) && error.code === 'SYNTAX') return new NamedText(sql, sql, [])
      throw error
    }
    const edits: NameEdit[] = []
    for (const reference of tree.tables) {
      if (isEnginePlace(reference.parts)) continue
      const offset = originalOffset(dialect.edits, utf16Offset(dialect.sql, reference.byteOffset))
      const edit = await this.#edit(reference, { sql, tokens, offset, path })
      if (edit !== undefined) edits.push(edit)
    }
    return edits.length === 0
      ? new NamedText(sql, sql, [])
      : new NamedText(applyEdits(sql, edits), sql, edits)
  }

  #mentions(tokens: readonly Token[]): boolean {
    return (
      this.#known.size > 0 &&
      tokens.some((token) => isIdentifier(token) && this.#known.has(plainName(token)))
    )
  }

  async #edit(reference: TableReference, place: Place): Promise<NameEdit | undefined> {
    const { parts, alias } = reference
    const first = place.tokens.findIndex(({ start }) => start === place.offset)
    const last = first + 2 * (parts.length - 1)
    const [start, end] = [place.tokens[first]?.start, place.tokens[last]?.end]
    if (start === undefined || end === undefined) return undefined
    const [name = ''] = parts
    const stored =
      parts.length === 1 && this.#known.has(name.toLowerCase())
        ? await this.#context.names.stored.find(name)
        : undefined
    if (stored !== undefined && this.#viewsStay) return undefined
    const as = alias === '' ? ` AS ${quoted(name)}` : ''
    if (stored === undefined) {
      const full = inPath(parts, place.path)
      return full && { start, end, text: full.map(quoted).join('.') }
    }
    if (stored.kind === 'rows') {
      this.#caution(stored)
      const temporary = stored.temporary ? [stored.name] : []
      return { start, end, text: stored.table.map(quoted).join('.') + as, temporary }
    }
    const body = await this.#body(stored, place)
    // `TABLE v` is short for `FROM v`, and takes no subquery.
    const before = place.tokens[first - 1]
    const short = isWord(before, 'TABLE') && !isSymbol(place.tokens[last + 1], '(')
    return {
      start: short && before !== undefined ? before.start : start,
      end,
      text: `${short ? 'FROM ' : ''}(${body.sql}\n)${as}`,
      view: stored.name,
      temporary: body.temporary,
    }
  }

  async #body(view: StoredName & { readonly kind: 'view' }, place: Place): Promise<NamedText> {
    const key = view.name.toLowerCase()
    const known = this.#bodies.get(key)
    if (known !== undefined) return known
    if (this.#open.includes(key)) throw this.#cycle(key, place)
    this.#open.push(key)
    try {
      const body = await this.#inner(view, place)
      this.#bodies.set(key, body)
      return body
    } finally {
      this.#open.pop()
    }
  }

  /** A body must be one query by itself, whoever wrote its file. */
  async #inner(view: StoredName & { readonly kind: 'view' }, place: Place): Promise<NamedText> {
    try {
      const tree = readSyntaxTree(
        await this.#context.engine.syntaxTree(toDuckDialect(view.sql).sql),
      )
      if (tree.statementCount !== 1) {
        throw new AppError('READERS_DISAGREE', 'its text can be read as more than one statement')
      }
      return await this.expand(view.sql, [])
    } catch (error) {
      if (!AppError.is(error) || error.code === 'CANCELLED' || isCycle(error)) throw error
      throw new AppError(error.code, `in view ${view.name}: ${error.message}`, {
        ...error.details,
        position: positionAt(place.sql, place.offset),
        source: place.sql,
      })
    }
  }

  #cycle(key: string, { sql, offset }: Place): AppError {
    const path = [...this.#open.slice(this.#open.indexOf(key)), key].join(' reads ')
    return new AppError('SQL_RUNTIME', `${CYCLE}: ${path}`, {
      position: positionAt(sql, offset),
      source: sql,
      hint: 'CREATE OR REPLACE one of them so that it does not',
    })
  }

  #caution({ name, caution }: StoredName & { readonly kind: 'rows' }): void {
    if (caution === undefined || this.#cautioned.has(name)) return
    this.#cautioned.add(name)
    this.#context.host.notify({
      code: '1104',
      level: 'warning',
      text: `${name}: ${caution}`,
      data: { name },
    })
  }
}

interface Place {
  readonly sql: string
  readonly tokens: readonly Token[]
  /** Of the reference in `sql`. */
  readonly offset: number
  readonly path: readonly string[]
}

const CYCLE = 'these views read each other'

function isCycle({ message }: AppError): boolean {
  return message.startsWith(CYCLE)
}

/** The name as `USE` means it, `undefined` where it is in full or `USE` says nothing about it. */
function inPath(parts: readonly string[], path: readonly string[]): readonly string[] | undefined {
  const missing = 3 - parts.length
  if (missing <= 0 || missing > path.length || parts[0]?.toLowerCase() === 'skyql') return undefined
  return [...path.slice(0, missing), ...parts]
}

function plainName(token: Token): string {
  const { text } = token
  const name = token.kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text
  return name.toLowerCase()
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
