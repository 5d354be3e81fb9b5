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
  /** True: an answer without the place of its rows has none. Otherwise it is an answer that nobody can read. */
  readonly rowsOptional?: boolean
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

export interface ListDocument extends MethodDocument {
  /** Columns that the statement must bound for this list to be used. */
  readonly keys?: readonly string[]
  readonly pages?: PagesDocument
  /** Columns that its rows have in full: no get is made for them. `all`: no get is made at all. */
  readonly brings?: readonly string[] | 'all'
}
