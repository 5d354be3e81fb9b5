import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../errors/index.js'
import type { IoHost } from '../io/index.js'
import { userFolder, type SessionOptions } from '../session/index.js'
import { positiveInteger, timeLimit } from './flag-values.js'
import { chooseColor } from './report-error.js'

/** Flags that every verb with a session takes. */
export interface SessionFlags {
  readonly region?: string
  readonly profile?: string
  readonly connections?: string
  readonly connection?: string
  readonly endpointUrl?: string
  readonly providers?: readonly string[]
  readonly local?: boolean
  readonly localDir?: string
  /** A folder, or `false` for none. */
  readonly journal?: string | false
  readonly callsInFlight?: number
  readonly files?: 'none' | 'project' | 'all'
  readonly signRequest: boolean
  readonly verifySsl: boolean
  readonly caBundle?: string
  readonly connectTimeout?: number
  readonly readTimeout?: number
  readonly debug?: boolean
  readonly debugLevel?: '0' | '1' | '2'
  readonly color: 'on' | 'off' | 'auto'
}

const LOCAL_DIR = '.skyql/local'
const JOURNAL_DIR = '.skyql'

/** Adds the flags, named as the AWS CLI names them where it has them. */
export function addSessionFlags(command: Command): Command {
  return command
    .option('--region <region>', 'region of statements that name none (several: a,b; or all)')
    .option('--profile <name>', 'profile of the AWS configuration')
    .option(
      '--connections <file>',
      'connections: accounts by profile or role (default: ~/.config/skyql/connections.yaml)',
    )
    .option(
      '--connection <names>',
      "connections of statements that name none (several: a,b; also 'prod-%')",
    )
    .option(
      '--providers <dir>',
      'folder of your own provider documents, beside ~/.config/skyql/providers (may be repeated)',
      (dir: string, before: readonly string[] | undefined) => [...(before ?? []), dir],
    )
    .option(
      '--endpoint-url <url>',
      'send calls there instead of to AWS (also AWS_ENDPOINT_URL, and endpoint_url of profiles)',
    )
    .option('--local', 'use the embedded local cloud; no credentials needed')
    .option('--local-dir <dir>', `where the local cloud keeps its state (default: ${LOCAL_DIR})`)
    .option('--journal <dir>', `folder of the journal of writes (default: ${JOURNAL_DIR})`)
    .addOption(
      new Option('--files <which>', 'files that statements may read (default: all)').choices([
        'none',
        'project',
        'all',
      ]),
    )
    .option('--no-journal', 'keep no journal: a run that dies cannot be taken up with --resume')
    .option('--calls-in-flight <n>', 'calls that may be under way at once', positiveInteger, 50)
    .option('--no-sign-request', 'send requests without a signature')
    .option('--no-verify-ssl', 'do not verify TLS certificates')
    .option('--ca-bundle <file>', 'certificate authorities to trust, PEM (also AWS_CA_BUNDLE)')
    .option('--connect-timeout <seconds>', 'time to connect (0: no limit)', timeLimit, 10)
    .option('--read-timeout <seconds>', 'time to wait for an answer (0: no limit)', timeLimit, 60)
    .option('--debug', 'print every call on stderr; --debug=2 with what is sent and answered')
    .addOption(new Option('--debug-level <level>').choices(['0', '1', '2']).hideHelp())
    .addOption(
      new Option('--color <when>', 'colours').choices(['on', 'off', 'auto']).default('auto'),
    )
}

/** What of the calls is printed: 0 nothing, 1 a line each, 2 their bodies, too. */
export function debugLevel({ debug, debugLevel: level }: SessionFlags): number {
  return level === undefined ? Number(debug === true) : Number(level)
}

export function sessionOptions(flags: SessionFlags, host: IoHost): SessionOptions {
  chooseColor(flags.color)
  const local = flags.local === true || flags.localDir !== undefined
  const { AWS_CA_BUNDLE: bundle } = process.env
  const { endpointUrl } = flags
  if (flags.endpointUrl !== undefined && local) {
    throw new AppError('USAGE', '--local and --endpoint-url exclude each other')
  }
  if (flags.connections !== undefined && flags.profile !== undefined) {
    throw new AppError('USAGE', '--connections and --profile exclude each other', {
      hint: 'give the profile in the file',
    })
  }
  const caBundle = flags.caBundle ?? bundle
  return {
    host,
    anonymous: !flags.signRequest,
    verifyTls: flags.verifySsl,
    ...(flags.region === undefined ? {} : { regions: regionList(flags.region) }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    ...(flags.providers === undefined
      ? {}
      : { providerFolders: [join(userFolder(), 'providers'), ...flags.providers.map(folder)] }),
    ...(flags.connections === undefined ? {} : { connectionsFile: flags.connections }),
    ...(flags.connection === undefined
      ? {}
      : { connections: flags.connection.split(',').map((name) => name.trim()) }),
    ...(endpointUrl === undefined ? {} : { endpointUrl: checkedUrl(endpointUrl) }),
    ...(local ? { localDir: flags.localDir ?? LOCAL_DIR } : {}),
    ...(flags.journal === false ? {} : { journalDir: flags.journal ?? JOURNAL_DIR }),
    ...(flags.files === undefined ? {} : { files: flags.files }),
    ...(caBundle === undefined || caBundle === '' ? {} : { caBundle }),
    ...(flags.callsInFlight === undefined ? {} : { callsInFlight: flags.callsInFlight }),
    ...(flags.connectTimeout === undefined ? {} : { connectTimeout: flags.connectTimeout * 1000 }),
    ...(flags.readTimeout === undefined ? {} : { readTimeout: flags.readTimeout * 1000 }),
  }
}

/** @throws AppError FILE_UNREADABLE for a folder that is not there */
function folder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path
  throw new AppError('FILE_UNREADABLE', `${path} is no folder of provider documents`, {
    hint: 'give the folder that holds them: --providers DIR',
  })
}

function regionList(text: string): string[] | 'all' {
  if (text === 'all') return 'all'
  const regions = text.split(',').map((region) => region.trim())
  const odd = regions.find((region) => !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region))
  if (odd !== undefined) {
    throw new AppError('USAGE', `"${odd}" is not the name of a region`, {
      hint: '--region us-east-1, or all',
    })
  }
  return regions
}

/**
 * The region of what is in one alone.
 * @param what names it, for the message
 * @throws AppError USAGE for several, and for all
 */
export function singleRegion(text: string | undefined, what: string): string | undefined {
  if (text === undefined || (text !== 'all' && !text.includes(','))) return text
  throw new AppError('USAGE', `--region ${text}: ${what} is in one region`, {
    hint: '--region us-east-1',
  })
}

function checkedUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text
  throw new AppError('USAGE', `"${text}" is not an http or https URL`, {
    hint: '--endpoint-url http://127.0.0.1:4577',
  })
}
