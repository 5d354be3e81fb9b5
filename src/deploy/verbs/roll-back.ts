import { AppError } from '../../errors/index.js'
import { cleanModel, planSettledChange } from '../../resource/index.js'
import { applyStep, deleteResource } from '../apply/apply-step.js'
import { changes, type Step } from '../plan/step.js'
import type { Done } from '../run/done.js'
import type { StackRun } from '../run/stack-run.js'
import type { StepResult } from './observer.js'

/**
 * Undoes what a run has done, last first: what it made is deleted, what it changed is put back to how it was
 * found, what it replaced is replaced back. What cannot be put back is told.
 */
export async function rollBack(
  run: StackRun,
  { done, results }: { readonly done: readonly Done[]; readonly results: readonly StepResult[] },
  note: (result: StepResult) => void,
): Promise<void> {
  for (const { step, status } of [...results]) {
    if (status === 'failed' && run.isBeingMade(step.name)) {
      note({ step, status: 'not-undone', error: stillComing(step), ms: 0 })
    }
  }
  for (const one of done.toReversed()) {
    if (!changes(one.step)) continue
    const started = performance.now()
    try {
      await undo(run, one)
      refuseSecrets(one)
      note({ step: one.step, status: 'undone', ms: performance.now() - started })
    } catch (cause) {
      const error = AppError.from(cause)
      note({ step: one.step, status: 'not-undone', error, ms: performance.now() - started })
    }
  }
}

function stillComing({ name }: Step): AppError {
  return new AppError(
    'REQUEST_FAILED',
    `${name}: its creation was still under way, and may come to an end after this`,
    { hint: 'the next build or teardown takes it up' },
  )
}

/** @throws AppError UNSUPPORTED_OPERATION where a value was changed that nobody can read back */
function refuseSecrets({ step: { name, schema, change } }: Done): void {
  if (change?.kind !== 'update') return
  const hidden = (schema?.writeOnlyProperties ?? []).map((one) => one.replace('/properties', ''))
  const isIn = (path: string, other: string): boolean => `${path}/`.startsWith(`${other}/`)
  const paths = change.reasons
    .map(({ path }) => path)
    .filter((path) => hidden.some((one) => isIn(path, one) || isIn(one, path)))
  if (paths.length === 0) return
  throw new AppError(
    'UNSUPPORTED_OPERATION',
    `${name}: what ${paths.join(', ')} was before cannot be read, so that it stays as this run has set it`,
  )
}

async function undo(run: StackRun, { step, identifier, replaced = [] }: Done): Promise<void> {
  const { name, schema, region, live, action } = step
  if (schema === undefined || region === undefined || identifier === undefined) {
    throw new AppError('UNSUPPORTED_OPERATION', `${name}: what its statements did cannot be undone`)
  }
  if (action === 'create') {
    await deleteResource({ schema, region, identifier }, run.writing(name, undefined))
    await run.records.forget(name)
    return
  }
  if (live === undefined) {
    throw new AppError('UNSUPPORTED_OPERATION', `${name}: how it was before is not known`)
  }
  if (step.identifier !== undefined && replaced.includes(step.identifier)) {
    // What it replaced is still there: what took its place goes.
    const before = { schema, region, desired: cleanModel(schema, live) }
    const leftovers = [...step.leftovers, identifier]
    await run.records.keep(name, before, step.identifier, leftovers)
    await deleteResource({ schema, region, identifier }, run.writing(name, undefined))
    return
  }
  const now = await run.inventoryOf(name).get(schema, region, identifier)
  const desired = cleanModel(schema, live)
  const change = await planSettledChange(schema, desired, now?.properties, {
    ...(now === undefined ? {} : { previous: cleanModel(schema, now.properties) }),
  })
  const wanted = { name, schema, region, desired, unknown: [] }
  const outcome = await applyStep(
    {
      ...step,
      change,
      leftovers: [],
      identifier,
      ...(now === undefined ? {} : { live: now.properties }),
    },
    run.writing(name, wanted, [identifier]),
    { replaceable: change.kind === 'replace' },
  )
  await run.records.keep(name, wanted, outcome?.identifier ?? identifier)
}
