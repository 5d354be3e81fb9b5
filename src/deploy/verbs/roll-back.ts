import { AppError } from '../../errors/index.js'
import { cleanModel, planSettledChange } from '../../resource/index.js'
import { applyStep, deleteResource } from '../apply/apply-step.js'
import { changes } from '../plan/step.js'
import type { Done } from '../run/done.js'
import type { StackRun } from '../run/stack-run.js'
import type { StepResult } from './observer.js'

/**
 * Undoes what a run has done, last first: what it made is deleted, what it changed is put back to how it was
 * found, what it replaced is replaced back. What cannot be put back is told.
 */
export async function rollBack(
  run: StackRun,
  done: readonly Done[],
  note: (result: StepResult) => void,
): Promise<void> {
  for (const one of done.toReversed()) {
    if (!changes(one.step)) continue
    const started = performance.now()
    try {
      await undo(run, one)
      note({ step: one.step, status: 'undone', ms: performance.now() - started })
    } catch (cause) {
      const error = AppError.from(cause)
      note({ step: one.step, status: 'not-undone', error, ms: performance.now() - started })
    }
  }
}

async function undo(run: StackRun, { step, identifier }: Done): Promise<void> {
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
  )
  await run.records.keep(name, wanted, outcome?.identifier ?? identifier)
}
