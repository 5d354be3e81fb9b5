import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  buildStack,
  changes,
  drawMermaid,
  drawSvg,
  acceptDrift,
  driftOf,
  planMarkdown,
  planStack,
  planSummary,
  parseSavedPlan,
  planTree,
  refuseOtherVariables,
  refuseStale,
  savedPlan,
  teardownStack,
  testStack,
  viewStep,
  type OnFailure,
  type OpenStack,
  type Step,
  type SavedPlan,
  type StackPlan,
  type StackResult,
} from '../../deploy/index.js'
import { AppError } from '../../errors/index.js'
import { formatError, visible } from '../../format/index.js'
import { EXIT, exitCodeOf } from '../exit-code.js'
import { useColor } from '../report-error.js'
import { ask, confirm } from './ask.js'
import { paintFor } from './paint.js'
import { StackProgress } from './stack-progress.js'
import { onStack, print, writeText } from './on-stack.js'
import type { StackFlags } from './stack-flags.js'

export interface ActFlags extends StackFlags {
  readonly yes?: boolean
  readonly onFailure: string
  readonly adopt?: boolean
}

export type PlanFlags = StackFlags & {
  readonly out?: string
  readonly graph?: string
  readonly detailedExitcode?: boolean
}

export type DriftFlags = ActFlags & {
  readonly detailedExitcode?: boolean
  readonly accept?: boolean
  readonly revert?: boolean
}

/** `skyql stack plan` */
export async function planCommand(
  dir: string,
  environment: string | undefined,
  flags: PlanFlags,
): Promise<void> {
  await onStack({ dir, environment, flags }, async (open) => {
    const plan = await planStack(open)
    if (flags.graph !== undefined) await drawGraph(flags.graph, open, plan)
    if (flags.out !== undefined) await keepPlan(flags.out, open, plan, flags)
    await print(flags, {
      text: () => planTree(plan, paintFor(useColor(process.stdout))),
      markdown: () => planMarkdown(plan),
      json: () => ({ ...plan, steps: plan.steps.map(viewStep), summary: planSummary(plan.steps) }),
    })
    if (flags.detailedExitcode === true && plan.steps.some(changes)) process.exitCode = 2
  })
}

/** `skyql stack build` */
export async function buildCommand(
  place: string,
  environment: string | undefined,
  given: ActFlags,
): Promise<void> {
  const saved = environment === undefined ? await readSavedPlan(place) : undefined
  const dir = saved?.dir ?? place
  const flags =
    saved === undefined ? given : { ...given, target: saved.targets, exclude: saved.excludes }
  await onStack(
    { dir, environment: saved?.env ?? environment, flags, verb: 'build' },
    async (open) => {
      if (saved !== undefined) refuseOtherVariables(saved, open.run.stack.variables)
      const progress = new StackProgress(flags.output === 'text')
      const result = await buildStack(open, {
        parallelism: flags.parallelism,
        onFailure: onFailure(flags.onFailure),
        observer: progress,
        ...(saved === undefined ? {} : { verify: (plan) => refuseStale(saved, plan) }),
        confirm: async (plan) => saved !== undefined || agree(plan, flags, 'Build this?'),
        askAdoption: async (name, typeName, identifier) =>
          flags.adopt === true ||
          (await progress.hold(() =>
            ask(`${name}: ${typeName} ${identifier} is there already. Take it over?`),
          )),
      }).finally(() => progress.stop())
      await finish(result, flags)
    },
  )
}

/** `skyql stack teardown` */
export async function teardownCommand(
  dir: string,
  environment: string | undefined,
  flags: ActFlags,
): Promise<void> {
  await onStack({ dir, environment, flags, verb: 'teardown' }, async (open) => {
    const progress = new StackProgress(flags.output === 'text')
    const result = await teardownStack(open, {
      parallelism: flags.parallelism,
      onFailure: onFailure(flags.onFailure),
      observer: progress,
      confirm: (plan) => agree(plan, flags, 'Delete all of this?'),
    }).finally(() => progress.stop())
    await finish(result, flags)
  })
}

/** `skyql stack test` */
export async function testCommand(
  dir: string,
  environment: string | undefined,
  flags: StackFlags,
): Promise<void> {
  await onStack({ dir, environment, flags }, async (open) => {
    const results = await testStack(open)
    const failed = results.filter(({ status }) => status === 'failed')
    const paint = paintFor(useColor(process.stdout))
    const SIGNS = {
      passed: ['ok', 'green'],
      failed: ['FAILED', 'red'],
      skipped: ['skipped', 'dim'],
    } as const
    await print(flags, {
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
            return `${paint(sign.padEnd(8), color)} ${name}${why === '' ? '' : `  ${visible(why)}`}\n`
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
    if (failed.length > 0) process.exitCode = EXIT.failed
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
  if (flags.revert === true) {
    await buildCommand(dir, environment, flags)
    return
  }
  await onStack({ dir, environment, flags }, async (open) => {
    const steps = await driftOf(open)
    if (flags.accept === true) return accept(open, steps, flags)
    const { name: stack, env } = open.run.stack
    const plan = { stack, env, region: open.run.stack.region, steps }
    await print(flags, {
      text: () =>
        steps.length === 0
          ? `${stack}/${env}: everything is as it is declared\n`
          : planTree(plan, paintFor(useColor(process.stdout))),
      markdown: () => planMarkdown(plan),
      json: () => ({ stack, env, drift: steps.map(viewStep) }),
    })
    if (flags.detailedExitcode === true && steps.length > 0) process.exitCode = 2
  })
}

async function accept(open: OpenStack, steps: readonly Step[], flags: DriftFlags): Promise<void> {
  const { file, source, name: stack, env } = open.run.stack
  const { text, left, written } = await acceptDrift(open, steps)
  if (text !== source) {
    if (flags.yes !== true && !(await confirm(`Write ${String(written)} value(s) into ${file}?`))) {
      process.exitCode = EXIT.failed
      return
    }
    await writeText(file, text)
  }
  await print(flags, {
    text: () =>
      [
        `${file}: ${String(written)} value(s) written`,
        ...left.map(({ resource, path, why }) => `${resource}${path} was left: ${why}`),
        '',
      ].join('\n'),
    markdown: () => `\`${file}\`: ${String(written)} values written\n`,
    json: () => ({ stack, env, file, written, left }),
  })
  if (left.length > 0) process.exitCode = EXIT.failed
}

async function agree(plan: StackPlan, flags: ActFlags, question: string): Promise<boolean> {
  if (flags.yes === true) return true
  process.stderr.write(`${planTree(plan, paintFor(useColor(process.stderr)))}\n`)
  return confirm(question)
}

function onFailure(word: string): OnFailure {
  if (word === 'ignore') return 'continue'
  if (word === 'error') return 'stop'
  return word as OnFailure
}

async function finish(result: StackResult, flags: ActFlags): Promise<void> {
  const { plan, confirmed, results, exports } = result
  if (!confirmed) {
    process.stderr.write('nothing was changed\n')
    process.exitCode = EXIT.failed
    return
  }
  const color = useColor(process.stderr)
  const bad = results.filter(({ status }) => !['done', 'unchanged', 'undone'].includes(status))
  const failures = results.flatMap(({ error, step }) =>
    error === undefined ? [] : [{ error, step }],
  )
  await print(flags, {
    text: () => summaryText(result),
    markdown: () => planMarkdown(plan),
    json: () => ({
      stack_name: plan.stack,
      stack_env: plan.env,
      resources: results.map(({ step, status, identifier, ms, error }) => ({
        name: step.name,
        action: step.action,
        status,
        ...(identifier === undefined ? {} : { identifier }),
        seconds: Math.round(ms) / 1000,
        ...(error === undefined ? {} : { error: error.message, code: error.code }),
      })),
      exports,
    }),
  })
  for (const { error, step } of failures) {
    process.stderr.write(`${step.name}: ${formatError(error, { color })}\n`)
  }
  const [first] = failures
  if (first !== undefined) process.exitCode = exitCodeOf(first.error)
  else if (bad.length > 0) process.exitCode = EXIT.failed
}

function summaryText({ plan, results, exports }: StackResult): string {
  const counts = new Map<string, number>()
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1)
  const parts = [...counts].map(([status, count]) => `${String(count)} ${status.replace('-', ' ')}`)
  const lines = Object.entries(exports).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return [
    ...(lines.length === 0 ? [] : [...lines, '']),
    `${plan.stack}/${plan.env}: ${parts.length === 0 ? 'nothing to do' : parts.join(', ')}`,
    '',
  ].join('\n')
}

async function keepPlan(
  file: string,
  { run }: OpenStack,
  plan: StackPlan,
  flags: StackFlags,
): Promise<void> {
  const saved = savedPlan(plan, {
    dir: resolve(run.stack.dir),
    salt: randomUUID(),
    variables: run.stack.variables,
    targets: flags.target,
    excludes: flags.exclude,
  })
  await writeText(file, `${JSON.stringify(saved, undefined, 2)}\n`)
}

/** `undefined` where the path is a folder. */
async function readSavedPlan(path: string): Promise<SavedPlan | undefined> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isFile() !== true || /\.ya?ml$/.test(path)) return undefined
  return parseSavedPlan(await readFile(path, 'utf8'), path)
}

async function drawGraph(file: string, { graph }: OpenStack, plan: StackPlan): Promise<void> {
  const labels = new Map(
    plan.steps.map(({ name, schema, type, action }) => [name, [schema?.typeName ?? type, action]]),
  )
  const text = file.endsWith('.svg') ? drawSvg(graph, labels) : drawMermaid(graph, labels)
  await writeText(file, text)
}
