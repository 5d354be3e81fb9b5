import {
  acceptDrift,
  driftOf,
  planMarkdown,
  planTree,
  refuseFailures,
  stackExports,
  testStack,
  viewFailure,
  viewStep,
  type OpenStack,
  type Step,
} from '../../deploy/index.js'
import { AppError } from '../../errors/index.js'
import { visible, visibleLines } from '../../format/index.js'
import { EXIT, exitCodeOf } from '../exit-code.js'
import { useColor } from '../report-error.js'
import { confirm } from './ask.js'
import { onlyReads, onStack, print, writeText } from './on-stack.js'
import { paintFor } from './paint.js'
import { revertCommand, writeExports, type ActFlags } from './stack-commands.js'
import type { StackFlags } from './stack-flags.js'

export type DriftFlags = ActFlags & {
  readonly detailedExitcode?: boolean
  readonly accept?: boolean
  readonly revert?: boolean
}

/** `skyql stack test` */
export async function testCommand(
  dir: string,
  environment: string | undefined,
  flags: StackFlags & { readonly outputFile?: string },
): Promise<void> {
  await onStack({ dir, environment, flags, purpose: 'compare' }, async (open) => {
    const results = await testStack(open)
    const failed = results.filter(({ status }) => status === 'failed')
    const paint = paintFor(useColor(process.stdout))
    const SIGNS = {
      passed: ['ok', 'green'],
      failed: ['FAILED', 'red'],
      skipped: ['skipped', 'dim'],
    } as const
    await print(open.run, flags, {
      text: () =>
        results
          .map(({ name, status, step, error }) => {
            const [sign, color] = SIGNS[status]
            const why =
              error?.message ??
              (status !== 'failed' || step === undefined
                ? ''
                : step.action === 'create'
                  ? 'it is not there'
                  : `differs at ${(step.change?.reasons ?? []).map(({ path }) => path).join(', ')}`)
            return `${paint(sign.padEnd(8), color)} ${visible(name)}${why === '' ? '' : `  ${visible(why)}`}\n`
          })
          .join('') +
        `${String(results.length - failed.length)} of ${String(results.length)} passed or skipped\n`,
      markdown: () =>
        `| resource | result |\n| --- | --- |\n${results.map(({ name, status }) => `| ${name} | ${status} |\n`).join('')}`,
      json: () => ({
        stack: open.run.stack.name,
        env: open.run.stack.env,
        resources: results.map(({ name, status, step, error }) => ({
          name,
          status,
          ...(step === undefined ? {} : { ...viewStep(step) }),
          ...(error === undefined ? {} : { error: error.message, code: error.code }),
        })),
      }),
    })
    const { outputFile } = flags
    if (failed.length > 0) process.exitCode = EXIT.failed
    else if (outputFile !== undefined) {
      const { name: stack, env } = open.run.stack
      await writeExports(outputFile, { stack, env }, stackExports(open.run))
    }
    // Of what could not be compared at all the reason counts, as it does for the other verbs.
    const [error] = failed.flatMap((one) => one.error ?? [])
    if (error !== undefined) process.exitCode = exitCodeOf(error)
  })
}

/** `skyql stack drift` */
export async function driftCommand(
  dir: string,
  environment: string | undefined,
  flags: DriftFlags,
): Promise<void> {
  if (flags.accept === true && flags.revert === true) {
    throw new AppError('USAGE', '--accept and --revert exclude each other')
  }
  if (flags.readOnly === true && flags.accept === true) throw onlyReads('drift --accept')
  // A dry run of it is drift itself.
  if (flags.revert === true && flags.dryRun !== true) {
    await revertCommand(dir, environment, flags)
    return
  }
  await onStack({ dir, environment, flags, purpose: 'compare' }, async (open) => {
    const plan = await driftOf(open)
    const { stack, env, steps, failures } = plan
    if (flags.accept === true) {
      refuseFailures(plan)
      return accept(open, steps, flags)
    }
    await print(open.run, flags, {
      text: () =>
        steps.length === 0 && failures.length === 0
          ? visibleLines(`${stack}/${env}: everything is as it is declared\n`)
          : planTree(plan, paintFor(useColor(process.stdout))),
      markdown: () => planMarkdown(plan),
      json: () => ({
        ...{ stack, env, drift: steps.map(viewStep) },
        ...(failures.length === 0 ? {} : { failures: failures.map(viewFailure) }),
      }),
    })
    refuseFailures(plan)
    if (flags.detailedExitcode === true && steps.length > 0) process.exitCode = 2
  })
}

async function accept(open: OpenStack, steps: readonly Step[], flags: DriftFlags): Promise<void> {
  const { file, source, name: stack, env } = open.run.stack
  const { text, left, written } = await acceptDrift(open, steps)
  if (text !== source && flags.dryRun !== true) {
    if (flags.yes !== true && !(await confirm(`Write ${String(written)} value(s) into ${file}?`))) {
      process.exitCode = EXIT.failed
      return
    }
    await writeText(file, text)
  }
  await print(open.run, flags, {
    text: () =>
      visibleLines(
        [
          `${file}: ${String(written)} value(s) ${flags.dryRun === true ? 'to be written' : 'written'}`,
          ...left.map(({ resource, path, why }) => `${resource}${path} was left: ${why}`),
          '',
        ].join('\n'),
      ),
    markdown: () => `\`${file}\`: ${String(written)} values written\n`,
    json: () => ({ stack, env, file, written, left }),
  })
  if (left.length > 0) process.exitCode = EXIT.failed
}
