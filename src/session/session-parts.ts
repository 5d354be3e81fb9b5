import type { Catalog } from '../catalog/index.js'
import type { CallStatistics, Connector } from '../connectors/index.js'
import type { RelationalEngine } from '../engine/index.js'
import type {
  CallLimit,
  HandlerTimes,
  ResourceLocks,
  ListInputs,
  ListMemory,
  ScanCache,
  RequestJournal,
} from '../execution/index.js'
import type { IoHost } from '../io/index.js'
import type { PlanRules } from '../plan/index.js'
import type { KnownSecrets } from '../util/index.js'
import type { Connections } from './connections/connections.js'
import type { LazyResource } from './lazy-resource.js'
import type { OwnNames } from './own-names.js'
import type { OwnDocuments } from './own-documents.js'
import type { SettingValues } from './settings.js'
import type { WriteSettings } from './write-settings.js'

/** What a session is made of; see create-session.ts. */
export interface SessionParts {
  readonly host: IoHost
  /** What must not be shown, whoever repeats it. */
  readonly secrets: KnownSecrets
  /** Variables of the environment that may be filled in; absent where none are. */
  readonly ownNames?: OwnNames | undefined
  readonly catalog: Catalog
  /** The user's own provider documents, read when a statement may speak of their tables. */
  readonly documents: OwnDocuments
  readonly statistics: CallStatistics
  readonly engine: LazyResource<RelationalEngine>
  readonly makeEngine: () => Promise<RelationalEngine>
  readonly connector: LazyResource<Connector>
  readonly local: LazyResource<{ close(): Promise<void> }>
  readonly connections: Connections
  readonly limit: CallLimit
  readonly writes: WriteSettings
  readonly settings: SettingValues
  readonly learned: ListMemory
  readonly cache: { readonly cache: ScanCache; readonly scope: string }
  readonly listInputs: ListInputs
  readonly handlerTimes: HandlerTimes
  readonly locks: ResourceLocks
  readonly strict: boolean
  readonly readOnly: boolean
  readonly rules: PlanRules
  readonly wait: boolean
  /** Folder of what a project keeps, `.skyql`. */
  readonly projectDir: string
  /** Random, new for each run: what makes a ClientToken of this run unlike one of any other. */
  readonly runId: string
  /** Where calls go, for the journal: `aws`, a URL, or `local:` and a folder. */
  readonly target: string
  readonly journal?: RequestJournal
  /** The command that takes up what a run leaves behind. */
  readonly resumeCommand?: string | undefined
}
