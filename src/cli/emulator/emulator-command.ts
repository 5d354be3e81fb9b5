import { loadCatalog } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import {
  isLoopback,
  parseFault,
  parseOrganizationAccount,
  startEmulator,
  type EstateEntry,
} from '../../emulator/index.js'
import { isJsonObject, loadYaml, type Json, type JsonObject } from '../../util/index.js'
import { catalogRoots } from '../../session/index.js'
import { ConsoleHost } from '../console-host.js'
import { readTextFile } from '../exec/read-input.js'

export interface EmulatorFlags {
  readonly port: number
  readonly host: string
  readonly allowRemote?: boolean
  readonly state?: string
  readonly seed?: string
  readonly latency?: number
  readonly rate?: number
  readonly handler?: number
  readonly pending?: number
  readonly step?: number
  readonly pageSize?: number
  readonly fault: readonly string[]
  readonly faultSeed?: number
  readonly modeledStatus?: boolean
  readonly account?: string
  readonly accountKey: readonly string[]
  readonly region?: string
  readonly regions?: string
  readonly organization: readonly string[]
  readonly fsync?: boolean
}

/** `skyql emulator`: serves until it is told to stop. */
export async function emulatorCommand(flags: EmulatorFlags): Promise<void> {
  checkHost(flags)
  const estate = flags.seed === undefined ? undefined : await readEstate(flags.seed)
  const emulator = await startEmulator({
    catalog: loadCatalog({ roots: catalogRoots() }),
    io: new ConsoleHost({ debug: false }),
    port: flags.port,
    host: flags.host,
    faults: flags.fault.map(parseFault),
    accounts: Object.fromEntries(flags.accountKey.map(splitPair)),
    organization: flags.organization.map(parseOrganizationAccount),
    ...(flags.state === undefined ? {} : { stateDir: flags.state }),
    ...(estate === undefined ? {} : { estate }),
    ...(flags.latency === undefined ? {} : { latencyMs: flags.latency }),
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    ...(flags.handler === undefined ? {} : { handlerMs: flags.handler }),
    ...(flags.pending === undefined ? {} : { pendingMs: flags.pending }),
    ...(flags.step === undefined ? {} : { stepMs: flags.step }),
    ...(flags.pageSize === undefined ? {} : { pageSize: flags.pageSize }),
    ...(flags.faultSeed === undefined ? {} : { faultSeed: flags.faultSeed }),
    ...(flags.modeledStatus === undefined ? {} : { modeledStatus: flags.modeledStatus }),
    ...(flags.account === undefined ? {} : { account: flags.account }),
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(flags.regions === undefined ? {} : { regions: splitList(flags.regions) }),
    ...(flags.fsync === undefined ? {} : { fsync: flags.fsync }),
  })
  process.stdout.write(`listening on ${emulator.url}\n`)
  const stop = (): void => void emulator.close().finally(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** Whoever reaches the local cloud may do everything there: others of the network only where that is meant. */
function checkHost({ host, allowRemote }: EmulatorFlags): void {
  if (isLoopback(host)) return
  if (allowRemote !== true) {
    throw new AppError(
      'USAGE',
      `--host ${host} lets other machines in, who may do everything there`,
      {
        hint: 'give --allow-remote, too, where that is meant',
      },
    )
  }
  process.stderr.write(
    `warning: other machines reach the local cloud at ${host}; it checks no signatures\n`,
  )
}

async function readEstate(path: string): Promise<EstateEntry[]> {
  const source = await readTextFile(path)
  const parsed = (await loadYaml()).parse(source)
  if ('problem' in parsed) {
    const { position } = parsed
    throw new AppError('CONFIGURATION', parsed.problem, {
      file: path,
      source,
      ...(position === undefined ? {} : { position }),
    })
  }
  const { value } = parsed
  if (!Array.isArray(value)) throw notAnEstate(path, 'it is not a list of resources')
  return (value as readonly Json[]).map((entry, index) =>
    readEntry(entry, `${path}, entry ${String(index + 1)}`),
  )
}

function readEntry(entry: Json, place: string): EstateEntry {
  if (!isJsonObject(entry)) throw notAnEstate(place, 'it is not a resource')
  const { type, region, account, properties } = entry
  if (typeof type !== 'string' || typeof region !== 'string' || !isJsonObject(properties ?? null)) {
    throw notAnEstate(place, 'it needs type, region and properties')
  }
  return {
    type,
    region,
    properties: properties as JsonObject,
    // An account number that begins with 0 has lost it as a YAML number.
    ...(typeof account === 'number' ? { account: account.toString().padStart(12, '0') } : {}),
    ...(typeof account === 'string' ? { account } : {}),
  }
}

function notAnEstate(place: string, problem: string): AppError {
  return new AppError('CONFIGURATION', `${place}: ${problem}`, {
    hint: '- { type: AWS::S3::Bucket, region: us-east-1, properties: { BucketName: b } }',
  })
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new AppError('USAGE', `--account-key takes KEY=ACCOUNT, not "${text}"`)
}

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
