import type { Catalog } from '../catalog/index.js'
import type { IoHost } from '../io/index.js'
import type { FaultRule } from './faults/fault-rule.js'
import type { OrganizationAccount } from './services/organizations/organization.js'

/** How the local cloud behaves; each field is a flag of `skyql emulator`. */
export interface EmulatorBehaviour {
  /** `--latency MS`: added to every answer. Default 0. */
  readonly latencyMs?: number
  /** `--rate N`: calls a second for each account and region, ThrottlingException beyond. Default: no limit. */
  readonly rate?: number
  /** `--handler MS`: how long an accepted request stays IN_PROGRESS. Default 0: done when next asked about. */
  readonly handlerMs?: number
  /** `--pending MS`: how long it is PENDING before that. Default 0: the first event is IN_PROGRESS already. */
  readonly pendingMs?: number
  /** `--step MS`: how long one attempt at a step of an integration workflow takes. Default 0: done when next asked. */
  readonly stepMs?: number
  /** `--page-size N`: resources on a page of a list. Default 100. */
  readonly pageSize?: number
  /** `--fault SPEC`, repeatable; read by `parseFault`. Default: none. */
  readonly faults?: readonly FaultRule[]
  /** `--fault-seed N`: the same seed and calls give the same faults. Default 1. */
  readonly faultSeed?: number
  /** `--modeled-status`: HTTP statuses of the service model instead of 400 for every client fault. Default false. */
  readonly modeledStatus?: boolean
  /** `--account ID`: account of access keys that are not otherwise known. Default 123456789012. */
  readonly account?: string
  /** `--account-key KEY=ID`, repeatable: accounts by access key id. An access key of 12 digits is its own account. */
  readonly accounts?: Readonly<Record<string, string>>
  /** `--region NAME`: region of calls that are not signed. Default us-east-1. */
  readonly region?: string
  /** `--regions A,B`: regions that the accounts have enabled; the others refuse calls. Default: all. */
  readonly regions?: readonly string[]
  /**
   * `--organization ID=NAME`, repeatable: the accounts beside the management account, which is `account`
   * and may be named too; read by `parseOrganizationAccount`. Default: the management account alone.
   */
  readonly organization?: readonly OrganizationAccount[]
  /** `--fsync`: flush every mutation to the disk before answering. Default false. */
  readonly fsync?: boolean
  /** `--seed FILE`: resources that are there from the start; each is made once, also over restarts. */
  readonly estate?: readonly EstateEntry[]
}

/** Options of `startEmulator`. */
export interface EmulatorOptions extends EmulatorBehaviour {
  readonly catalog: Catalog
  readonly io?: IoHost
  /** `--port N`. Default 0: a free one. */
  readonly port?: number
  /** `--host ADDRESS`. Default 127.0.0.1: reachable from this machine only. */
  readonly host?: string
  /** `--state DIR`: keep the state there. Default: in memory. */
  readonly stateDir?: string
  /** Milliseconds since the epoch; for tests. Default: the system's clock. */
  readonly clock?: () => number
}

/** One resource of a seed file. */
export interface EstateEntry {
  readonly type: string
  readonly region: string
  readonly account?: string
  /** Desired state; read-only values given here are kept. */
  readonly properties: Readonly<Record<string, unknown>>
}

export const DEFAULT_ACCOUNT = '123456789012'
export const DEFAULT_REGION = 'us-east-1'
export const DEFAULT_PAGE_SIZE = 100
