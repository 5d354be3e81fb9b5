import { AppError } from '../../errors/index.js'
import { defaultConnection } from '../../execution/index.js'
import {
  loadStack,
  manifestError,
  type LoadStackOptions,
  type Problem,
} from '../../manifest/index.js'
import type { Session } from '../../session/index.js'
import { ignoredProblems, propProblems } from '../bind/check-props.js'
import { isNeeded, type Purpose } from '../run/purpose.js'
import { credentialProblems } from '../bind/credentials.js'
import { sameResourceProblems } from '../bind/same-resource.js'
import { wantedOf } from '../bind/want.js'
import {
  inSequence,
  onlyNames,
  requireNames,
  withDependencies,
  type StackGraph,
} from '../graph/stack-graph.js'
import { recoverLeft } from '../journal/recover-left.js'
import { takeUpWrites } from '../journal/take-up.js'
import { exportProblems } from '../run/exports.js'
import { graphOfStack } from '../graph/graph-of-stack.js'
import { StackRun } from '../run/stack-run.js'
import type { StackContext } from '../stack-context.js'
import type { HeldState, StateStore } from '../state/state-store.js'
import type { Wanted } from '../wanted.js'
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
  /** What the stack is opened for: what is not needed for that may be wrong. */
  readonly purpose: Purpose
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
  const { purpose } = options
  const inFiles = stack.problems.filter((problem) => isNeeded(problem, purpose))
  // A teardown goes by the record, if it can, whatever a resource is declared to be now.
  const isOfResource = ({ of }: Problem): boolean => purpose === 'teardown' && of !== undefined
  if (!inFiles.every(isOfResource)) throw await allProblems(options, stack, inFiles)
  // Cycles and names are the manifest's mistakes: they are told before anything is opened.
  const whole = graphOfStack(stack.resources)
  const graph = chosen(whole, options)
  // Its tables, and those of its record, may be of any of the user's own documents.
  await options.session.readDocuments()
  const store = options.store?.(stack)
  const context = {
    ...(await contextOf(options)),
    resumeCommand: `skyql stack ${verb ?? 'build'} ${options.dir} ${options.env}`,
    // The record has a journal of its own, which tells the writes apart by resource.
    ...(store === undefined ? {} : { journal: undefined }),
  }
  const checker = await makeRun(options, stack, context, {})
  const { problems, secretNames } = checkStack(checker)
  const found = withFound(inFiles, problems)
  const refuse = (): void => {
    if (found.length > 0) throw problemsError(found, secretNames)
  }
  if (purpose !== 'teardown' || found.some(({ of }) => of === undefined)) refuse()
  const held = verb === undefined ? undefined : await store?.lock(verb)
  let run: StackRun | undefined
  try {
    const uncertain =
      held && (await takeUpWrites(held, context, (name) => checker.connectorOf(name)))
    const record = held?.record ?? (await store?.read())
    if (Object.keys(record?.resources ?? {}).length === 0) refuse()
    run = await makeRun(options, stack, context, {
      unreadable: byResource(found, secretNames),
      ...(held === undefined ? {} : { held }),
      ...(record === undefined ? {} : { record }),
      ...(uncertain === undefined ? {} : { uncertain }),
    })
    if (held !== undefined) await recoverLeft(run, held)
    return await work({ run, graph, store, isPart: graph.order.length < whole.order.length })
  } finally {
    await run?.close()
    await held?.release()
  }
}

async function contextOf({ session, signal }: StackOptions): Promise<StackContext> {
  const plumbing = await session.plumbing(signal)
  const { name: connection } = await defaultConnection(plumbing)
  return { ...plumbing, connection, settling: true }
}

/** What is wrong with the files of a stack, and what the catalogue finds wrong with the rest of it. */
async function allProblems(
  options: StackOptions,
  stack: Stack,
  problems: readonly Problem[],
): Promise<AppError> {
  try {
    const found = checkStack(await makeRun(options, stack, await contextOf(options), {}))
    return problemsError(withFound(problems, found.problems), found.secretNames)
  } catch (cause) {
    const error = AppError.from(cause)
    if (error.kind !== 'user') throw error
    return manifestError([...problems, problemOf(error)])
  }
}

/** Where the files are wrong at a place, what follows from that is no other problem. */
function withFound(inFiles: readonly Problem[], found: readonly Problem[]): readonly Problem[] {
  const told = new Set(inFiles.map(placeKey))
  return [...inFiles, ...found.filter((one) => !told.has(placeKey(one)))]
}

/** What is wrong with each resource, as one error. */
function byResource(
  problems: readonly Problem[],
  secretNames: readonly string[],
): ReadonlyMap<string, AppError> {
  const names = new Set(problems.flatMap(({ of }) => of?.resource ?? []))
  return new Map(
    [...names].map((name) => [
      name,
      problemsError(
        problems.filter(({ of }) => of?.resource === name),
        secretNames,
      ),
    ]),
  )
}

/** The line that a problem is on; its message where it has no place. */
function placeKey({ place, message }: Problem): string {
  return place === undefined ? message : `${place.file}:${String(place.position.line)}`
}

async function makeRun(
  options: StackOptions,
  stack: Stack,
  context: StackContext,
  known: {
    readonly held?: HeldState
    readonly record?: HeldState['record']
    readonly uncertain?: ReadonlySet<string>
    readonly unreadable?: ReadonlyMap<string, AppError>
  },
): Promise<StackRun> {
  const [region, ...others] = await options.session.regions()
  return new StackRun({
    stack,
    session: options.session,
    context,
    ownership: { stack: stack.name, env: stack.env, prefix: options.tagPrefix },
    record: known.record,
    ...(known.held === undefined ? {} : { held: known.held }),
    ...(known.uncertain === undefined ? {} : { uncertain: known.uncertain }),
    ...(known.unreadable === undefined ? {} : { unreadable: known.unreadable }),
    purpose: options.purpose,
    keepsRecord: options.store !== undefined,
    assumeNew: options.assumeNew,
    parallelism: options.parallelism,
    defaultRegion: others.length === 0 ? region : undefined,
  })
}

function chosen(
  whole: StackGraph,
  { targets, excludes, sequential, purpose }: StackOptions,
): StackGraph {
  const isTeardown = purpose === 'teardown'
  requireNames([...targets, ...excludes], whole.order)
  const { dependencies, dependents } = whole
  const [needed, needing] = isTeardown ? [dependents, dependencies] : [dependencies, dependents]
  const wanted = targets.length === 0 ? new Set(whole.order) : withDependencies(needed, targets)
  for (const name of withDependencies(needing, excludes)) wanted.delete(name)
  const graph = onlyNames(whole, wanted)
  if (!sequential) return graph
  return inSequence(graph)
}

interface Findings {
  readonly problems: readonly Problem[]
  /** Names of what only its type tells to be secret. */
  readonly secretNames: readonly string[]
}

function problemsError(problems: readonly Problem[], secretNames: readonly string[]): AppError {
  const { code, message, details } = manifestError(problems)
  return new AppError(code, message, { ...details, secretNames })
}

/** Everything that the catalogue finds wrong with a stack, at once. */
function checkStack(run: StackRun): Findings {
  const problems: Problem[] = []
  const secretNames: string[] = []
  const wanted: Wanted[] = []
  const sources = { variables: run.stack.variables, environment: process.env }
  for (const { name, exports } of run.stack.resources) if (exports.length > 0) run.pending.add(name)
  for (const resource of run.stack.resources) {
    problems.push(...credentialProblems(resource, sources))
    const found: Problem[] = []
    const told = (cause: unknown): void => {
      const error = AppError.from(cause)
      if (error.kind !== 'user') throw error
      found.push(problemOf(error))
    }
    try {
      const schema = run.schema(resource.name)
      for (const pointer of schema?.writeOnlyProperties ?? []) {
        secretNames.push(pointer.slice(pointer.lastIndexOf('/') + 1))
      }
      const rendered = run.renderForCheck(resource.name, told)
      if (schema !== undefined) {
        const loose = resource.anchors.size > 0
        found.push(
          ...propProblems(rendered, schema, { loose }),
          ...ignoredProblems(resource, schema),
        )
        if (!loose) exportProblems(resource, schema).forEach(told)
        // What only shows in all props together.
        if (!loose && found.length === 0) {
          const one = wantedOf(rendered, schema, run.region(rendered))
          if (run.isEnabled(resource.name) === true) wanted.push(one)
        }
      }
    } catch (cause) {
      told(cause)
    }
    problems.push(...found.map((one) => ({ ...one, of: { resource: resource.name } })))
  }
  return { problems: [...problems, ...sameResourceProblems(run, wanted)], secretNames }
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
