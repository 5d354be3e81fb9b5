/** An object as it was read. */
export interface StoredObject {
  readonly text: string
  /** Names this version of it; for `ifMatch`. */
  readonly etag: string
}

/** What a write demands of what is there: nothing, or this very version. */
export type WriteCondition = { readonly ifNone: true } | { readonly ifMatch: string }

/** Texts under keys, with writes that hold only for a known version: what several machines share. */
export interface ObjectStore {
  /** `undefined` where there is none. @throws AppError ACCESS_DENIED, UNREACHABLE, SERVICE_REJECTED */
  get(key: string): Promise<StoredObject | undefined>
  /** @returns the new version; `undefined` where the condition did not hold. @throws AppError as `get` */
  put(key: string, text: string, condition: WriteCondition): Promise<string | undefined>
  delete(key: string): Promise<void>
  close(): void
}
