import type { ResourceSchema, StepDocument, WriteDocument } from '../catalog/index.js'
import type { JsonObject } from '../util/index.js'
import type { Change } from './change.js'
import { conditionHolds } from './document-checks.js'

/**
 * What a document's table calls in the place of Cloud Control's own: the steps that the change makes. Those that
 * only the time of the write decides between are told as `A or B`.
 */
export function ownCalls(schema: ResourceSchema, change: Change, call: string): string[] {
  const methods = schema.document?.table.methods
  if (methods === undefined) return [call]
  const isMade = call === 'CreateResource' && 'desired' in change
  const steps = new DueSteps(schema, change, isMade ? change.desired : undefined)
  if (call === 'CreateResource') return steps.names(methods.insert)
  return steps.names(call === 'DeleteResource' ? methods.delete : methods.update)
}

class DueSteps {
  readonly #schema: ResourceSchema
  readonly #model: JsonObject | undefined
  /** Columns that an UPDATE changes. */
  readonly #changed: ReadonlySet<string> | undefined

  constructor(schema: ResourceSchema, change: Change, model: JsonObject | undefined) {
    this.#schema = schema
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
    const isColumn = ([path]: [string, unknown]): boolean =>
      Object.hasOwn(this.#schema.properties, path.split('/')[0] ?? '')
    const known = Object.entries(condition).filter(isColumn)
    if (!conditionHolds(Object.fromEntries(known), model)) return false
    return known.length === Object.keys(condition).length ? true : undefined
  }
}
