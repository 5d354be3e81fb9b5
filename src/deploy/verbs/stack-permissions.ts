import type { HandlerName } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { loadStack, manifestError, type LoadStackOptions } from '../../manifest/index.js'
import type { HandlerNeed } from '../../plan/index.js'
import type { Permissions, Session } from '../../session/index.js'
import { readStatement, splitStatements, type Statement } from '../../sql/index.js'
import { Statements } from '../anchors/statements.js'
import { StackRun } from '../run/stack-run.js'

/** What a stack is built, compared and torn down with. */
const HANDLERS: readonly HandlerName[] = ['list', 'read', 'create', 'update', 'delete']

export interface PermissionsOptions extends LoadStackOptions {
  readonly session: Session
  readonly signal: AbortSignal
}

export interface StackPermissions extends Permissions {
  /** What could not be looked into, in words: scripts, and statements that need what does not exist yet. */
  readonly unseen: readonly string[]
}

/**
 * What a caller must be allowed to do with a stack: all handlers of its types, and what its statements need.
 * No call is made.
 * @throws AppError MANIFEST, UNKNOWN_TABLE
 */
export async function stackPermissions(options: PermissionsOptions): Promise<StackPermissions> {
  const run = await makeRun(options)
  try {
    const needs: HandlerNeed[] = []
    const statements: Statement[] = []
    const unseen: string[] = []
    const enabled = run.stack.resources.filter(({ name }) => run.isEnabled(name) !== false)
    standIn(run)
    for (const { name } of enabled) {
      const schema = run.schema(name)
      const handlers = HANDLERS.filter((handler) => schema?.handlers[handler] !== undefined)
      if (schema !== undefined) needs.push(...handlers.map((handler) => ({ schema, handler })))
      if (run.resource(name).type === 'script')
        unseen.push(`${name} is a script: what it calls is not known`)
      const found = await statementsOf(run, name, options.session)
      statements.push(...found.statements)
      unseen.push(...found.unseen)
    }
    return { ...(await options.session.permissions(statements, needs)), unseen }
  } finally {
    await run.close()
  }
}

async function makeRun(options: PermissionsOptions): Promise<StackRun> {
  const stack = await loadStack(options)
  if (stack.problems.length > 0) throw manifestError(stack.problems)
  const plumbing = await options.session.plumbing(options.signal)
  const run = new StackRun({
    purpose: 'build',
    stack,
    session: options.session,
    // Nothing is called, so there is no connection to name.
    context: { ...plumbing, connection: '' },
    ownership: { stack: stack.name, env: stack.env, prefix: '' },
    record: undefined,
    keepsRecord: false,
    assumeNew: true,
    parallelism: 1,
    defaultRegion: await regionOf(options.session),
  })
  for (const { name, exports } of stack.resources) if (exports.length > 0) run.pending.add(name)
  return run
}

/** What a statement calls does not depend on what values will be: any text stands in for exports. */
function standIn(run: StackRun): void {
  for (const { name, exports } of run.stack.resources)
    run.exports.set(name, Object.fromEntries(exports.map(({ variable }) => [variable, variable])))
  run.pending.clear()
}

/** No region is needed to know permissions. */
async function regionOf(session: Session): Promise<string | undefined> {
  try {
    const [region] = await session.regions()
    return region
  } catch (error) {
    if (AppError.is(error) && error.kind === 'user') return undefined
    throw error
  }
}

/** The statements of a resource's anchors that can be read before anything is made. */
async function statementsOf(
  run: StackRun,
  name: string,
  session: Session,
): Promise<{ readonly statements: Statement[]; readonly unseen: string[] }> {
  const { anchors } = run.resource(name)
  const statements: Statement[] = []
  const unseen: string[] = []
  if (anchors.size === 0) return { statements, unseen }
  const texts = new Statements(run, run.render(name), undefined)
  for (const anchor of anchors.keys()) {
    const label = `${name}, ${anchor}`
    try {
      const text = texts.textIfKnown(anchor)
      if (text === undefined) continue
      if (text === 'waiting') {
        unseen.push(`${label}: it is filled from what does not exist yet`)
        continue
      }
      const each = splitStatements(text).map((slice) => readStatement(slice.text))
      await session.permissions(each)
      statements.push(...each)
    } catch (error) {
      const { kind, message } = AppError.from(error)
      if (kind !== 'user') throw error
      unseen.push(`${label}: ${message}`)
    }
  }
  return { statements, unseen }
}
