import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import {
  buildStack,
  changes,
  drawMermaid,
  drawSvg,
  planMarkdown,
  planStack,
  planTeardown,
  planSummary,
  parseSavedPlan,
  planTree,
  refuseFailures,
  refuseOtherVariables,
  refuseStale,
  savedPlan,
  teardownStack,
  viewFailure,
  viewStep,
  type OnFailure,
  type OpenStack,
  type SavedPlan,
  type StackPlan,
  type StackResult,
  driftOf,
  revertible,
  type BuildOptions,
} from '../../deploy/index.js'
import { AppError } from '../../errors/index.js'
import { formatError, visible } from '../../format/index.js'
import { EXIT, exitCodeOf } from '../exit-code.js'
import { useColor } from '../report-error.js'
import { ask, confirm } from './ask.js'
import { paintFor } from './paint.js'
import { StackProgress } from './stack-progress.js'
import { cutTexts, onStack, print, writeText } from './on-stack.js'
import type { StackFlags } from './stack-flags.js'

export interface ActFlags extends StackFlags {
  readonly yes?: boolean
  readonly onFailure: string
  readonly adopt?: boolean
  readonly dryRun?: boolean
  readonly outputFile?: string
}

export type PlanFlags = StackFlags & {
  readonly out?: string
  readonly graph?: string
  readonly detailedExitcode?: boolean
}

/** `skyql stack plan` */
export async function planCommand(
  dir: string,
  environment: string | undefined,
  flags: PlanFlags,
): Promise<void> {
  const drawing = flags.graph === undefined ? undefined : drawingOf(flags.graph)
  await onStack({ dir, environment, flags }, async (open) => {
    const plan = await planStack(open)
    if (flags.graph !== undefined && drawing !== undefined) {
      await writeText(flags.graph, open.run.hidden.cut(drawing(open.graph, labelsOf(plan))))
    }
    if (flags.out !== undefined && plan.failures.length === 0) {
      await keepPlan(flags.out, open, plan, flags)
    }
    await printPlan(open, plan, flags)
    refuseFailures(plan)
    if (flags.detailedExitcode === true && plan.steps.some(changes)) process.exitCode = 2
  })
}

async function printPlan({ run }: OpenStack, plan: StackPlan, flags: StackFlags): Promise<void> {
  await print(run, flags, {
    text: () => planTree(plan, paintFor(useColor(process.stdout))),
    markdown: () => planMarkdown(plan),
    json: () => ({
      ...plan,
      steps: plan.steps.map(viewStep),
      failures: plan.failures.map(viewFailure),
      summary: planSummary(plan.steps, plan.failures),
    }),
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
  if (flags.dryRun === true) {
    // Without a verb nothing is locked, and nothing that an earlier run left behind is taken up.
    await onStack({ dir, environment: saved?.env ?? environment, flags }, async (open) => {
      if (saved !== undefined) refuseOtherVariables(saved, open.run.stack.variables)
      const plan = await planStack(open)
      if (saved !== undefined) refuseStale(saved, plan, open.run.stack)
      await printPlan(open, plan, flags)
      refuseFailures(plan)
    })
    return
  }
  await onStack(
    { dir, environment: saved?.env ?? environment, flags, verb: 'build' },
    async (open) => {
      if (saved !== undefined) refuseOtherVariables(saved, open.run.stack.variables)
      await build(open, flags, {
        ...(saved === undefined
          ? {}
          : { verify: (plan) => refuseStale(saved, plan, open.run.stack) }),
        confirm: async (plan) => saved !== undefined || agree(open, plan, flags, 'Build this?'),
      })
    },
  )
}

/** `skyql stack drift --revert` */
export async function revertCommand(
  dir: string,
  environment: string | undefined,
  flags: ActFlags,
): Promise<void> {
  await onStack({ dir, environment, flags, verb: 'build' }, async (open) => {
    const drift = await driftOf(open)
    refuseFailures(drift)
    const drifted = revertible(drift.steps)
    await build(open, flags, {
      only: new Set(drifted.map(({ name }) => name)),
      confirm: (plan) => agree(open, plan, flags, 'Put this back?'),
    })
  })
}

async function build(
  open: OpenStack,
  flags: ActFlags,
  options: Pick<BuildOptions, 'verify' | 'confirm' | 'only'>,
): Promise<void> {
  const progress = new StackProgress(flags.output === 'text', open.run.hidden)
  const result = await buildStack(open, {
    ...options,
    parallelism: flags.parallelism,
    onFailure: onFailure(flags.onFailure),
    observer: progress,
    adoptsAll: flags.adopt === true,
    askAdoption: async (name, typeName, identifier) =>
      flags.adopt === true ||
      (await progress.hold(() =>
        ask(`${name}: ${typeName} ${identifier} is there already. Take it over?`),
      )),
  }).finally(() => progress.stop())
  await finish(open, result, flags)
}

/** `skyql stack teardown` */
export async function teardownCommand(
  dir: string,
  environment: string | undefined,
  flags: ActFlags,
): Promise<void> {
  if (flags.dryRun === true) {
    await onStack({ dir, environment, flags, purpose: 'teardown' }, async (open) => {
      const plan = await planTeardown(open)
      await printPlan(open, plan, flags)
      refuseFailures(plan)
    })
    return
  }
  await onStack(
    { dir, environment, flags, verb: 'teardown', purpose: 'teardown' },
    async (open) => {
      const progress = new StackProgress(flags.output === 'text', open.run.hidden)
      const result = await teardownStack(open, {
        parallelism: flags.parallelism,
        onFailure: onFailure(flags.onFailure),
        observer: progress,
        adoptsAll: flags.adopt === true,
        confirm: (plan) => agree(open, plan, flags, 'Delete all of this?'),
      }).finally(() => progress.stop())
      await finish(open, result, flags)
    },
  )
}

async function agree(
  { run }: OpenStack,
  plan: StackPlan,
  flags: ActFlags,
  question: string,
): Promise<boolean> {
  if (flags.yes === true) return true
  process.stderr.write(`${run.hidden.cut(planTree(plan, paintFor(useColor(process.stderr))))}\n`)
  return confirm(question)
}

function onFailure(word: string): OnFailure {
  if (word === 'ignore') return 'continue'
  if (word === 'error') return 'stop'
  return word as OnFailure
}

async function finish({ run }: OpenStack, result: StackResult, flags: ActFlags): Promise<void> {
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
  await print(run, flags, {
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
    process.stderr.write(`${step.name}: ${run.hidden.cut(formatError(error, { color }))}\n`)
  }
  const [first] = failures
  if (first !== undefined) process.exitCode = exitCodeOf(first.error)
  else if (bad.length > 0) process.exitCode = EXIT.failed
  else if (flags.outputFile !== undefined) await writeExports(flags.outputFile, plan, exports)
}

/** Writes the exports of a stack as the runners write them whose manifests these are. */
export async function writeExports(
  file: string,
  { stack, env }: { readonly stack: string; readonly env: string },
  exports: StackResult['exports'],
): Promise<void> {
  const content = { stack_name: stack, stack_env: env, ...exports }
  await writeText(file, `${JSON.stringify(content, undefined, 2)}\n`)
}

function summaryText({ plan, results, exports }: StackResult): string {
  const counts = new Map<string, number>()
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1)
  const parts = [...counts].map(([status, count]) => `${String(count)} ${status.replace('-', ' ')}`)
  const lines = Object.entries(exports).map(([name, value]) =>
    visible(`${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`),
  )
  return [
    ...(lines.length === 0 ? [] : [...lines, '']),
    `${visible(`${plan.stack}/${plan.env}`)}: ${parts.length === 0 ? 'nothing to do' : parts.join(', ')}`,
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
    stack: run.stack,
    targets: flags.target,
    excludes: flags.exclude,
  })
  await writeText(
    file,
    `${JSON.stringify({ ...saved, steps: cutTexts(saved.steps, run.hidden) }, undefined, 2)}\n`,
  )
}

/** `undefined` where the path is a folder. */
async function readSavedPlan(path: string): Promise<SavedPlan | undefined> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isFile() !== true || /\.ya?ml$/.test(path)) return undefined
  return parseSavedPlan(await readFile(path, 'utf8'), path)
}

/**
 * How a graph is drawn into a file of this name.
 * @throws AppError USAGE for a name that no drawing has
 */
function drawingOf(file: string): typeof drawMermaid {
  const fenced: typeof drawMermaid = (...graph) =>
    `\`\`\`mermaid\n${drawMermaid(...graph).trimEnd()}\n\`\`\`\n`
  const drawings: Readonly<Record<string, typeof drawMermaid>> = {
    ...{ '.svg': drawSvg, '.mmd': drawMermaid, '.mermaid': drawMermaid, '.md': fenced },
  }
  const drawing = drawings[extname(file).toLowerCase()]
  if (drawing !== undefined) return drawing
  throw new AppError('USAGE', `--graph ${file}: a graph is drawn as .svg, .mmd, .mermaid or .md`)
}

function labelsOf({ steps }: StackPlan): ReadonlyMap<string, readonly string[]> {
  return new Map(
    steps.map(({ name, schema, type, action }) => [name, [schema?.typeName ?? type, action]]),
  )
}
