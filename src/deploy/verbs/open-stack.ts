import { AppError } from '../../errors/index.js'
import { defaultConnection } from '../../execution/index.js'
import {
  loadStack,
  manifestError,
  type LoadStackOptions,
  type Problem,
} from '../../manifest/index.js'
import type { Session } from '../../session/index.js'
import { propProblems } from '../bind/check-props.js'
import { credentialProblems } from '../bind/credentials.js'
import { wantedOf } from '../bind/want.js'
import {
  inSequence,
  onlyNames,
  requireNames,
  withDependencies,
  type StackGraph,
} from '../graph/stack-graph.js'
import { takeUpWrites } from '../journal/take-up.js'
import { checkExports } from '../run/exports.js'
import { graphOfStack, StackRun } from '../run/stack-run.js'
import type { StackContext } from '../stack-context.js'
import type { HeldState, StateStore } from '../state/state-store.js'
import type { Stack } from '../../manifest/index.js'

export interface StackOptions extends LoadStackOptions {
  readonly session: Session
  readonly signal: AbortSignal
  /** Where the record is kept; `undefined` keeps none. */
  readonly store: ((stack: Stack) => StateStore) | undefined
  /** Resources that are worked on at once. */
  readonly parallelism: number
  /** One after another, in the manifest's order. */
  readonly sequential: boolean
  readonly targets: readonly string[]
  readonly excludes: readonly string[]
  /** Of the ownership tags: `skyql:`. */
  readonly tagPrefix: string
  readonly assumeNew: boolean
}

/** A stack, checked and ready to be worked on. */
export interface OpenStack {
  readonly run: StackRun
  /** Its chosen resources. */
  readonly graph: StackGraph
  readonly store: StateStore | undefined
  /** True where some were left out by `--target` or `--exclude`. */
  readonly isPart: boolean
}

/**
 * Loads a stack, checks all of it, and does work with it. With a verb the stack is locked meanwhile, and
 * writes that an earlier run left behind are taken up first.
 * @throws AppError MANIFEST with everything that is wrong, before any call; STATE_LOCKED
 */
export async function withStack<T>(
  options: StackOptions,
  verb: string | undefined,
  work: (open: OpenStack) => Promise<T>,
): Promise<T> {
  const stack = await loadStack(options)
  if (stack.problems.length > 0) throw manifestError(stack.problems)
  // Cycles and names are the manifest's mistakes: they are told before anything is opened.
  const whole = graphOfStack(stack.resources)
  const graph = chosen(whole, options, verb === 'teardown')
  // Its tables, and those of its record, may be of any of the user's own documents.
  await options.session.readDocuments()
  const plumbing = await options.session.plumbing(options.signal)
  const { name: connection } = await defaultConnection(plumbing)
  const resumeCommand = `skyql stack ${verb ?? 'build'} ${options.dir} ${options.env}`
  const store = options.store?.(stack)
  const context = {
    ...plumbing,
    connection,
    resumeCommand,
    // The record has a journal of its own, which tells the writes apart by resource.
    ...(store === undefined ? {} : { journal: undefined }),
  }
  const checker = await makeRun(options, stack, context, {})
  checkStack(checker)
  const held = verb === undefined ? undefined : await store?.lock(verb)
  let run: StackRun | undefined
  try {
    if (held !== undefined) await takeUpWrites(held, context, (name) => checker.connectorOf(name))
    const record = held?.record ?? (await store?.read())
    run = await makeRun(options, stack, context, {
      ...(held === undefined ? {} : { held }),
      ...(record === undefined ? {} : { record }),
    })
    return await work({ run, graph, store, isPart: graph.order.length < whole.order.length })
  } finally {
    await run?.close()
    await held?.release()
  }
}

async function makeRun(
  options: StackOptions,
  stack: Stack,
  context: StackContext,
  known: { readonly held?: HeldState; readonly record?: HeldState['record'] },
): Promise<StackRun> {
  const [region, ...others] = await options.session.regions()
  return new StackRun({
    stack,
    session: options.session,
    context,
    ownership: { stack: stack.name, env: stack.env, prefix: options.tagPrefix },
    record: known.record,
    ...(known.held === undefined ? {} : { held: known.held }),
    keepsRecord: options.store !== undefined,
    assumeNew: options.assumeNew,
    parallelism: options.parallelism,
    defaultRegion: others.length === 0 ? region : undefined,
  })
}

function chosen(
  whole: StackGraph,
  { targets, excludes, sequential }: StackOptions,
  isTeardown: boolean,
): StackGraph {
  requireNames([...targets, ...excludes], whole.order)
  const { dependencies, dependents } = whole
  const [needed, needing] = isTeardown ? [dependents, dependencies] : [dependencies, dependents]
  const wanted = targets.length === 0 ? new Set(whole.order) : withDependencies(needed, targets)
  for (const name of withDependencies(needing, excludes)) wanted.delete(name)
  const graph = onlyNames(whole, wanted)
  if (!sequential) return graph
  return inSequence(graph)
}

/** Everything that the catalogue finds wrong with a stack, at once. */
function checkStack(run: StackRun): void {
  const problems: Problem[] = []
  const secretNames: string[] = []
  const sources = { variables: run.stack.variables, environment: process.env }
  for (const { name, exports } of run.stack.resources) if (exports.length > 0) run.pending.add(name)
  for (const resource of run.stack.resources) {
    problems.push(...credentialProblems(resource, sources))
    try {
      const schema = run.schema(resource.name)
      for (const pointer of schema?.writeOnlyProperties ?? []) {
        secretNames.push(pointer.slice(pointer.lastIndexOf('/') + 1))
      }
      const rendered = run.render(resource.name)
      if (schema === undefined) continue
      const loose = resource.anchors.size > 0
      const found = propProblems(rendered, schema, { loose })
      problems.push(...found)
      if (found.length > 0) continue
      if (!loose) {
        wantedOf(rendered, schema, run.region(rendered))
        checkExports(resource, schema)
      }
    } catch (cause) {
      const error = AppError.from(cause)
      if (error.kind !== 'user') throw error
      problems.push(problemOf(error))
    }
  }
  if (problems.length === 0) return
  const { code, message, details } = manifestError(problems)
  throw new AppError(code, message, { ...details, secretNames })
}

function problemOf({ code, message, details }: AppError): Problem {
  const { hint, file, source, position } = details
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(file === undefined || source === undefined || position === undefined
      ? {}
      : { place: { file, source, position } }),
  }
}
