import { AppError } from '../errors/index.js'
import { CommanderError } from 'commander'
import { exitCodeOf } from './exit-code.js'
import { createProgram } from './program.js'
import { reportError } from './report-error.js'
import {
  isReaderGone,
  outputExitCode,
  outputFailure,
  watchStandardStreams,
} from './standard-output.js'

/** Entry of the `skyql` command. */
async function main(): Promise<void> {
  watchStandardStreams()
  const tell = (): void => void fail(cutShort())
  process.once('beforeExit', tell)
  try {
    await createProgram().parseAsync(withDebugLevel(process.argv))
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    const known = AppError.from(error)
    if (outputFailure() === undefined || known.code !== 'FILE_UNWRITABLE') await fail(known)
    else if (!isReaderGone()) await fail(known, outputExitCode())
    else process.exitCode = outputExitCode()
  } finally {
    process.off('beforeExit', tell)
  }
}

/**
 * `--debug=2` as the flag that it stands for: were the value an optional one of `--debug`, it would take the statement
 * that comes after it.
 */
function withDebugLevel(args: readonly string[]): string[] {
  const end = args.indexOf('--')
  return args.map((each, index) => {
    const [, level] = /^--debug=(.*)$/.exec(each) ?? []
    return level === undefined || (end >= 0 && index > end) ? each : `--debug-level=${level}`
  })
}

async function fail(error: AppError, exitCode = exitCodeOf(error)): Promise<void> {
  await reportError(error)
  process.exitCode = exitCode
}

/** Node ends, with 0, once nothing can happen any more: where the command still waits, that is no success. */
function cutShort(): AppError {
  return new AppError('INTERNAL', 'the command ended while it still waited for something', {
    hint: 'a part of it may have been done: look at what is there before you run it again',
  })
}

// The SDK's notice about coming Node versions is for those who build this program, not for those who run it.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
void main()
