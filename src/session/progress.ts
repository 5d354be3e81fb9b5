/** How far the reads of a statement are. */
export interface Progress {
  /** Places that its scans ask, as far as they are known. */
  readonly units: number
  /** Those that are through, failed ones included. */
  readonly done: number
  readonly failed: number
  readonly rows: number
  readonly calls: number
  readonly throttles: number
}
