/** What a name of one part means beside tables of the catalogue: a view, or rows that the engine holds. */
export type StoredName =
  | { readonly kind: 'view'; readonly name: string; readonly sql: string }
  | {
      readonly kind: 'rows'
      readonly name: string
      /** True for rows that live as long as the session. */
      readonly temporary: boolean
      /** Three parts, as the engine names it. */
      readonly table: readonly [string, string, string]
      /** What a reader of these rows has to be told, such as that they are not all. */
      readonly caution?: string
    }

/** The names that a session and its project know. */
export interface StoredNames {
  /** All of them, in lower case. */
  all(): ReadonlySet<string>
  /** Rows are ready in the engine when this answers. @throws AppError FILE_UNREADABLE */
  find(name: string): Promise<StoredName | undefined>
}

/** How a session reads names that are not written in full. */
export interface NameScope {
  readonly stored: StoredNames
  /** `USE provider[.service]`. */
  readonly path: readonly string[]
}
