import type { ListDocument, MethodDocument } from './call-document.js'
import type { CheckDocument, ColumnDocument, DerivedDocument } from './column-document.js'
import type { WriteDocument } from './write-document.js'

export interface TableDocument {
  readonly about?: string
  /** Properties in the order of columns. `about` beside the schema's own words says what one is. */
  readonly columns: Readonly<Record<string, ColumnDocument>>
  /** Columns that name one row. Without any, rows have no name and are only listed. */
  readonly identifier?: readonly string[]
  /** Columns that an INSERT must give. */
  readonly required?: readonly string[]
  /** Pointers or names: `Status`, `FlowDefinition/FlowName`. */
  readonly readOnly?: readonly string[]
  readonly writeOnly?: readonly string[]
  readonly createOnly?: readonly string[]
  /** Where a key of a list comes from, if the statement does not give it. */
  readonly parents?: Readonly<Record<string, { readonly table: string; readonly column: string }>>
  /** Values for the conditions and templates of writes, made of other values. */
  readonly derived?: Readonly<Record<string, DerivedDocument>>
  readonly checks?: readonly CheckDocument[]
  /** Set where REPLACE deletes and makes anew even what is as asked; columns that it must give. */
  readonly replaces?: { readonly needs: readonly string[] }
  readonly methods: MethodsDocument
  readonly actions?: Readonly<Record<string, ActionDocument>>
}

export interface MethodsDocument {
  /** The first whose keys the statement gives is used. */
  readonly list?: readonly ListDocument[]
  readonly get?: MethodDocument
  /** Steps, one after another; most have one. */
  readonly insert?: WriteDocument
  readonly update?: WriteDocument
  readonly delete?: WriteDocument
}

/** A method for EXEC. */
export interface ActionDocument extends MethodDocument {
  readonly about?: string
  readonly parameters?: Readonly<Record<string, ColumnDocument>>
  readonly required?: readonly string[]
  /** The table whose row the parameters name: it is read first, for checks that look at its columns. */
  readonly reads?: string
  /** The column of its answer that is shown as it is, where no format is asked for. */
  readonly text?: string
  /** True: it changes something, and is guarded like a write. */
  readonly writes?: boolean
  /** Columns of its answer. Without any: one column, `answer`. */
  readonly columns?: Readonly<Record<string, ColumnDocument>>
  /** Shown once, never journalled. */
  readonly secret?: boolean
  readonly checks?: readonly CheckDocument[]
  /** What to do next, as a notice: texts by the value of a parameter, or one text. */
  readonly next?: string
}
