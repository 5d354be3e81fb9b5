import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import { AppError } from '../errors/index.js'
import type { KnownSecrets } from '../util/index.js'
import { answerLimits } from './answer-limits.js'
import { CheckedHandler } from './checked-handler.js'

const PROXY_VARIABLES = ['https_proxy', 'http_proxy', 'all_proxy']

/** How calls reach their services. */
export interface HttpOptions {
  readonly verifyTls?: boolean
  /** PEM file of certificate authorities. */
  readonly caBundle?: string
  /** Milliseconds; 0 for no limit. */
  readonly connectTimeout?: number
  /** Milliseconds; 0 for no limit. */
  readonly readTimeout?: number
  /** Bytes that an answer may have. Default: 64 MiB. */
  readonly mostAnswerBytes?: number
  /** Calls under way at once, over all regions. */
  readonly callsInFlight: number
  /** Takes in what calls are signed and sent with, so that nobody repeats it. */
  readonly secrets?: KnownSecrets
}

/** One keep-alive handler for all regions; proxies come from the environment. */
export async function createHttpHandler(options: HttpOptions): Promise<NodeHttpHandler> {
  const { httpAgent, httpsAgent } = await createAgents(options)
  return new NodeHttpHandler({ httpAgent, httpsAgent, ...handlerTimeouts(options) })
}

/** As `createHttpHandler`, for clients of the SDK: answers are held against their protocol before a client reads them. */
export async function createSdkHandler(options: HttpOptions): Promise<CheckedHandler> {
  const { httpAgent, httpsAgent } = await createAgents(options)
  return new CheckedHandler(
    { httpAgent, httpsAgent, ...handlerTimeouts(options) },
    answerLimits(timeoutsOf(options).read, options.mostAnswerBytes),
  )
}

function handlerTimeouts(
  options: HttpOptions,
): Pick<NodeHttpHandlerOptions, 'connectionTimeout' | 'requestTimeout' | 'throwOnRequestTimeout'> {
  const { connect, read } = timeoutsOf(options)
  return { connectionTimeout: connect, requestTimeout: read, throwOnRequestTimeout: true }
}

/** Milliseconds that a connection and an answer may take. */
export function timeoutsOf({ connectTimeout = 10_000, readTimeout = 60_000 }: HttpOptions): {
  readonly connect: number
  readonly read: number
} {
  return { connect: connectTimeout, read: readTimeout }
}

/**
 * What keeps connections, through the environment's proxies.
 * @throws AppError FILE_UNREADABLE for the bundle of certificate authorities.
 */
export function createAgents(
  options: HttpOptions,
): Promise<{ httpAgent: HttpAgent; httpsAgent: HttpsAgent }> {
  return agentsFor({
    keepAlive: true,
    maxSockets: options.callsInFlight,
    ...(options.verifyTls === false ? { rejectUnauthorized: false } : {}),
    ...(options.caBundle === undefined ? {} : { ca: readBundle(options.caBundle) }),
  })
}

async function agentsFor(
  settings: ConstructorParameters<typeof HttpsAgent>[0],
): Promise<{ httpAgent: HttpAgent; httpsAgent: HttpsAgent }> {
  const proxied = PROXY_VARIABLES.some(
    (name) => process.env[name] ?? process.env[name.toUpperCase()],
  )
  if (!proxied) return { httpAgent: new HttpAgent(settings), httpsAgent: new HttpsAgent(settings) }
  const { ProxyAgent } = await import('proxy-agent')
  const agent = new ProxyAgent(settings)
  return { httpAgent: agent as unknown as HttpAgent, httpsAgent: agent as unknown as HttpsAgent }
}

function readBundle(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `the CA bundle ${path} cannot be read`, {
      hint: 'check --ca-bundle or AWS_CA_BUNDLE',
      cause,
    })
  }
}
