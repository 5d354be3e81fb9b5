import type {
  ActionDocument,
  CheckDocument,
  ConditionDocument,
  PropertySchema,
  ResourceSchema,
} from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { isJsonObject, type Json, type JsonObject } from '../util/index.js'
import { valuesAt } from './pointer.js'
import { childSchema, shapeOf } from './shape.js'

/** Values that the rules of a document are held against, and what is done with them. */
export interface Checked {
  readonly schema: ResourceSchema
  readonly checks: readonly CheckDocument[] | undefined
  readonly on: 'insert' | 'update' | 'delete' | 'action'
  /** Columns, and parameters of the statement beside them. */
  readonly values: JsonObject
}

/** What values break of the rules, one error a rule and place, and what the rules only note. Nothing is called. */
export function checkValues({ schema, checks = [], on, values }: Checked): {
  readonly problems: readonly AppError[]
  /** Members that the schema does not name. */
  readonly notes: readonly string[]
} {
  const due = checks
    .filter((check) => check.on?.includes(on) ?? true)
    .flatMap((check) =>
      subjects(values, steps(check.at))
        .filter(({ value }) => conditionHolds(check.if, value))
        .map((subject) => ({ check, subject })),
    )
  return {
    problems: due.flatMap(({ check, subject }) => problemOf(schema, check, subject) ?? []),
    notes: due
      .filter(({ check }) => check.known === true)
      .flatMap(({ check, subject }) =>
        unknownNames(schema, subject).map(
          (name) => `${schema.typeName}: ${[...subject.path, name].join('.')} ${check.message}`,
        ),
      ),
  }
}

/**
 * What a document demands of a model beyond types.
 * @param isWhole false for the columns that an UPDATE sets: nothing is said of those that it leaves alone.
 */
export function documentProblems(
  schema: ResourceSchema,
  values: JsonObject,
  isWhole: boolean,
): readonly AppError[] {
  const all = schema.document?.table.checks ?? []
  // Rules on columns side by side are looked at once what an UPDATE leaves alone is known.
  const checks = isWhole ? all : all.filter(({ at }) => at !== undefined)
  return checkValues({ schema, checks, on: isWhole ? 'insert' : 'update', values }).problems
}

/** What the parameters of an action break of its rules, as far as they do not look at a row that is yet to be read. */
export function actionProblems(
  schema: ResourceSchema,
  { checks, reads }: Pick<ActionDocument, 'checks' | 'reads'>,
  values: JsonObject,
): readonly AppError[] {
  if (reads !== undefined) return []
  return checkValues({ schema, checks, on: 'action', values }).problems
}

/** Whether all of some paths have one of their values; `null` stands for none. */
export function conditionHolds(
  condition: ConditionDocument | undefined,
  value: JsonObject,
): boolean {
  return Object.entries(condition ?? {}).every(([path, wanted]) => {
    const found = at(value, path) ?? null
    return (typeof found !== 'object' || found === null) && wanted.includes(found)
  })
}

interface Subject {
  readonly path: readonly string[]
  readonly value: JsonObject
}

const steps = (path: string | undefined): readonly string[] => path?.split('/') ?? []

/** The objects that a path leads to, each with its own path; `*` is each item of a list and each value of a map. */
function subjects(value: Json, path: readonly string[], done: readonly string[] = []): Subject[] {
  const [step, ...rest] = path
  if (step === undefined) return isJsonObject(value) ? [{ path: done, value }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries<Json>(value as JsonObject).flatMap(([key, inner]) =>
    step === key || step === '*' ? subjects(inner, rest, [...done, key]) : [],
  )
}

/** The value at a path; `null` is none. */
function at(value: JsonObject, path: string): Json | undefined {
  return valuesAt(value, steps(path))[0] ?? undefined
}

function problemOf(
  { typeName }: ResourceSchema,
  { absent, present, known, message, if: condition = {} }: CheckDocument,
  { path, value }: Subject,
): AppError | undefined {
  if (known === true) return undefined
  const missing = (present ?? []).filter((name) => at(value, name) === undefined)
  const odd = (absent ?? []).filter((name) => at(value, name) !== undefined)
  // A rule that names neither says that the case itself is wrong.
  const isWrong = present === undefined && absent === undefined
  if (missing.length === 0 && odd.length === 0 && !isWrong) return undefined
  // What the rule is about is wrong by its value, not by being there.
  const needless = odd.filter((name) => !Object.hasOwn(condition, name))
  const hints = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(needless.length > 0 ? [`leave out: ${needless.join(', ')}`] : []),
  ]
  return new AppError(
    missing.length > 0 ? 'MISSING_PROPERTY' : 'VALUE_TYPE',
    `${[typeName, path.join('.')].join(' ').trimEnd()}: ${message}`,
    { typeName, ...(hints.length > 0 && { hint: hints.join('; ') }) },
  )
}

function unknownNames(schema: ResourceSchema, { path, value }: Subject): string[] {
  let place: PropertySchema | undefined = { properties: schema.properties }
  for (const step of path) place = childSchema(schema, place, step)
  const { properties } = shapeOf(schema, place)
  return Object.keys(value).filter((name) => !properties.has(name))
}
