import { AppError } from '../../errors/index.js'
import type { Connector, ProgressEvent } from '../../connectors/index.js'
import type { Anchor, AnchorName, Place, RenderedResource } from '../../manifest/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'
import { watchingConnector } from '../journal/watching-connector.js'
import { placeInFile } from './place-in-file.js'
import { shownStatement } from './shown-statement.js'
import type { Answer } from '../run/session-pool.js'
import { isRunFor } from '../run/purpose.js'
import type { StackRun } from '../run/stack-run.js'
import type { Wanted } from '../wanted.js'

/** The statements of one resource's `.iql` file, run when asked for. */
export class Statements {
  readonly #run: StackRun
  /** The resource's name. */
  readonly name: string
  readonly #rendered: RenderedResource
  readonly #wanted: Wanted | undefined
  readonly #parts: JsonObject | undefined
  /** `this.` of its templates: what its statements brought so far. */
  self: JsonObject = {}
  /** Identifiers of what is to go once the resource is made: they are noted with what makes it. */
  leftovers: readonly string[] = []

  /** @param parts of the identifier that is meant, where that is not the recorded one */
  constructor(
    run: StackRun,
    rendered: RenderedResource,
    wanted: Wanted | undefined,
    parts?: JsonObject,
  ) {
    this.#run = run
    this.name = rendered.resource.name
    this.#rendered = rendered
    this.#wanted = wanted
    this.#parts = parts
  }

  has(name: AnchorName): boolean {
    return this.#rendered.resource.anchors.has(name)
  }

  /**
   * The SQL of an anchor; `undefined` where there is none.
   * @throws AppError TEMPLATE_UNDEFINED
   */
  text(name: AnchorName): string | undefined {
    const context = this.#run.renderContext(this.name, this.self)
    const parts = this.#parts === undefined ? {} : { identifier: this.#parts }
    return this.#rendered.anchor(name, { ...context, ...parts })
  }

  /** As `text`; `waiting` where it needs what does not exist yet. */
  textIfKnown(name: AnchorName): string | undefined {
    try {
      const text = this.text(name)
      return text?.includes('{{') === true ? 'waiting' : text
    } catch (error) {
      if (AppError.is(error) && UNKNOWN_YET.has(error.code)) return 'waiting'
      // Without quotes the text of a placeholder that waits is no value; what it waits for may be a number.
      const isForbidden = AppError.is(error) && error.code === 'TEMPLATE_FORBIDDEN'
      if (isForbidden && this.#rendered.unknown.length > 0) return 'waiting'
      throw error
    }
  }

  /**
   * Finds what is wrong with an anchor without running it. Where it waits for other resources, that is what is wrong
   * with it whatever their values are.
   * @throws AppError as running it would
   */
  async verify(name: AnchorName): Promise<void> {
    if (!isRunFor(this.#run.purpose, name)) return
    const known = this.textIfKnown(name)
    if (known === undefined) return
    const texts =
      known === 'waiting' ? STAND_INS.map((value) => this.#textWith(name, value)) : [known]
    const failures: AppError[] = []
    for (const text of texts) {
      const failure = text === undefined ? undefined : await this.#failureOf(text)
      if (failure === undefined) return
      failures.push(failure)
    }
    const [first, ...others] = failures
    if (first === undefined) return
    // A number where a text will be, or the other way round, is no mistake of the statement.
    if (others.some(({ code, message }) => code !== first.code || message !== first.message)) return
    if (others.length > 0 && !OF_STATEMENTS.has(first.code)) return
    // Without its line in a file the anchor is shown, not a text with values that are none.
    const otherwise = known === 'waiting' ? this.#anchor(name)?.place : undefined
    throw this.#placed(name, texts[0] ?? '', first, otherwise)
  }

  /**
   * Runs an anchor that reads or writes: once, and again from the statement that failed, as often as its `retries` say.
   * @throws AppError of the statement that failed, with what those before it have made
   */
  async run(name: AnchorName): Promise<readonly JsonObject[]> {
    const text = this.text(name)
    if (text === undefined) return []
    const { retries = 0, retryDelay = 0 } = this.#anchor(name)?.options ?? {}
    const course: Course = { answers: [], made: new Map() }
    for (let attempt = 0; ; attempt++) {
      try {
        return rowsOf(await this.#ask(text, course))
      } catch (error) {
        if (attempt >= retries || !mayPass(error) || !mayRepeat(course)) {
          throw withMade(this.#placed(name, text, error), course)
        }
        await this.pause(retryDelay)
      }
    }
  }

  /** Asks until an answer satisfies, as often as the anchor's `retries` say (or `attempts`). */
  async check(
    name: AnchorName,
    satisfies: (rows: readonly JsonObject[]) => boolean,
    options: { readonly attempts?: number; readonly delay?: number } = {},
  ): Promise<{ readonly satisfied: boolean; readonly rows: readonly JsonObject[] }> {
    const anchor = this.#anchor(name)
    const attempts = options.attempts ?? anchor?.options.retries ?? 1
    const delay = options.delay ?? anchor?.options.retryDelay ?? 0
    for (let attempt = 1; ; attempt++) {
      const text = this.text(name) ?? ''
      const rows = await this.#asked(name, text)
      const satisfied = satisfies(rows)
      if (satisfied || attempt >= attempts) return { satisfied, rows }
      await this.pause(delay)
    }
  }

  #ask(text: string, { answers, made }: Course): Promise<readonly Answer[]> {
    const { sessions, context } = this.#run
    const schema = this.#wanted?.schema ?? this.#run.schema(this.name)
    const shown = shownStatement(text, schema)
    context.host.notify({ code: '6107', level: 'debug', text: `${this.name}: ${shown}` })
    const see = ({
      operation,
      status,
      requestToken,
      typeName,
      identifier,
    }: ProgressEvent): void => {
      if (operation !== 'CREATE' || status !== 'SUCCESS') return
      const what = [typeName, identifier].filter((one) => one !== undefined).join(' ')
      made.set(requestToken, { what, statement: answers.length })
    }
    const { name } = this
    const watch = (connector: Connector): Connector =>
      watchingConnector(this.#run.watched(connector, name, this.#wanted, this.leftovers), see)
    return sessions.run(text, watch, context.signal, answers)
  }

  /** True where what a statement returned says already what the callback would wait for. */
  isShortCut(name: AnchorName): boolean {
    const { shortCircuitField, shortCircuitValue } = this.#anchor(name)?.options ?? {}
    if (shortCircuitField === undefined) return false
    const returned = this.#run.callbacks.get(this.name) ?? {}
    const value = shortCircuitField
      .split('.')
      .reduce<Json | undefined>(
        (inner, step) => (isJsonObject(inner) ? inner[step] : undefined),
        returned,
      )
    return (
      value !== undefined &&
      JSON.stringify(value).replace(/^"|"$/g, '') === (shortCircuitValue ?? 'true')
    )
  }

  pause(seconds: number): Promise<void> {
    const { clock, signal } = this.#run.context
    return seconds <= 0 ? Promise.resolve() : clock.sleep(seconds * 1000, signal)
  }

  /** The SQL of an anchor with one value for all that it waits for; `undefined` where that does not do. */
  #textWith(name: AnchorName, value: string): string | undefined {
    try {
      const { rendered, context } = this.#run.renderAs(this.name, value, this.self)
      return rendered.anchor(name, context)
    } catch (error) {
      if (AppError.is(error) && error.kind === 'user') return undefined
      throw error
    }
  }

  async #failureOf(text: string): Promise<AppError | undefined> {
    try {
      await this.#run.sessions.check(text)
      return undefined
    } catch (cause) {
      const error = AppError.from(cause)
      if (error.kind === 'user') return error
      throw error
    }
  }

  async #asked(name: AnchorName, text: string): Promise<readonly JsonObject[]> {
    try {
      return rowsOf(await this.#ask(text, { answers: [], made: new Map() }))
    } catch (error) {
      // A resource that is asked for by its identifier and is not there is an answer.
      if (AppError.is(error) && error.code === 'NOT_FOUND') return []
      throw this.#placed(name, text, error)
    }
  }

  #anchor(name: AnchorName): Anchor | undefined {
    return this.#rendered.resource.anchors.get(name)
  }

  /** An error of a statement with the anchor that it is in. */
  #placed(name: AnchorName, text: string, cause: unknown, otherwise?: Place): AppError {
    const error = AppError.from(cause)
    const { iql } = this.#rendered.resource
    const anchor = this.#anchor(name)
    const place = anchor === undefined ? undefined : placeInFile(anchor, text, error)
    return new AppError(error.code, `${this.name}, ${name}: ${error.message}`, {
      ...error.details,
      ...(iql === undefined || error.details.file !== undefined ? {} : { file: iql }),
      ...(error.details.file === undefined ? (place ?? otherwise) : {}),
    })
  }
}

/** Values that do as a text in quotes and as a number without. */
const STAND_INS = ['1', '2'] as const

/** What is wrong with a statement whatever is put into it. */
const OF_STATEMENTS: ReadonlySet<string> = new Set([
  'SYNTAX',
  'UNKNOWN_PROVIDER',
  'UNKNOWN_SERVICE',
  'UNKNOWN_TABLE',
  'UNKNOWN_COLUMN',
  'UNSUPPORTED_STATEMENT',
  'UNSUPPORTED_OPERATION',
  'READ_ONLY_PROPERTY',
])

const UNKNOWN_YET: ReadonlySet<string> = new Set(['TEMPLATE_UNDEFINED', 'IDENTIFIER_REQUIRED'])

/** How far a text of statements has come. */
interface Course {
  readonly answers: Answer[]
  /** What was made, by request token, and by which of the statements. */
  readonly made: Map<string, { readonly what: string; readonly statement: number }>
}

/** A statement that has made a part of its rows, and a transaction, would make things twice. */
function mayRepeat({ answers, made }: Course): boolean {
  if (answers.some(({ kind }) => kind === 'transaction')) return false
  return [...made.values()].every(({ statement }) => statement < answers.length)
}

/** An error with what was made before it, and is there now. */
function withMade(error: AppError, { made }: Course): AppError {
  if (made.size === 0) return error
  const told = `made before that: ${[...made.values()].map(({ what }) => what).join(', ')}`
  const hint = [error.details.hint, told].filter((one) => one !== undefined).join('; ')
  return new AppError(error.code, error.message, { ...error.details, hint })
}

/** A statement that is wrong stays wrong; what a service said may change. */
function mayPass(error: unknown): boolean {
  const { kind } = AppError.from(error)
  return kind === 'external' || kind === 'resources'
}

/** Rows of the last statement that has any. */
function rowsOf(answers: readonly Answer[]): readonly JsonObject[] {
  return (answers.findLast(({ rows }) => rows.length > 0)?.rows ?? []).map(asJson)
}

function asJson(row: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonOf(value)]))
}

function jsonOf(value: unknown): Json {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  }
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value) || isJsonObject(value)) return value as Json
  return JSON.stringify(value)
}
