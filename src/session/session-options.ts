import type { EstateEntry } from '../emulator/index.js'
import type { LimitRule } from '../connectors/index.js'
import type { ScanCache } from '../execution/index.js'
import type { IoHost } from '../io/index.js'
import type { PlanRule } from '../plan/index.js'

/** Files that statements may read. */
export type FileChoice = 'none' | 'project' | 'all'

/** What a session is told of its surroundings; everything else has its default in one place, here. */
export interface SessionOptions {
  readonly host: IoHost
  /** Folders of compiled catalogues; later ones win. Default: the one that ships with the package. */
  readonly catalogRoots?: readonly string[]
  /** Folders of the user's own provider documents. Default: `providers` among the user's settings. */
  readonly providerFolders?: readonly string[]
  /** Regions of statements that name none; `all` that an account has. Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's. */
  readonly regions?: readonly string[] | 'all'
  readonly profile?: string
  /** File of connections. Default: `connections.yaml` of the user's settings, where neither profile nor local cloud is given. */
  readonly connectionsFile?: string
  /** Connections (LIKE patterns) of statements that name none. Default: what the file says, else all of it. */
  readonly connections?: readonly string[]
  readonly endpointUrl?: string
  /** Folder of the embedded local cloud; set, it takes the place of AWS. */
  readonly localDir?: string
  /** Resources that the local cloud begins with. */
  readonly localEstate?: readonly EstateEntry[]
  /** Where views are kept. Default: `.skyql` in the working folder. */
  readonly projectDir?: string
  readonly anonymous?: boolean
  readonly verifyTls?: boolean
  readonly caBundle?: string
  /** Milliseconds. */
  readonly connectTimeout?: number
  /** Milliseconds. */
  readonly readTimeout?: number
  /** Default 50. */
  readonly callsInFlight?: number
  /** Default 8. */
  readonly mutationsInFlight?: number
  /** Default false: a write of more than one resource, or of one that it does not name, asks through the host. */
  readonly yes?: boolean
  /** Default false. True: every write asks, one of a single named resource included. */
  readonly askAlways?: boolean
  /** Resources that one statement may change at most; without it there is no bound. */
  readonly maxChanges?: number
  /** Default false: an answer with holes is given, and its coverage says so. */
  readonly strict?: boolean
  /** Default false. True: statements that change something are refused. */
  readonly readOnly?: boolean
  /**
   * Files that statements may read by DuckDB's functions: none, those of the working folder, or all. Default: what
   * `config.yaml` among the user's settings says, else all; none in a session that only reads.
   */
  readonly files?: FileChoice
  /** Calls that the reads of one statement may make. Default 100 000. */
  readonly maxCalls?: number
  /** Folder for what may be remembered between runs and can be had again. Default: nothing is remembered. */
  readonly cacheDir?: string
  /** Seconds that answers of scans may be used again. Default 0: every statement asks. */
  readonly cacheTtl?: number
  /** Where they are kept, to share it with other sessions. Default: one of the session's own. */
  readonly cache?: ScanCache
  /** Seconds that one statement may take. Default: no limit. */
  readonly timeout?: number
  /** Default true: writes are followed to their end. */
  readonly wait?: boolean
  /**
   * Folder of the journal of writes (`requests.jsonl`), so that a run that dies can be taken up. Default: none is
   * kept.
   */
  readonly journalDir?: string
  /** Limits that calls are held to. Default: those of `config.yaml` among the user's settings. */
  readonly limits?: readonly LimitRule[]
  /** Of the order in which regions and accounts are asked. Default: random. */
  readonly seed?: number
  /** Push-downs that are switched off; for tests and for finding a wrong one. */
  readonly disabledRules?: readonly PlanRule[]
}
