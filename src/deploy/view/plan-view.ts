import { changedModel, maskReasons, type Reason } from '../../resource/index.js'
import { canonicalJson, type Json, type JsonObject } from '../../util/index.js'
import type { Action, PlanFailure, Step } from '../plan/step.js'

/** One path of a step as it is shown: secrets masked. */
export interface PathView {
  readonly path: string
  readonly from?: Json
  readonly to?: Json
  readonly why: string
  readonly effect: string
  /** Of drift, where the record tells: who changed it since the last build. */
  readonly changedIn?: 'cloud' | 'manifest'
}

/** A step as it is shown, stored and compared. */
export interface StepView {
  readonly name: string
  readonly action: Action
  readonly type: string
  readonly resourceType?: string
  readonly region?: string
  readonly identifier?: string
  readonly foundBy?: string
  /** Of a replacement: which of both comes first. */
  readonly order?: string
  readonly paths: readonly PathView[]
  /** Properties that are known only once other resources are there. */
  readonly unknown: readonly string[]
  /** Pointers that could not be decided, and were left alone. */
  readonly unsure: readonly string[]
  readonly leftovers?: readonly string[]
  /** The statement of its own that would be run, secrets masked. */
  readonly statement?: string
  readonly note?: string
  readonly needs: readonly string[]
}

/** What may be shown of a step. */
export function viewStep(step: Step): StepView {
  const { change, schema, leftovers } = step
  const reasons = change === undefined || step.action === 'delete' ? [] : change.reasons
  const shown =
    schema === undefined
      ? []
      : maskReasons(schema, reasons, modelOf(step)).map((reason) => {
          const changedIn = step.changedIn?.[reason.path]
          return { ...viewReason(reason), ...(changedIn === undefined ? {} : { changedIn }) }
        })
  return {
    name: step.name,
    action: step.action,
    type: step.type,
    ...(schema === undefined ? {} : { resourceType: schema.typeName }),
    ...(step.region === undefined ? {} : { region: step.region }),
    ...(step.identifier === undefined ? {} : { identifier: step.identifier }),
    ...(step.foundBy === undefined ? {} : { foundBy: step.foundBy }),
    ...(change?.kind === 'replace' ? { order: change.strategy } : {}),
    paths: shown,
    unknown: step.unknown,
    unsure: change !== undefined && 'unsure' in change ? change.unsure.map(({ path }) => path) : [],
    ...(leftovers.length > 0 ? { leftovers } : {}),
    ...(step.statement === undefined ? {} : { statement: step.statement }),
    ...(step.note === undefined ? {} : { note: step.note }),
    needs: step.needs,
  }
}

/** What may be shown of a resource that could not be planned. */
export function viewFailure({ name, error }: PlanFailure): FailureView {
  return error === undefined ? { name } : { name, code: error.code, message: error.message }
}

export interface FailureView {
  readonly name: string
  /** Absent where it only waits for another one that failed. */
  readonly code?: string
  readonly message?: string
}

/** What tells the names of the values of pairs that a path leads to. */
function modelOf({ change, live }: Step): JsonObject | undefined {
  return (change && changedModel(change)) ?? live
}

function viewReason({ path, from, to, why, effect }: Reason): PathView {
  return {
    path,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    why,
    effect,
  }
}

/** A value in one line, cut where it is long. */
export function shortValue(value: Json | undefined, most = 80): string {
  if (value === undefined) return '(none)'
  const text = canonicalJson(value)
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
