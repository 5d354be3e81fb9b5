import type { ActionDocument, CheckDocument, ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { isJsonObject, type Json, type JsonObject } from '../util/index.js'
import { valuesAt } from './pointer.js'

/**
 * What a document demands of a model beyond types: the rules that the given columns are about.
 * @param isWhole false for the columns that an UPDATE sets: nothing is said of those that it leaves alone.
 */
export function documentProblems(
  { typeName, document }: ResourceSchema,
  model: JsonObject,
  isWhole: boolean,
): AppError[] {
  return failedChecks(document?.table.checks ?? [], model, isWhole).map(
    (message) => new AppError('VALUE_TYPE', message, { typeName }),
  )
}

/** What the parameters of an action break of its rules. */
export function actionProblems(
  { checks = [] }: Pick<ActionDocument, 'checks'>,
  parameters: JsonObject,
): string[] {
  return failedChecks(checks, parameters, true)
}

/** The messages of the rules that a model breaks. */
function failedChecks(
  checks: readonly CheckDocument[],
  model: JsonObject,
  isWhole: boolean,
): string[] {
  return checks
    .filter((check) => concerns(check, model, isWhole))
    .filter((check) => {
      const places = check.at === undefined ? [model] : valuesAt(model, check.at.split('/'))
      return places.some((place) => isBroken(check, place))
    })
    .map(({ message }) => message)
}

function concerns(
  { at, if: when = {}, present = [] }: CheckDocument,
  model: JsonObject,
  isWhole: boolean,
): boolean {
  if (isWhole || at !== undefined) return true
  const heads = [...Object.keys(when), ...present].map((path) => path.split('/')[0] ?? path)
  return heads.some((head) => Object.hasOwn(model, head))
}

function isBroken(
  { if: when = {}, absent = [], present = [] }: CheckDocument,
  place: Json,
): boolean {
  if (!isJsonObject(place)) return false
  const applies = Object.entries(when).every(([path, values]) => {
    const found = at(place, path)
    return values.includes((found ?? null) as string | number | boolean | null)
  })
  if (!applies) return false
  return (
    absent.some((path) => at(place, path) !== undefined) ||
    present.some((path) => at(place, path) === undefined)
  )
}

function at(place: JsonObject, path: string): Json | undefined {
  return valuesAt(place, path.split('/'))[0] ?? undefined
}
