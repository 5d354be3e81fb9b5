import type { ScanCache } from './scan-cache.js'

/** How a statement uses a cache. */
export interface CacheUse {
  readonly cache: ScanCache
  /** Who asks: sessions that reach the same with the same credentials have the same. */
  readonly scope: string
  /** Seconds that an answer is good for. */
  readonly ttl: number
  /** True: answers are kept and not used. */
  readonly fresh: boolean
}
