import type { Catalog } from '../catalog/index.js'
import type { Connector } from '../connectors/index.js'
import type { RelationalEngine } from '../engine/index.js'
import type { IoHost } from '../io/index.js'
import type { KnownSecrets } from '../util/index.js'
import type { PlanRules } from '../plan/index.js'
import type { CacheUse } from './cache/cache-use.js'
import type { CallBudget } from './call-budget.js'
import type { ConnectionDirectory } from './connections.js'
import type { RequestJournal } from './journal/request-journal.js'
import type { ListInputs } from './learned/list-inputs.js'
import type { ListMemory } from './learned/list-memory.js'
import type { Coverage, CoverageUnit } from './coverage.js'
import type { EarlyEnd } from './query/early-end.js'
import type { HandlerTimes } from './mutation/handler-times.js'
import type { ResourceLocks } from './mutation/resource-locks.js'
import type { NameScope } from './names/stored-names.js'

/** What running a statement needs; made by the session for each statement. */
export interface ExecutionContext {
  readonly catalog: Catalog
  readonly connector: Connector
  readonly engine: RelationalEngine
  readonly host: IoHost
  /** What must not be shown, whoever repeats it; takes in what writes send. */
  readonly secrets?: KnownSecrets
  readonly names: NameScope
  readonly coverage: Coverage
  /** Units of the last statement before this one that made scans. */
  readonly lastCoverage: readonly CoverageUnit[]
  readonly budget: CallBudget
  /** What lists were seen to carry. */
  readonly learned: Pick<ListMemory, 'of'>
  /** Answers of scans that may be used again; absent where none may, as in writes. */
  readonly cache?: CacheUse | undefined
  /** Inputs that list handlers turned out to demand. */
  readonly listInputs: ListInputs
  /** True: an answer with holes is an error. */
  readonly strict: boolean
  /** Of the order in which places are asked. */
  readonly seed: number
  readonly connections: ConnectionDirectory
  readonly rules: PlanRules
  readonly limit: CallLimit
  readonly signal: AbortSignal
  /** True once the answer needs no more rows: what is cancelled then is no failure. */
  readonly hasEnough?: () => boolean
  /** Of who wants the rows so far when the fetching is stopped; a place that was stopped is told as failed. */
  readonly earlyEnd?: EarlyEnd | undefined
  /** Writes of one statement that are under way at once. */
  readonly mutationsInFlight: number
  /** True: a change that no update can make deletes its resource and makes it anew, without an error. */
  readonly replaceable: boolean
  readonly guard: WriteGuard
  /** A new ClientToken for a write: from a random run id, statement, row and attempt. */
  readonly clientToken: (row: number, attempt: number) => string
  readonly run: RunMark
  /** Where writes are noted before they are sent; absent in sessions that keep none. */
  readonly journal?: RequestJournal | undefined
  readonly clock: Clock
  /** Orders the writes to one resource; absent where nobody else can write. */
  readonly locks?: Pick<ResourceLocks, 'hold'> | undefined
  /** When writes like those before may have ended. */
  readonly handlerTimes?: HandlerTimes
  /** The command that takes up what a run leaves behind; by default `skyql exec --resume`. */
  readonly resumeCommand?: string | undefined
  /** True where writes follow others by moments, as in a stack: what fails since those are not seen everywhere is sent again. */
  readonly settling?: boolean | undefined
  /** False: a write is answered with its RequestToken at once. */
  readonly wait: boolean
}

/** Which run, statement and target a request belongs to. */
export interface RunMark {
  readonly id: string
  readonly statement: number
  /** `aws`, the URL of an endpoint, or `local:` and the folder of a local cloud. */
  readonly target: string
  /** Text of the statement. */
  readonly sql?: string
}

/** What stands between a write and changes that nobody meant. */
export interface WriteGuard {
  /** True: nobody is asked. */
  readonly yes: boolean
  /** True: somebody is asked before every write, one resource that is named included. */
  readonly always?: boolean
  /** Resources that one statement may change at most, whoever agrees. */
  readonly maxChanges?: number
}

/**
 * Bounds the calls in flight. Pages of lists are urgent: what comes after them waits for them, while a
 * hydration keeps nobody waiting.
 */
export type CallLimit = <T>(call: () => Promise<T>, urgency?: 'normal' | 'urgent') => Promise<T>

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Rejects with CANCELLED when the signal fires. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}
