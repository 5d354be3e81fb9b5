import { randomInt, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { documentFiles, loadCatalog, loadDocuments } from '../catalog/index.js'
import {
  DEFAULT_CONNECTION,
  guarded,
  readingOnly,
  routed,
  sharedLimits,
  type CallStatistics,
  type Connector,
  type ConnectionSpec,
  type HttpOptions,
  type Protocol,
} from '../connectors/index.js'
import type { RelationalEngine } from '../engine/index.js'
import { PLAN_RULES, withBuiltinTables } from '../plan/index.js'
import { maskSecrets } from '../resource/index.js'
import {
  KNOWN_REGIONS,
  HandlerTimes,
  ResourceLocks,
  ListInputs,
  ListMemory,
  RequestJournal,
  ScanCache,
  watched,
} from '../execution/index.js'
import { KnownSecrets } from '../util/index.js'
import { Connections } from './connections/connections.js'
import type { ConnectionsFile } from './connections/connections-file.js'
import type { AwsConnections } from '../connectors/accounts/index.js'
import { bundledDocuments, catalogRoots, userFolder } from './folders.js'
import { guardedHost } from './guarded-host.js'
import { httpOptions } from './http-options.js'
import { LazyResource } from './lazy-resource.js'
import { fileAccess } from './file-access.js'
import { readLimits } from './read-limits.js'
import { readSettings } from './read-settings.js'
import { OwnNames } from './own-names.js'
import { OwnDocuments } from './own-documents.js'
import { Session } from './session.js'
import type { SessionOptions } from './session-options.js'
import { WriteSettings } from './write-settings.js'

/** Account of the embedded local cloud: an access key of twelve digits is its own account there. */
const LOCAL_ACCESS_KEY = '123456789012'
/** Where a project keeps what is its own, in the folder that skyql runs in. */
const PROJECT_DIR = '.skyql'
const LOCAL_REGION = 'us-east-1'
const CALLS_IN_FLIGHT = 50
const MUTATIONS_IN_FLIGHT = 8
/** Seeds are short enough to be typed. */
const MOST_SEED = 1_000_000
const MAX_CALLS = 100_000

/**
 * Wires a session: the one place that names concrete connectors and engines. Both are loaded when a
 * statement first needs them.
 */
export function createSession(given: SessionOptions): Session {
  const secrets = new KnownSecrets()
  const ownNames = new OwnNames(async (name, allowed) => {
    const { variableValue } = await import('../connectors/document/index.js')
    return variableValue(name, process.env, allowed)
  })
  const options = { ...given, host: guardedHost(given.host, secrets) }
  const statistics: CallStatistics = { calls: {}, throttles: 0, retries: 0 }
  const types = loadCatalog({
    roots: options.catalogRoots ?? catalogRoots(),
  })
  const documented = loadDocuments(types, bundledDocuments())
  const catalog = withBuiltinTables(documented)
  const documents = new OwnDocuments(
    (options.providerFolders ?? [join(userFolder(), 'providers')]).flatMap(documentFiles),
    () => documented.own,
  )
  const callsInFlight = options.callsInFlight ?? CALLS_IN_FLIGHT
  const disabled = new Set(options.disabledRules)
  const local = new LazyResource(async () => {
    const { openLocalCloud } = await import('../emulator/index.js')
    return openLocalCloud({
      dir: options.localDir ?? '',
      catalog: types,
      io: options.host,
      ...(options.localEstate === undefined ? {} : { estate: options.localEstate }),
    })
  })
  const makeEngine = async (): Promise<RelationalEngine> => {
    const { createDuckDbEngine } = await import('../engine/duckdb/index.js')
    const files = await fileAccess(options, userFolder())
    if (files === 'all') return createDuckDbEngine()
    // What a project keeps is read by us.
    const own = join(options.projectDir ?? PROJECT_DIR, 'views')
    return createDuckDbEngine({ folders: files === 'none' ? [own] : [own, '.'] })
  }
  const engine = new LazyResource(makeEngine)
  const endpoint = endpointOf(options, local)
  const http = httpOptions(options, callsInFlight, secrets)
  const access: LazyResource<AwsConnections> = new LazyResource(async () => {
    const { AwsConnections } = await import('../connectors/accounts/index.js')
    return AwsConnections.open({
      ...http,
      statistics,
      specOf: (name) => connections.specOf(name),
      regionOf: (name) => connections.regionFor(name),
      ...(endpoint === undefined ? {} : { endpoint }),
    })
  })
  const connections = new Connections({
    file: new LazyResource(() => connectionsFile(options)),
    defaultSpec: defaultConnection(options),
    regions: options.regions,
    chosen: options.connections,
    configuredRegion: (profile) => configuredRegions(profile ?? options.profile, options),
    access,
    fallbackRegions: KNOWN_REGIONS,
    target: targetOf(options),
    host: options.host,
  })
  const cache = options.cache ?? new ScanCache()
  const cacheScope = JSON.stringify([
    ...[targetOf(options), options.profile ?? null, options.anonymous ?? false],
    options.connectionsFile ?? null,
  ])
  const limitRules = new LazyResource(async () => {
    const roots = options.catalogRoots ?? catalogRoots()
    return options.limits ?? readLimits(roots, userFolder())
  })
  const protocols = protocolsOf(options, { http, access, endpoint })
  const documentConnector = async (types: Connector): Promise<Connector> => {
    const { createDocumentConnector } = await import('../connectors/document/index.js')
    return createDocumentConnector({
      catalog,
      types,
      secrets,
      isOwn: (name) => ownNames.has(name),
      limits: sharedLimits(targetOf(options), await limitRules.get()),
      host: options.host,
      statistics,
      protocols,
      accountOf: (connection, signal) =>
        connections.accountOf(connection, signal ?? new AbortController().signal),
    })
  }
  const connector = new LazyResource(async () => {
    const { createCloudControlConnector } = await import('../connectors/cloudcontrol/index.js')
    await connections.ready()
    const created = await createCloudControlConnector({
      host: options.host,
      masked: (typeName, model) => {
        const entry = catalog.findType(typeName)
        return entry === undefined ? {} : maskSecrets(catalog.schema(entry), model)
      },
      statistics,
      ...(endpoint === undefined ? {} : { endpoint }),
      access: await access.get(),
      target: targetOf(options),
      limitRules: await limitRules.get(),
      ...(options.anonymous === undefined ? {} : { anonymous: options.anonymous }),
      ...http,
    })
    const spoken = guarded(
      routed(created, () => documentConnector(created)),
      secrets,
    )
    return watched(options.readOnly === true ? readingOnly(spoken) : spoken, cache, cacheScope)
  })
  return new Session({
    host: options.host,
    secrets,
    ownNames,
    catalog,
    documents,
    statistics,
    engine,
    makeEngine,
    connector,
    cache: { cache, scope: cacheScope },
    local,
    limit: (call) => call(),
    learned: listMemory(options),
    listInputs: new ListInputs(),
    handlerTimes: new HandlerTimes(),
    // Where a journal is kept, others may look for what is under way: the locks stand beside it.
    locks: sharedLocks(options.journalDir),
    writes: new WriteSettings({
      inFlight: options.mutationsInFlight ?? MUTATIONS_IN_FLIGHT,
      yes: options.yes ?? false,
      always: options.askAlways ?? false,
      ...(options.maxChanges === undefined ? {} : { maxChanges: options.maxChanges }),
    }),
    settings: {
      maxCalls: options.maxCalls ?? MAX_CALLS,
      timeout: options.timeout,
      seed: options.seed ?? randomInt(MOST_SEED),
      cacheTtl: options.cacheTtl ?? 0,
    },
    strict: options.strict ?? false,
    readOnly: options.readOnly ?? false,
    rules: new Set(PLAN_RULES.filter((rule) => !disabled.has(rule))),
    wait: options.wait ?? true,
    projectDir: options.projectDir ?? PROJECT_DIR,
    runId: randomUUID(),
    target: targetOf(options),
    ...(options.journalDir === undefined
      ? {}
      : { journal: new RequestJournal(options.journalDir) }),
    connections,
  })
}

interface ProtocolParts {
  readonly http: HttpOptions
  readonly access: LazyResource<AwsConnections>
  readonly endpoint: (() => Promise<string>) | undefined
}

/** What documents' calls are carried by; each is loaded when a document first needs it. */
function protocolsOf(
  options: SessionOptions,
  { http, access, endpoint }: ProtocolParts,
): Readonly<Record<'aws-sdk' | 'rest', () => Promise<Protocol>>> {
  const awsSdk = new LazyResource(async () => {
    const { createAwsSdkProtocol } = await import('../connectors/aws-sdk/index.js')
    return createAwsSdkProtocol({
      ...http,
      access: await access.get(),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(options.anonymous === undefined ? {} : { anonymous: options.anonymous }),
    })
  })
  const rest = new LazyResource(async () => {
    const { createRestProtocol } = await import('../connectors/rest/index.js')
    return createRestProtocol({ http, host: options.host })
  })
  return { 'aws-sdk': () => awsSdk.get(), rest: () => rest.get() }
}

const locksByFolder = new Map<string | undefined, ResourceLocks>()

/** Sessions of a process that keep one journal order their writes without asking the disk. */
function sharedLocks(journalDir: string | undefined): ResourceLocks {
  const folder = journalDir === undefined ? undefined : join(resolve(journalDir), 'locks')
  const locks = locksByFolder.get(folder) ?? new ResourceLocks(folder)
  locksByFolder.set(folder, locks)
  return locks
}

function targetOf({ localDir, endpointUrl }: SessionOptions): string {
  return localDir === undefined ? (endpointUrl ?? 'aws') : `local:${resolve(localDir)}`
}

/** What the embedded local cloud teaches holds nowhere else, and its calls cost nothing: it is not kept. */
function listMemory({ host, cacheDir, localDir }: SessionOptions): ListMemory {
  return new ListMemory({
    host,
    ...(cacheDir === undefined || localDir !== undefined
      ? {}
      : { folder: join(cacheDir, 'lists') }),
  })
}

/** What a session without a file of connections signs with. */
function defaultConnection({ localDir, profile }: SessionOptions): ConnectionSpec {
  return {
    name: DEFAULT_CONNECTION,
    ...(profile === undefined ? {} : { profile }),
    ...(localDir === undefined
      ? {}
      : { fixed: { accessKeyId: LOCAL_ACCESS_KEY, secretAccessKey: 'local' } }),
  }
}

function endpointOf(
  { localDir, endpointUrl }: SessionOptions,
  local: LazyResource<{ endpoint(): Promise<string> }>,
): (() => Promise<string>) | undefined {
  if (localDir !== undefined) return async () => (await local.get()).endpoint()
  return endpointUrl === undefined ? undefined : () => Promise.resolve(endpointUrl)
}

async function configuredRegions(
  profile: string | undefined,
  { localDir, profile: named }: SessionOptions,
): Promise<readonly string[]> {
  const { configuredRegion } = await import('../connectors/cloudcontrol/index.js')
  // That of a connection is told where the connection is asked, so that others still answer.
  if (profile !== undefined && profile === named && localDir === undefined) {
    const { requireProfile } = await import('../connectors/accounts/index.js')
    await requireProfile(profile)
  }
  const region = await configuredRegion(profile)
  if (region !== undefined) return [region]
  return localDir === undefined ? [] : [LOCAL_REGION]
}

/**
 * The file of connections that the user names, else the one among the settings. A profile or the local cloud
 * says already whose credentials are meant.
 */
async function connectionsFile(options: SessionOptions): Promise<ConnectionsFile | undefined> {
  const { connectionsFile: named, profile, localDir } = options
  const path = named ?? join(userFolder(), 'connections.yaml')
  const isMeant = named !== undefined || (profile === undefined && localDir === undefined)
  if (!isMeant || (named === undefined && !existsSync(path))) return undefined
  const { readConnectionsFile } = await import('./connections/connections-file.js')
  return readConnectionsFile(path, await readSettings(path))
}
