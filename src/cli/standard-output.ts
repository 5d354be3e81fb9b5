import { AppError } from '../errors/index.js'
import { terminalText, type OwnSequences } from '../util/index.js'

/** As if SIGPIPE or SIGHUP had ended it. */
const PIPE_CLOSED = 141
const HUNG_UP = 129
const FAILED = 1

let failure: NodeJS.ErrnoException | undefined
let isWatched = false

/** Why standard output takes no more; `undefined` while it does. */
export function outputFailure(): NodeJS.ErrnoException | undefined {
  return failure
}

/** True of a reader that has seen enough, or a terminal that is gone: there is nobody to complain to. */
export function isReaderGone(): boolean {
  return failure?.code === 'EPIPE' || failure?.code === 'EIO'
}

/** The exit code of what was cut short by its output. */
export function outputExitCode(): number {
  if (failure?.code === 'EPIPE') return PIPE_CLOSED
  return failure?.code === 'EIO' ? HUNG_UP : FAILED
}

/** One error for all that can be wrong with standard output. */
export function outputError(): AppError {
  return new AppError(
    'FILE_UNWRITABLE',
    `standard output cannot be written: ${failure?.message ?? 'closed'}`,
    { cause: failure },
  )
}

/** Has the caller decide what a failure of standard output ends; until then it ends all that is under way. */
export function takeOutputFailures(): void {
  isWatched = true
}

/** To be called once, before anything is written. */
export function watchStandardStreams(): void {
  guardTerminal(process.stdout, () => (movesCursor ? 'cursor' : 'colors'))
  guardTerminal(process.stderr, () => 'cursor')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (failure !== undefined) return
    failure = error
    if (isWatched) return
    if (!isReaderGone()) process.stderr.write(`error: ${outputError().message}\n`)
    process.exitCode = outputExitCode()
    // What writes ends as it does on Ctrl-C, and tells what goes on.
    if (!process.emit('SIGINT')) process.exit()
  })
  // Whoever closes it wants no messages; the exit code still tells.
  process.stderr.on('error', () => undefined)
}

let movesCursor = false

/** For what draws on standard output, as the shell does: until then a terminal gets lines and colours alone from there. */
export function moveCursor(): void {
  movesCursor = true
}

/**
 * The terminal's door: whatever is written to one, by whichever part, passes `terminalText`. Files and pipes get what
 * is written as it is.
 */
function guardTerminal(stream: NodeJS.WriteStream, own: () => OwnSequences): void {
  // A stream to a file or a pipe lacks the property.
  if ((stream.isTTY as boolean | undefined) !== true) return
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? terminalText(chunk, own()) : chunk, ...rest)
}
