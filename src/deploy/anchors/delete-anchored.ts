import { AppError } from '../../errors/index.js'
import type { RenderedResource } from '../../manifest/index.js'
import type { Step } from '../plan/step.js'
import type { StackRun } from '../run/stack-run.js'
import { troubled } from './apply-anchored.js'
import { deleteLeftover, leftoversOf, type Leftovers } from './leftovers.js'
import type { AnchoredState } from './anchored-state.js'
import { lookAnchored, noteAnchoredExports } from './plan-anchored.js'
import { isOne, readExistence } from './read-checks.js'
import type { Statements } from './statements.js'

/** Waits for what a delete leaves behind for a moment, where the manifest says nothing. */
const CHECKS = 10
const SECONDS_BETWEEN = 5

/** Whether there is something to delete, by the checks of an `.iql` file. */
export async function planAnchoredDelete(
  run: StackRun,
  rendered: RenderedResource,
): Promise<Pick<Step, 'action'> & Partial<Step>> {
  const { resource } = rendered
  const look = await lookAnchored(run, rendered, { patient: false })
  const { state, wanted, found, statements } = look
  const old = await leftoversOf(run, look)
  const leftovers = old.identifiers.filter((one) => one !== old.last?.identifier)
  if (state === 'waiting' || state === 'absent') {
    const several = resource.type === 'multi' ? await planSeveral(run, look) : undefined
    if (several !== undefined) return several
    if (old.last !== undefined || leftovers.length > 0) {
      return { ...recordedNow(run, resource.name, old.last), leftovers, action: 'delete' }
    }
    if (resource.exports.length > 0) run.pending.add(resource.name)
    const record = run.recordOf(resource.name)
    const there = state === 'waiting' ? await thereByRecord(run, resource.name) : undefined
    if (there !== undefined) return { ...there, leftovers, action: 'delete' }
    if (state === 'waiting') refuseUnnamed(run, resource.name)
    return { action: record === undefined ? 'no-op' : 'forget', note: 'it is not there' }
  }
  await noteAnchoredExports(run, rendered, look)
  const known =
    wanted === undefined || found === undefined
      ? recorded(run, resource.name)
      : {
          schema: wanted.schema,
          region: wanted.region,
          identifier: found.identifier,
          foundBy: 'exists' as const,
          live: found.properties,
          change: { kind: 'delete', typeName: wanted.schema.typeName, reasons: [] } as const,
        }
  if (!statements.has('delete') && !('identifier' in known)) {
    return { action: 'skip', note: 'it has no delete statement' }
  }
  return { ...known, leftovers: old.identifiers, action: 'delete' }
}

/** Where some of several resources are gone an `exists` that counts them says no: their delete is run all the same. */
async function planSeveral(
  run: StackRun,
  { statements }: AnchoredState,
): Promise<(Pick<Step, 'action'> & Partial<Step>) | undefined> {
  const { name } = statements
  const text = statements.textIfKnown('delete')
  if (text !== undefined && text !== 'waiting') {
    return { action: 'delete', note: 'run whatever its checks say' }
  }
  const there = await thereByRecord(run, name)
  return there === undefined ? undefined : { ...there, action: 'delete' }
}

/** What is recorded of a resource, where it is still there. */
async function thereByRecord(run: StackRun, name: string): Promise<Partial<Step> | undefined> {
  const about = recorded(run, name)
  const { schema, region, identifier } = about
  if (schema === undefined || region === undefined || identifier === undefined) return undefined
  const there = await run.inventoryOf(name).get(schema, region, identifier)
  return there === undefined ? undefined : { ...about, live: there.properties }
}

/**
 * What is known only once a script has run is not known to a teardown, which runs none.
 * @throws AppError CONFIGURATION where nothing else tells what the resource is called
 */
export function refuseUnnamed(run: StackRun, name: string): void {
  const scripts = run.scriptsBefore(name)
  if (scripts === undefined || run.recordOf(name) !== undefined) return
  throw new AppError(
    'CONFIGURATION',
    `${name}: what it is called comes from ${scripts.join(', ')}, which a teardown does not run, and no record tells; nothing was deleted`,
    {
      ...run.resource(name).place,
      hint: 'say identifier: … in the manifest, keep the record (--state), or delete it by hand and leave it out (--exclude)',
    },
  )
}

/** What is recorded of a resource that its props or its statements do not tell. */
function recorded(run: StackRun, name: string): Partial<Step> {
  const [record, schema] = [run.recordOf(name), run.schema(name)]
  if (record === undefined || schema?.typeName !== record.typeName) return {}
  const { region, identifier, typeName } = record
  const change = { kind: 'delete', typeName, reasons: [] } as const
  return { schema, region, identifier, foundBy: 'record', change }
}

/** As `recorded`; where it itself is gone, what is left of those that it replaced. */
function recordedNow(run: StackRun, name: string, last: Leftovers['last']): Partial<Step> {
  const { identifier, ...about } = recorded(run, name)
  return last === undefined || identifier === undefined
    ? about
    : { ...about, identifier, live: last.properties }
}

/**
 * Runs the delete of an `.iql` file, and asks until the resource is gone; then what it took the place of goes.
 * @throws AppError REQUEST_FAILED where it is still there in the end
 */
export async function deleteAnchored(run: StackRun, step: Step): Promise<void> {
  const { name, identifier, region } = step
  const rendered = run.render(name)
  const look = await lookAnchored(run, rendered, { patient: false })
  const isThere = look.state === 'wrong' || look.state === 'correct'
  const byRecord = !isThere && step.foundBy === 'record'
  if (!byRecord) await deleteByStatement(run, rendered, look)
  if (region === undefined) return
  const others = [...step.leftovers, ...(byRecord && identifier !== undefined ? [identifier] : [])]
  for (const other of others) await deleteLeftover(run, name, { identifier: other, region })
}

async function deleteByStatement(
  run: StackRun,
  rendered: RenderedResource,
  { statements }: AnchoredState,
): Promise<void> {
  const { name, type, anchors } = rendered.resource
  try {
    await statements.run('delete')
  } catch (error) {
    if (type !== 'multi' && !(AppError.is(error) && error.code === 'NOT_FOUND')) {
      throw await troubled({ statements }, 'delete', error)
    }
  }
  const { postdeleteRetries = CHECKS, postdeleteRetryDelay = SECONDS_BETWEEN } =
    anchors.get('exists')?.options ?? anchors.get('statecheck')?.options ?? {}
  for (let check = 1; ; check++) {
    if (await isGone(run, rendered, statements)) return
    if (check >= postdeleteRetries) break
    await statements.pause(check === 1 ? Math.min(1, postdeleteRetryDelay) : postdeleteRetryDelay)
  }
  const error = new AppError('REQUEST_FAILED', `${name} is still there after its delete`, {
    ...rendered.resource.place,
  })
  throw await troubled({ statements }, 'delete', error)
}

async function isGone(
  run: StackRun,
  rendered: RenderedResource,
  statements: Statements,
): Promise<boolean> {
  const { name } = rendered.resource
  const once = { attempts: 1, delay: 0 }
  if (statements.has('exists')) {
    const { rows } = await statements.check('exists', () => true, once)
    return !readExistence(name, rows).exists
  }
  if (statements.has('statecheck')) {
    const { rows } = await statements.check('statecheck', () => true, once)
    return !isOne(rows)
  }
  return (await lookAnchored(run, rendered, { patient: false })).state === 'absent'
}
