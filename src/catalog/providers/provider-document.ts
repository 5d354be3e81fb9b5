import type { PropertySchema } from '../property-schema.js'

/**
 * One service of a provider as a document describes it: `providers/<provider>/<service>.json`, or a user's own
 * file. docs/providers.md tells it to those who write one; provider.schema.json checks it.
 *
 * Wherever a call takes values, a text of the form `{Name}` stands for a value (see {@link Template}).
 */
export interface ProviderDocument {
  readonly $schema?: string
  readonly provider: string
  readonly service: string
  readonly about?: string
  readonly connector: ConnectorDocument
  /** `region`: asked region by region, connection by connection. `none`: there is one of it. Default `region` for aws-sdk, `none` for rest. */
  readonly place?: 'region' | 'none'
  readonly limits?: readonly LimitDocument[]
  readonly retries?: RetriesDocument
  readonly errors?: readonly ErrorDocument[]
  /** How its lists are paged, unless a method says otherwise. */
  readonly pages?: PagesDocument
  /**
   * What an answer shows in the place of a credential; it is never sent back. Of several the first is refused wherever
   * it stands, the others where the answer shows them in that very place.
   */
  readonly redacted?: string | readonly string[]
  readonly definitions?: Readonly<Record<string, PropertySchema>>
  readonly tables: Readonly<Record<string, TableDocument>>
}

/** What speaks to the service. */
export type ConnectorDocument = AwsSdkDocument | RestDocument

export interface AwsSdkDocument {
  readonly protocol: 'aws-sdk'
  /** `@aws-sdk/client-appflow` */
  readonly package: string
  /** Name of its client class; the package's only one unless told. */
  readonly client?: string
}

export interface RestDocument {
  readonly protocol: 'rest'
  /** `https://api.example.com/v1`, or the environment variable that says it. */
  readonly baseUrl: string | { readonly variable: string; readonly default?: string }
  readonly auth?: AuthDocument
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** How bodies are written, or the environment variable that says it. Default json; answers are read by their Content-Type. */
  readonly body?: PayloadFormat | { readonly variable: string; readonly default?: PayloadFormat }
  /** A longer answer is refused. Default 10 MiB. */
  readonly mostBytes?: number
}

type PayloadFormat = 'json' | 'yaml'

/** Credentials come from environment variables alone: a document names them and never holds them. */
export type AuthDocument =
  | { readonly kind: 'bearer'; readonly variable: string }
  | {
      readonly kind: 'header'
      readonly header: string
      readonly prefix?: string
      readonly variable: string
    }
  | { readonly kind: 'basic'; readonly userVariable: string; readonly passwordVariable: string }

/** A limit that the service has: so many calls a second, for the operations of these names (LIKE), or all together. */
export interface LimitDocument {
  readonly callsPerSecond: number
  readonly operations?: readonly string[]
}

export interface RetriesDocument {
  /** HTTP statuses that may pass. Default 429, 500, 502, 503, 504. */
  readonly statuses?: readonly number[]
  /** Names of errors that may pass. */
  readonly codes?: readonly string[]
  /** Tries after the first. Default 6. */
  readonly most?: number
}

/** What a failure means. The first that fits counts. */
export interface ErrorDocument {
  readonly status?: number
  /** Name of the error as the service says it. */
  readonly code?: string
  /** A part of its message, case ignored. */
  readonly contains?: string
  readonly becomes:
    | 'NOT_FOUND'
    | 'ALREADY_EXISTS'
    | 'ACCESS_DENIED'
    | 'THROTTLED'
    | 'SERVICE_REJECTED'
    | 'NO_CREDENTIALS'
  readonly hint?: string
}

/** How the next page is asked for. */
export type PagesDocument =
  /** A token of one answer goes into the next request. */
  | { readonly style: 'token'; readonly input: string; readonly output: string }
  /** Numbered pages, until one is empty (or shorter than `size`). */
  | {
      readonly style: 'page'
      readonly input: string
      readonly first?: number
      readonly size?: { readonly input: string; readonly value: number }
    }
  /** By the number of rows so far, until a page is empty (or shorter than `size`). */
  | {
      readonly style: 'offset'
      readonly input: string
      readonly size?: { readonly input: string; readonly value: number }
    }
  /** A Link header with rel="next", or a URL in the answer at `output`. */
  | { readonly style: 'link'; readonly output?: string }
  | { readonly style: 'none' }

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

/** What must hold of a value before it is sent, where types and enumerations cannot say it. */
export interface CheckDocument {
  /** Where it is looked at: `FlowDefinition/TriggerConfig`, `*` for each item. The model itself unless told. */
  readonly at?: string
  /** Paths below it, each with the values that make the rule count; `null` for "absent". */
  readonly if?: Readonly<Record<string, readonly (string | number | boolean | null)[]>>
  /** What it is looked at for; all unless told. */
  readonly on?: readonly ('insert' | 'update' | 'delete' | 'action')[]
  readonly absent?: readonly string[]
  readonly present?: readonly string[]
  /** True: members that the schema does not name are told of and sent all the same. */
  readonly known?: boolean
  /** What is said: "TriggerProperties goes with TriggerType Scheduled alone". */
  readonly message: string
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

/** One call. */
export interface MethodDocument {
  /** aws-sdk: name of the operation, `ListIntegrations`. */
  readonly operation?: string
  /** rest: verb and path, `GET /integrations/{id}`; what stands in braces is filled in. */
  readonly request?: string
  /** aws-sdk: the operation's input; rest: the query of the URL. Columns by name, or parameters with their templates. */
  readonly input?: InputDocument
  /** rest: the body. A template of the whole; columns by name where it is a list. */
  readonly body?: InputDocument
  readonly headers?: Readonly<Record<string, string>>
  /** Where the rows (list) or the row is in the answer: `/Items`. The whole answer unless told. */
  readonly rows?: string
  /** Columns that the answer has elsewhere than under their names: pointers into a row; `` is the row itself. */
  readonly fields?: Readonly<Record<string, string>>
  /** IAM actions, or what the service calls its permissions. */
  readonly permissions?: readonly string[]
  /** True: sending it twice does what sending it once does, so that a lost answer is no reason to stop. Reads are. */
  readonly idempotent?: boolean
}

/** `['DomainName', 'Uri']`, or `{ "id": "{Id}", "mode": "full" }`. */
export type InputDocument = readonly string[] | Readonly<Record<string, Template>> | string

/**
 * Values of a call. A text that is `{Name}` and nothing else is the value of that column (left out where it has
 * none); within a longer text it is put in as text. `{A/B}` goes into a value. Beside columns there are `{.region}`,
 * `{.account}`, `{.partition}`, `{.model}` (all columns that can be written), `{.changed}` (those that an UPDATE
 * changes), `{.set.Tags}` and `{.unset.Tags}` (keys of a map that an UPDATE sets and takes away), and `{.parameters}`.
 * `{{` is a brace.
 */
export type Template =
  string | number | boolean | null | readonly Template[] | { readonly [key: string]: Template }

export interface ListDocument extends MethodDocument {
  /** Columns that the statement must bound for this list to be used. */
  readonly keys?: readonly string[]
  readonly pages?: PagesDocument
  /** Columns that its rows have in full: no get is made for them. `all`: no get is made at all. */
  readonly brings?: readonly string[] | 'all'
}

export interface WriteDocument {
  readonly steps: readonly StepDocument[]
  /** The answer is the row, as far as it goes. */
  readonly returns?: boolean
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

/** Paths of columns and parameters, each with the values that make it hold; `null` for "absent". */
export type ConditionDocument = Readonly<
  Record<string, readonly (string | number | boolean | null)[]>
>

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
