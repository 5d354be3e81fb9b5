import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadCatalog, type SchemaFile } from '../catalog/index.js'
import {
  DEFAULT_CONNECTION,
  type CallStatistics,
  type ConnectionSpec,
} from '../connectors/index.js'
import { AppError } from '../errors/index.js'
import { PLAN_RULES } from '../plan/index.js'
import { KNOWN_REGIONS, RequestJournal } from '../execution/index.js'
import { Connections } from './connections/connections.js'
import { LazyResource } from './lazy-resource.js'
import { Session } from './session.js'
import type { SessionOptions } from './session-options.js'

/** Account of the embedded local cloud: an access key of twelve digits is its own account there. */
const LOCAL_ACCESS_KEY = '123456789012'
/** Where a project keeps what is its own, in the folder that skyql runs in. */
const PROJECT_DIR = '.skyql'
const LOCAL_REGION = 'us-east-1'
const CALLS_IN_FLIGHT = 50
const MUTATIONS_IN_FLIGHT = 8
const MAX_CALLS = 100_000

/**
 * Wires a session: the one place that names concrete connectors and engines. Both are loaded when a
 * statement first needs them.
 */
export function createSession(options: SessionOptions): Session {
  const statistics: CallStatistics = { calls: {}, throttles: 0, retries: 0 }
  const catalog = loadCatalog({
    roots: options.catalogRoots ?? catalogRoots(),
  })
  const callsInFlight = options.callsInFlight ?? CALLS_IN_FLIGHT
  const disabled = new Set(options.disabledRules)
  const local = new LazyResource(async () => {
    const { openLocalCloud } = await import('../emulator/index.js')
    return openLocalCloud({
      dir: options.localDir ?? '',
      catalog,
      io: options.host,
      ...(options.localEstate === undefined ? {} : { estate: options.localEstate }),
    })
  })
  const engine = new LazyResource(async () => {
    const { createDuckDbEngine } = await import('../engine/duckdb/index.js')
    return createDuckDbEngine()
  })
  const endpoint = endpointOf(options, local)
  const regions = new LazyResource(() => regionsOf(options))
  const access = new LazyResource(async () => {
    const { AwsConnections } = await import('../connectors/accounts/index.js')
    return new AwsConnections({
      specOf: (name) => (name === DEFAULT_CONNECTION ? defaultConnection(options) : undefined),
      regionOf: async () => (await regions.get())[0] ?? LOCAL_REGION,
      ...(endpoint === undefined ? {} : { endpoint }),
    })
  })
  const connector = new LazyResource(async () => {
    const { createCloudControlConnector } = await import('../connectors/cloudcontrol/index.js')
    return createCloudControlConnector({
      host: options.host,
      statistics,
      callsInFlight,
      ...(endpoint === undefined ? {} : { endpoint }),
      access: await access.get(),
      ...(options.anonymous === undefined ? {} : { anonymous: options.anonymous }),
      ...(options.verifyTls === undefined ? {} : { verifyTls: options.verifyTls }),
      ...(options.caBundle === undefined ? {} : { caBundle: options.caBundle }),
      ...(options.connectTimeout === undefined ? {} : { connectTimeout: options.connectTimeout }),
      ...(options.readTimeout === undefined ? {} : { readTimeout: options.readTimeout }),
    })
  })
  return new Session({
    host: options.host,
    catalog,
    statistics,
    engine,
    connector,
    local,
    limit: (call) => call(),
    mutationsInFlight: options.mutationsInFlight ?? MUTATIONS_IN_FLIGHT,
    settings: { maxCalls: options.maxCalls ?? MAX_CALLS, timeout: options.timeout },
    strict: options.strict ?? false,
    rules: new Set(PLAN_RULES.filter((rule) => !disabled.has(rule))),
    wait: options.wait ?? true,
    projectDir: options.projectDir ?? PROJECT_DIR,
    runId: randomUUID(),
    target: targetOf(options),
    ...(options.journalDir === undefined
      ? {}
      : { journal: new RequestJournal(options.journalDir) }),
    connections: new Connections({ regions, access, knownRegions: KNOWN_REGIONS }),
  })
}

function targetOf({ localDir, endpointUrl }: SessionOptions): string {
  return localDir === undefined ? (endpointUrl ?? 'aws') : `local:${resolve(localDir)}`
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

async function regionsOf(options: SessionOptions): Promise<readonly string[]> {
  if (options.regions !== undefined) return options.regions
  const { configuredRegion } = await import('../connectors/cloudcontrol/index.js')
  const region = await configuredRegion(options.profile)
  if (region !== undefined) return [region]
  return options.localDir === undefined ? [] : [LOCAL_REGION]
}

/** The catalogue that ships with the package, and over it the one that the user imported. */
export function catalogRoots(): string[] {
  return [bundledCatalog(), join(userFolder(), 'catalog')]
}

/** `~/.config/skyql`: the user's own catalogue and settings. */
export function userFolder(): string {
  const { XDG_CONFIG_HOME: config } = process.env
  return join(config === undefined || config === '' ? join(homedir(), '.config') : config, 'skyql')
}

/** `dist/catalog`, seen from a bundle in `dist/`, from `dist/lib/session/` and from `src/session/`. */
export function bundledCatalog(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let up = 0; up < 4; up++, folder = dirname(folder)) {
    for (const candidate of [join(folder, 'catalog'), join(folder, 'dist', 'catalog')]) {
      if (existsSync(join(candidate, 'awscc', 'index.json'))) return candidate
    }
  }
  return join(dirname(fileURLToPath(import.meta.url)), 'catalog')
}

/** Registry schemas of a folder, an archive, or (`aws`) the user's own account. */
export async function readSchemas(
  source: string,
  options: {
    readonly region?: string
    readonly profile?: string
    readonly onProgress?: (done: number, total: number) => void
  },
): Promise<{ files: readonly SchemaFile[]; failed: readonly { name: string; reason: string }[] }> {
  if (source !== 'aws') {
    const { readSchemaFiles } = await import('../connectors/registry/index.js')
    return { files: await readSchemaFiles(source), failed: [] }
  }
  const { configuredRegion } = await import('../connectors/cloudcontrol/index.js')
  const { fetchSchemas } = await import('../connectors/cloudformation/index.js')
  const region = options.region ?? (await configuredRegion(options.profile))
  if (region === undefined) {
    throw new AppError('NO_REGION', 'no region is set', {
      hint: 'set --region, AWS_REGION or the profile’s region',
    })
  }
  const endpoint = process.env['AWS_ENDPOINT_URL']
  return fetchSchemas({ ...options, region, ...(endpoint === undefined ? {} : { endpoint }) })
}
