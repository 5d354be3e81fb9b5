import type { IoHost } from '../../io/index.js'
import type { ControlPlane } from '../control-plane.js'
import type { FaultInjector } from '../faults/fault-injector.js'
import type { RateLimiter } from '../faults/rate-limiter.js'
import type { Landscape } from '../services/landscape.js'
import type { CallerDefaults } from './caller-of.js'

/** What stands behind the port. The control plane may come later: calls wait for it. */
export interface ServerParts {
  readonly plane: Promise<ControlPlane>
  readonly faults: FaultInjector
  readonly rate: RateLimiter | undefined
  readonly clock: () => number
  readonly latencyMs: number
  readonly modeledStatus: boolean
  readonly defaults: CallerDefaults
  readonly landscape: Landscape
  /** Whether only calls to a loopback name are for us. */
  readonly loopback: boolean
  /** Answered to `GET /`, so that others can tell whose port this is. */
  readonly identity: string
  readonly io: IoHost
}
