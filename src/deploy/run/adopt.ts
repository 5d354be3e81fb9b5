import { AppError } from '../../errors/index.js'
import { changes, type Step } from '../plan/step.js'
import type { StackRun } from './stack-run.js'

/** Decides what to do about a resource that is there already although it was to be made. */
export type AskAdoption = (name: string, typeName: string, identifier: string) => Promise<boolean>

/**
 * Has somebody agree that a resource which was to be made, and is there already, becomes the stack's.
 * @throws AppError ALREADY_EXISTS where nobody does
 */
export async function agreeToAdopt(
  run: StackRun,
  { name, typeName, identifier }: Readonly<Record<'name' | 'typeName' | 'identifier', string>>,
  askAdoption: AskAdoption,
): Promise<void> {
  const isOurs = run.recordOf(name)?.identifier === identifier || run.adopted.has(name)
  if (isOurs) return
  if (await askAdoption(name, typeName, identifier)) {
    run.adopted.add(name)
    return
  }
  throw new AppError(
    'ALREADY_EXISTS',
    `${name}: ${typeName} ${identifier} is there already, and not of this stack`,
    {
      typeName,
      identifier,
      hint: 'take it over with --adopt, or say identifier: … in the manifest',
    },
  )
}

/**
 * As `agreeToAdopt`, of a planned step that would change what somebody else may have made.
 * @throws AppError ALREADY_EXISTS
 */
export async function agreeToForeign(
  run: StackRun,
  step: Step,
  askAdoption: AskAdoption,
): Promise<void> {
  const { name, schema, identifier } = step
  if (step.foreign !== true || schema === undefined || identifier === undefined) return
  // What only looks like it may well be another environment's, and one of its own is wanted.
  if (changes(step) || step.foundBy === 'properties')
    await agreeToAdopt(run, { name, typeName: schema.typeName, identifier }, askAdoption)
}
