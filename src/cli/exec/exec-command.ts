import { AppError } from '../../errors/index.js'
import type { StatementResult } from '../../session/index.js'
import {
  cacheFolder,
  createSession,
  isLacking,
  warnOfUnfinished,
  withSecretNames,
  type Session,
} from '../../session/index.js'
import { readStatement, splitStatements, type Statement } from '../../sql/index.js'
import { positionAt } from '../../util/index.js'
import { ConsoleHost } from '../console-host.js'
import { EXIT, exitCodeOf } from '../exit-code.js'
import { reportError, useColor } from '../report-error.js'
import {
  isReaderGone,
  outputError,
  outputExitCode,
  outputFailure,
  takeOutputFailures,
} from '../standard-output.js'
import { debugLevel, sessionOptions, type SessionFlags } from '../session-flags.js'
import { cancellation } from './cancellation.js'
import { dryRun } from './dry-run.js'
import { fileOutput, standardOutput, type Output } from './output.js'
import { readInputText, type InputFlags } from './input-text.js'
import type { ProgressLine } from './progress-line.js'
import { readInput } from './read-input.js'
import { inScript, placeInScript, type PlacedStatement } from './placed-statement.js'
import { ownNamesOf, renderScript, type VariableFlags } from './render-script.js'
import { reportCoverage } from './report-coverage.js'
import { printStatistics } from './statistics.js'
import { watched } from './watched.js'
import { unfilled, withInput, withParameters } from './with-input.js'
import { writeRows, type RowFlags } from './write-rows.js'

export type ExecFlags = SessionFlags &
  InputFlags &
  VariableFlags &
  RowFlags & {
    readonly infile?: string
    readonly outfile?: string
    readonly dryRun?: boolean
    readonly wait: boolean
    readonly timeout?: number
    readonly stats?: boolean
    readonly quiet?: boolean
    readonly cacheTtl?: number
    readonly readOnly?: boolean
    readonly strict?: boolean
    readonly maxCalls?: number
    readonly yes?: boolean
    readonly maxChanges?: number
    readonly writesInFlight?: number
    readonly resume?: boolean
  }

/** `skyql exec`: every statement is read and checked before the first one runs. */
export async function execCommand(sql: string | undefined, flags: ExecFlags): Promise<void> {
  const host = new ConsoleHost({ debug: debugLevel(flags), quiet: flags.quiet === true })
  const session = createSession({
    ...sessionOptions(flags, host),
    wait: flags.wait,
    cacheDir: cacheFolder(),
    ...(flags.cacheTtl === undefined ? {} : { cacheTtl: flags.cacheTtl }),
    strict: flags.strict === true,
    readOnly: flags.readOnly === true,
    ...(flags.maxCalls === undefined ? {} : { maxCalls: flags.maxCalls }),
    // 0 is no limit, as SET timeout has it.
    ...(flags.timeout === undefined || flags.timeout === 0 ? {} : { timeout: flags.timeout }),
    yes: flags.yes === true,
    ...(flags.maxChanges === undefined ? {} : { maxChanges: flags.maxChanges }),
    ...(flags.writesInFlight === undefined ? {} : { mutationsInFlight: flags.writesInFlight }),
  })
  try {
    if (flags.resume === true) {
      await resumeRun(session, { sql, flags, host })
      return
    }
    refuseStdinTwice(sql, flags)
    const input = await readInputText(flags)
    const given = await readInput(sql, flags.infile)
    const ownNames = ownNamesOf(given)
    const rendered = await renderScript(given, flags, flags.infile)
    await session.readDocuments(rendered)
    const filled =
      input === undefined ? unfilled(rendered) : withInput(rendered, input, session.catalog)
    try {
      const statements = withParameters(readScript(filled.script, flags), filled.parameters)
      await warnOfUnfinished(session, host)
      // A single statement is checked when it runs; of several none runs before all are checked.
      if (statements.length > 1) {
        for (const placed of statements) {
          await inScript(placed, () => session.check(placed.statement))
        }
      }
      if (flags.output === 'parquet') await exportScript(session, statements, flags)
      else await runScript(session, statements, { flags, host, ownNames })
    } catch (error) {
      throw await filled.place(error)
    }
  } catch (error) {
    throw withSecretNames(error, session.catalog)
  } finally {
    await session.close()
  }
}

/** Stdin is read once: for the statements, or for what fills one. */
function refuseStdinTwice(
  sql: string | undefined,
  { infile, inputJson, inputYaml }: ExecFlags,
): void {
  const isInput = (inputJson ?? inputYaml) === '-'
  if (!isInput || (sql !== undefined && sql !== '-') || (infile ?? '-') !== '-') return
  throw new AppError('USAGE', 'stdin cannot be both the statement and its input', {
    hint: "skyql exec --input-json - 'INSERT INTO …' < input.json",
  })
}

function readScript(script: string, { dryRun: dry, infile }: ExecFlags): PlacedStatement[] {
  const slices = located(script, infile, () => splitStatements(script))
  if (slices.length === 0) throw new AppError('USAGE', 'there is no statement in the input')
  const statements = slices.map((slice) => {
    const place = { slice, script, ...(infile === undefined ? {} : { file: infile }) }
    const statement = inScriptNow(place, () => readStatement(slice.text))
    return { ...place, statement }
  })
  return dry === true ? dryRun(statements) : statements
}

interface ScriptParts {
  readonly flags: ExecFlags
  readonly host: ConsoleHost
  /** Variables of the environment that the script names, and not what fills it. */
  readonly ownNames: ReadonlySet<string>
}

async function runScript(
  session: Session,
  statements: readonly PlacedStatement[],
  { flags, host, ownNames }: ScriptParts,
): Promise<void> {
  const file = flags.outfile === undefined ? undefined : await fileOutput(flags.outfile)
  await watched(session, flags, host, async (signal, progress) => {
    const output = file ?? progress.above(standardOutput)
    host.whileAsking = (asking) => progress.hold(asking)
    try {
      takeOutputFailures()
      for (const [index, placed] of statements.entries()) {
        const started = performance.now()
        progress.begin()
        const code = await inScript(placed, async () => {
          const stream = flags.outfile === undefined && STREAMED.has(flags.output)
          const result = await session.run(placed.statement, signal, { stream, ownNames })
          return finish(result, { output, flags, progress, session, started })
        })
        if (code !== EXIT.done) process.exitCode = code
        if (outputFailure() !== undefined) {
          const isFailed = code !== EXIT.done && code !== EXIT.incomplete
          return endWithOutput(statements.slice(index + 1), isFailed)
        }
        if (code !== EXIT.done && code !== EXIT.incomplete) return
      }
      if (session.inTransaction && flags.dryRun !== true) throw unfinished()
    } finally {
      await output.close()
    }
  })
}

/** Ends a script whose output is taken no more: nothing is begun, and what is not run is told. */
function endWithOutput(rest: readonly PlacedStatement[], isFailed: boolean): void {
  const writes = rest.filter(({ statement }) => !READS.has(statement.kind)).length
  process.exitCode = isFailed || writes > 0 ? EXIT.failed : outputExitCode()
  const parts = [
    isReaderGone() ? 'nobody reads the output' : outputError().message,
    ...(rest.length === 0 ? [] : [notRun(rest, writes)]),
  ]
  if (rest.length === 0 && isReaderGone()) return
  process.stderr.write(`error: ${parts.join(': ')}\n`)
}

function notRun(rest: readonly PlacedStatement[], writes: number): string {
  const [first] = rest
  const line = first === undefined ? 1 : lineOf(first)
  const count = rest.length === 1 ? '1 statement was' : `${String(rest.length)} statements were`
  const changing = writes === 0 ? '' : `, ${String(writes)} of which may change something`
  return `${count} not run${changing}, from line ${String(line)} on`
}

function lineOf({ script, slice }: PlacedStatement): number {
  return positionAt(script, slice.offset).line
}

/** Statements that change nothing. */
const READS: ReadonlySet<Statement['kind']> = new Set([
  'query',
  'show',
  'report',
  'describe',
  'describe-method',
  'explain',
  'permissions',
  'set',
  'use',
])

/** `--resume`: what came of requests of earlier runs. */
async function resumeRun(
  session: Session,
  { sql, flags, host }: Omit<ScriptParts, 'ownNames'> & { readonly sql: string | undefined },
): Promise<void> {
  const { script, ownNames } = await resumedScript(sql, flags)
  if (flags.journal === false) {
    throw new AppError('USAGE', '--resume reads the journal, and --no-journal keeps none')
  }
  await watched(session, flags, host, async (signal, progress) => {
    const started = performance.now()
    const result = await session.resume(script, signal, { ownNames })
    const parts = { output: standardOutput, flags, progress, session, started }
    const code = await finish(result, parts)
    if (code !== EXIT.done) process.exitCode = code
  })
}

async function resumedScript(
  sql: string | undefined,
  flags: ExecFlags,
): Promise<{ readonly script: readonly Statement[]; readonly ownNames: ReadonlySet<string> }> {
  if (sql === undefined && flags.infile === undefined) return { script: [], ownNames: new Set() }
  const input = await readInput(sql, flags.infile)
  const rendered = await renderScript(input, flags, flags.infile)
  const script = readScript(rendered, { ...flags, dryRun: false })
  return { script: script.map(({ statement }) => statement), ownNames: ownNamesOf(input) }
}

/** Formats whose rows stand for themselves, so that each is worth having before the last one is there. */
const STREAMED = new Set(['jsonl', 'csv', 'tsv', 'text', 'yaml-stream'])

function unfinished(): AppError {
  return new AppError(
    'TRANSACTION',
    'the script ends inside a transaction: nothing of it was applied',
    {
      hint: 'end it with COMMIT',
    },
  )
}

interface Finish {
  readonly output: Output
  readonly flags: ExecFlags
  readonly progress: ProgressLine
  readonly session: Session
  readonly started: number
}

/** Prints a statement's rows, then what has to be said about them. */
async function finish(result: StatementResult, parts: Finish): Promise<number> {
  const { output, flags, progress, session, started } = parts
  progress.clear()
  const color = flags.outfile === undefined && useColor(process.stdout)
  if (result.isPrivate === true) output.hide()
  const rows = await writeRows(result, output, { ...flags, color }).catch((error: unknown) => {
    // What was done is done: its failures are told, though its rows are not.
    if (outputFailure() === undefined) throw error
    return 0
  })
  progress.clear()
  reportCoverage(result.coverage)
  if (flags.stats === true) {
    printStatistics({
      result,
      rows,
      statistics: session.statistics,
      seed: session.seed,
      ms: performance.now() - started,
    })
  }
  const [first, ...others] = result.failures
  if (first !== undefined) await reportError(withSecretNames(first, session.catalog))
  // Of many writes that were given up one is enough: those that go on are listed.
  for (const failure of others) {
    if (failure.code !== 'CANCELLED') await reportError(withSecretNames(failure, session.catalog))
  }
  if (first !== undefined) return exitCodeOf(first)
  return isIncomplete(result.coverage) ? EXIT.incomplete : EXIT.done
}

function isIncomplete(coverage: StatementResult['coverage']): boolean {
  return coverage.some(isLacking)
}

async function exportScript(
  session: Session,
  statements: readonly PlacedStatement[],
  flags: ExecFlags,
): Promise<void> {
  const [placed, ...others] = statements
  if (flags.outfile === undefined || placed?.statement.kind !== 'query' || others.length > 0) {
    throw new AppError('USAGE', 'parquet takes one SELECT and a file: -o parquet -f FILE')
  }
  const { outfile } = flags
  const cancel = cancellation()
  try {
    const coverage = await inScript(placed, () =>
      session.exportParquet(placed.statement.source, outfile, cancel.signal),
    )
    reportCoverage(coverage)
    if (isIncomplete(coverage)) process.exitCode = EXIT.incomplete
  } finally {
    cancel.dispose()
  }
}

function located<T>(script: string, file: string | undefined, work: () => T): T {
  return inScriptNow(
    { slice: { text: script, offset: 0 }, script, ...(file === undefined ? {} : { file }) },
    work,
  )
}

function inScriptNow<T>(place: Omit<PlacedStatement, 'statement'>, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw placeInScript(error, place)
  }
}
