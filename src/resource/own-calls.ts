import type { ResourceSchema, StepDocument, WriteDocument } from '../catalog/index.js'
import type { JsonObject } from '../util/index.js'
import type { Change } from './change.js'
import { derivedValues } from './derived-values.js'
import { conditionHolds } from './document-checks.js'

/** What decides about the steps of a write beside its values. */
export interface WriteFacts {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What the statement says beside its columns. */
  readonly parameters?: JsonObject | undefined
}

/**
 * What a document's table calls in the place of Cloud Control's own: the steps that the change makes. Those that
 * only what is there decides between are told as `A or B`.
 */
export function ownCalls(
  schema: ResourceSchema,
  change: Change,
  call: string,
  facts: WriteFacts,
): string[] {
  const methods = schema.document?.table.methods
  if (methods === undefined) return [call]
  const isMade = call === 'CreateResource' && 'desired' in change
  const model = isMade ? withFacts(schema, methods.insert, change.desired, facts) : undefined
  const steps = new DueSteps(change, model)
  if (call === 'CreateResource') return steps.names(methods.insert)
  return steps.names(call === 'DeleteResource' ? methods.delete : methods.update)
}

/** A model with all that the conditions of its steps look at. */
function withFacts(
  { document }: ResourceSchema,
  write: WriteDocument | undefined,
  model: JsonObject,
  { now, parameters }: WriteFacts,
): JsonObject {
  const looked = new Set(
    (write?.steps ?? []).flatMap((step) => Object.keys({ ...step.if, ...step.unless })),
  )
  const own = Object.entries(document?.table.derived ?? {}).filter(([name]) => looked.has(name))
  const derived = derivedValues({ derived: Object.fromEntries(own) }, model, now)
  return { ...model, ...derived, ...parameters }
}

class DueSteps {
  readonly #model: JsonObject | undefined
  /** Columns that an UPDATE changes. */
  readonly #changed: ReadonlySet<string> | undefined

  constructor(change: Change, model: JsonObject | undefined) {
    this.#model = model
    this.#changed =
      change.kind === 'update'
        ? new Set(change.reasons.map(({ path }) => path.split('/')[1] ?? ''))
        : undefined
  }

  names(write: WriteDocument | undefined): string[] {
    const open: string[] = []
    const names = (write?.steps ?? []).flatMap((step) => {
      const name = step.operation ?? step.request ?? ''
      const isDue = this.#isDue(step)
      if (isDue === undefined) open.push(name)
      return isDue === true ? [name] : []
    })
    const alternatives = [...new Set(open)].join(' or ')
    return [...names, ...(alternatives === '' ? [] : [alternatives])]
  }

  /** `undefined` where that is not known yet. */
  #isDue({ when, if: condition, unless }: StepDocument): boolean | undefined {
    const changed = this.#changed
    if (when !== undefined && changed !== undefined && !when.some((each) => changed.has(each))) {
      return false
    }
    const isMade = this.#holds(condition, true)
    const isLeft = this.#holds(unless, false)
    if (isMade === false || isLeft === true) return false
    return isMade === undefined || isLeft === undefined ? undefined : true
  }

  #holds(condition: StepDocument['if'], otherwise: boolean): boolean | undefined {
    const model = this.#model
    if (condition === undefined) return otherwise
    if (model === undefined) return undefined
    return conditionHolds(condition, model)
  }
}
