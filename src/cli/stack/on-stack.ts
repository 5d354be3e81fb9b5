import { writeFile } from 'node:fs/promises'
import { withStack, type OpenStack, type Purpose } from '../../deploy/index.js'
import { AppError } from '../../errors/index.js'
import { escapeSteering, visibleLines } from '../../format/index.js'
import { MASK, type KnownSecrets } from '../../util/index.js'
import { createSession, withSecretNames } from '../../session/index.js'
import { ConsoleHost } from '../console-host.js'
import { cancellation } from '../exec/cancellation.js'
import { standardOutput } from '../exec/output.js'
import { debugLevel, sessionOptions, singleRegion } from '../session-flags.js'
import { stackOptions, type StackFlags } from './stack-flags.js'

export interface StackTargetFlags {
  readonly dir: string
  readonly environment: string | undefined
  readonly flags: StackFlags
  /** Takes the stack for this run alone. */
  readonly verb?: string
  readonly purpose?: Purpose
}

/** The message that tells of a statement before it is run. */
const STATEMENT = '6107'

/** Opens a stack for a verb, and closes all that it opened. */
export async function onStack(
  { dir, environment, flags, verb, purpose = 'build' }: StackTargetFlags,
  work: (open: OpenStack) => Promise<void>,
): Promise<void> {
  if (environment === undefined) {
    throw new AppError('USAGE', 'the environment is not given', {
      hint: `skyql stack ${verb ?? 'plan'} ${dir} dev`,
    })
  }
  singleRegion(flags.region, 'a stack')
  if (flags.readOnly === true && verb !== undefined) throw onlyReads(verb)
  const { logLevel = 'info' } = flags
  const host = new ConsoleHost({
    debug: debugLevel(flags) || Number(logLevel === 'debug' || logLevel === 'trace'),
    quiet: !['trace', 'debug', 'info'].includes(logLevel),
    shown: flags.showQueries === true ? [STATEMENT] : [],
  })
  // Whoever runs a stack agrees to its plan as a whole, and is not asked for each statement.
  const session = createSession({
    ...sessionOptions(flags, host),
    yes: true,
    readOnly: flags.readOnly === true,
  })
  const cancel = cancellation()
  try {
    const target = { dir, environment, session, signal: cancel.signal, host, purpose }
    await withStack(stackOptions(flags, { ...target, cloud: await session.target() }), verb, work)
  } catch (error) {
    throw withSecretNames(error, session.catalog)
  } finally {
    cancel.dispose()
    await session.close()
  }
}

/** What is said of a verb that changes something where nothing may be changed. */
export function onlyReads(verb: string): AppError {
  return new AppError('READ_ONLY', `--read-only: ${verb} changes something; nothing was sent`, {
    hint: 'plan, test, drift and info only read',
  })
}

export interface Answers {
  /** For people: nothing may steer a terminal in it but colours of our own. */
  readonly text: () => string
  readonly markdown: () => string
  readonly json: () => unknown
}

/** Prints an answer in the format that was asked for, without what must not be shown. */
export async function print(
  { hidden }: OpenStack['run'],
  { output }: StackFlags,
  answers: Answers,
): Promise<void> {
  const text =
    output === 'json'
      ? `${escapeSteering(JSON.stringify(cutTexts(answers.json(), hidden), undefined, 2))}\n`
      : output === 'markdown'
        ? visibleLines(hidden.cut(answers.markdown()))
        : hidden.cut(answers.text())
  await standardOutput.write(text)
}

/** A value whose texts tell nothing that is hidden. */
export function cutTexts(value: unknown, hidden: KnownSecrets): unknown {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string'
      ? hidden.cut(inner)
      : typeof inner === 'number' && hidden.cut(String(inner)) !== String(inner)
        ? MASK
        : inner,
  )
  return JSON.parse(text)
}

/** @throws AppError FILE_UNWRITABLE */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 })
  } catch (cause) {
    throw new AppError(
      'FILE_UNWRITABLE',
      `${file} cannot be written: ${(cause as Error).message}`,
      { cause },
    )
  }
}
