import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { Change } from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'
import type { FoundBy } from '../find/find-resource.js'

/**
 * What is to be done about one resource of a stack. `run`: a statement or script of the user's that is always
 * run. `read`: a query. `skip`: its condition does not hold. `forget`: it leaves the stack and stays in the cloud.
 */
export type Action =
  'create' | 'update' | 'replace' | 'delete' | 'no-op' | 'run' | 'read' | 'skip' | 'forget'

/** One resource's part of a plan. Values in it may be secret: what is shown of it is masked first. */
export interface Step {
  /** Name in the manifest, or the name it had there. */
  readonly name: string
  readonly action: Action
  /** `resource`, `query`, `script`, … */
  readonly type: string
  readonly schema?: ResourceSchema
  readonly region?: string
  readonly identifier?: string
  readonly foundBy?: FoundBy | 'exists'
  readonly change?: Change
  readonly live?: JsonObject
  /** True where it is there, and nothing tells that this stack has made it: it is changed once somebody agrees. */
  readonly foreign?: boolean
  /** Of drift, where the record tells: who changed the value at a path since the last build. */
  readonly changedIn?: Readonly<Record<string, 'cloud' | 'manifest'>>
  /** Of a resource with statements of its own: the one that would be run, secrets masked. */
  readonly statement?: string
  /** Properties whose values are known only once other resources are there. */
  readonly unknown: readonly string[]
  /** Identifiers of resources that it replaced before and that are still to go. */
  readonly leftovers: readonly string[]
  /** Of a teardown: its declaration cannot be read, and it goes as it is recorded, without statements of its own. */
  readonly asRecorded?: true
  /** What is to be said of it, beside its action. */
  readonly note?: string
  readonly needs: readonly string[]
}

/** All that a stack needs done, in the order of its graph; what leaves the stack comes last. */
export interface StackPlan {
  readonly stack: string
  readonly env: string
  readonly region: string | undefined
  readonly steps: readonly Step[]
  /** What could not be decided, in the order of the graph; nothing is carried out while there is any. */
  readonly failures: readonly PlanFailure[]
}

/** A resource of which nobody can tell what it needs. */
export interface PlanFailure {
  readonly name: string
  /** Absent where it only waits for another one that failed. */
  readonly error?: AppError
}

/** True for steps that change something in the cloud. */
export function changes({ action, leftovers }: Step): boolean {
  return leftovers.length > 0 || !['no-op', 'read', 'skip', 'forget'].includes(action)
}

/** What happens to what is there: a resource that was replaced before, and is to go now, is replaced. */
export function goesAs({ action, leftovers }: Step): Action {
  return leftovers.length > 0 && action !== 'delete' ? 'replace' : action
}

/** Paths for whose sake a step may delete a resource and make it anew, although it is not certain that it will. */
export function mayReplace({ change, schema, identifier, unknown }: Step): readonly string[] {
  const refused = change?.kind === 'update' ? change.replaceIfRefused : []
  if (identifier === undefined) return refused
  const fixed = [
    ...(schema?.createOnlyProperties ?? []),
    ...(schema?.conditionalCreateOnlyProperties ?? []),
  ].map((pointer) => pointer.split('/')[2])
  const waiting = unknown.filter((name) => fixed.includes(name)).map((name) => `/${name}`)
  return [...new Set([...refused, ...waiting])]
}

/**
 * Makes sure that nobody's resource is replaced who has agreed to less.
 * @throws AppError CONFIGURATION where a step, decided again, replaces what its plan has not shown to be replaced
 */
export function refuseUnshown(planned: Step, step: Step): void {
  if (step.action !== 'replace' || planned.action === 'replace') return
  if (mayReplace(planned).length > 0) return
  throw new AppError(
    'CONFIGURATION',
    `${step.name} would have to be replaced, which its plan did not show; it was left as it is`,
    { hint: 'plan and build again: the plan shows it now' },
  )
}

export function countActions(steps: readonly Step[]): Readonly<Partial<Record<Action, number>>> {
  const counts: Partial<Record<Action, number>> = {}
  for (const { action } of steps) counts[action] = (counts[action] ?? 0) + 1
  return counts
}
