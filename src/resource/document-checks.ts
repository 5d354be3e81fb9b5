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
  const kind = isWhole ? 'insert' : 'update'
  const checks = document?.table.checks?.filter(({ on }) => on?.includes(kind) ?? true) ?? []
  return failedChecks(checks, model, isWhole).map(
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
  return (
    checks
      // What an UPDATE leaves alone is not known here: rules on columns side by side are looked at when it is sent.
      .filter(({ at: path }) => isWhole || path !== undefined)
      .filter((check) => {
        const places = check.at === undefined ? [model] : valuesAt(model, check.at.split('/'))
        return places.some((place) => isBroken(check, place))
      })
      .map(({ message }) => message)
  )
}

function isBroken({ if: when = {}, absent, present, known }: CheckDocument, place: Json): boolean {
  if (!isJsonObject(place) || known === true) return false
  const applies = Object.entries(when).every(([path, values]) => {
    const found = at(place, path)
    return values.includes((found ?? null) as string | number | boolean | null)
  })
  if (!applies) return false
  // A rule that names neither says that the case itself is wrong.
  if (absent === undefined && present === undefined) return true
  return (
    absent?.some((path) => at(place, path) !== undefined) === true ||
    present?.some((path) => at(place, path) === undefined) === true
  )
}

function at(place: JsonObject, path: string): Json | undefined {
  return valuesAt(place, path.split('/'))[0] ?? undefined
}
