import type { MethodDocument, Template } from './call-document.js'
import type { ColumnDocument, ConditionDocument } from './column-document.js'

export interface WriteDocument {
  readonly steps: readonly StepDocument[]
  /** The answer is the row, as far as it goes. */
  readonly returns?: boolean
  /** INSERT only: columns of its answer, where it is no row. */
  readonly answers?: readonly string[]
  readonly waits?: WaitDocument
  /** INSERT only: the service would change what is there already, so a get looks first. */
  readonly looksFirst?: boolean
  /** INSERT only: columns of the identifier as the service will fill them in, where the statement leaves them out. */
  readonly names?: Readonly<Record<string, Template>>
  /** UPDATE only: columns must be given anew since nobody can read them, once any of these changes. */
  readonly needs?: readonly string[]
  /** DELETE only: a get first, for steps and checks that look at the columns. */
  readonly reads?: boolean
  /** UPDATE only: the member that says which credentials stand beside it; while it stays, hidden ones must be given. */
  readonly redactedWith?: string
  /** How the service tries the write without doing it: `{.dryRun}` is true in the templates then. */
  readonly rehearsal?: RehearsalDocument
  /** Parameters of the statement (hints) that it takes, such as force. */
  readonly parameters?: Readonly<Record<string, ColumnDocument>>
  readonly timeoutMinutes?: number
}

/** The answer to a write that is only tried. */
export interface RehearsalDocument {
  readonly rows: string
  readonly columns: Readonly<Record<string, ColumnDocument>>
}

export interface StepDocument extends MethodDocument {
  /** Made where this holds. */
  readonly if?: ConditionDocument
  /** Left out where this holds. */
  readonly unless?: ConditionDocument
  /** UPDATE only: made where one of these columns changes. Always unless told. */
  readonly when?: readonly string[]
  /** Left out where this parameter of its input has no value. */
  readonly onlyWith?: string
  readonly role?: RoleDocument
}

/** A role that the service takes, and the key that it must be allowed to use: a role made for another key is warned of. */
export interface RoleDocument {
  /** The column with the role's ARN. */
  readonly column: string
  /** The table of the document whose row, named by columns of this one, knows the key, and its column. */
  readonly table: string
  readonly key: string
  /** What the role is for: `domain {DomainName}`. */
  readonly about: string
  /** How a role that fits is had. */
  readonly hint?: string
}

/** How the end of a write is waited for. */
export interface WaitDocument extends MethodDocument {
  /** Only where the write or its answer gave this column a value. */
  readonly onlyWith?: string
  /** Where the answer says how it stands: `/Status`. */
  readonly state: string
  /** States that are the end that was wished for; with `pending`, all that are neither pending nor failed. */
  readonly done?: readonly string[]
  readonly pending?: readonly string[]
  /** `%` stands for any text. */
  readonly failed?: readonly string[]
  /** Where it says why. */
  readonly message?: string
  /** True: that it is not there any more is the end that was wished for. */
  readonly gone?: boolean
  /** Seconds between questions at the least. */
  readonly every?: number
}
