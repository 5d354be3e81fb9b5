import type { PropertySchema } from '../property-schema.js'

export interface ColumnDocument extends PropertySchema {
  readonly about?: string
  /** Parameters only: the environment variable that has its value where the statement gives none. */
  readonly variable?: string
  /** Its name in SQL, where snake case of the property is not it. */
  readonly column?: string
}

/** A value that is made of a time: whether it is longer ago than so many days, else the batches from it until now. */
export interface DerivedDocument {
  /** Path to the time. */
  readonly from: string
  readonly olderThanDays?: number
  /** Path to the size of batches, such as `30 days`; two months where there is none. */
  readonly interval?: string
  readonly schema?: PropertySchema
}

/** Paths of columns and parameters, each with the values that make it hold; `null` for "absent". */
export type ConditionDocument = Readonly<
  Record<string, readonly (string | number | boolean | null)[]>
>

/** What must hold of a value before it is sent, where types and enumerations cannot say it. */
export interface CheckDocument {
  /** Where it is looked at: `FlowDefinition/TriggerConfig`, `*` for each item. The model itself unless told. */
  readonly at?: string
  /** Paths below it, each with the values that make the rule count; `null` for "absent". */
  readonly if?: ConditionDocument
  /** What it is looked at for; all unless told. */
  readonly on?: readonly ('insert' | 'update' | 'delete' | 'action')[]
  readonly absent?: readonly string[]
  readonly present?: readonly string[]
  /** True: members that the schema does not name are told of and sent all the same. */
  readonly known?: boolean
  /** What is said: "TriggerProperties goes with TriggerType Scheduled alone". */
  readonly message: string
}
