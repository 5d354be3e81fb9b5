import { startEmulator } from '../../../src/emulator/index.js'
import type { Emulator, EmulatorBehaviour } from '../../../src/emulator/index.js'
import { catalog } from '../plane.js'

export interface Signer {
  readonly accessKey?: string
  readonly region?: string
  readonly token?: string
  /** For restJson; `/` unless told. */
  readonly path?: string
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Headers
}

const SCOPES: Readonly<Record<string, string>> = {
  AWSOrganizationsV20161128: 'organizations',
  CloudApiService: 'cloudcontrolapi',
}

/** Calls of a local cloud's services without an SDK between. */
export class ServiceClient {
  readonly emulator: Emulator

  constructor(emulator: Emulator) {
    this.emulator = emulator
  }

  static async start(
    options: EmulatorBehaviour & { clock?: () => number } = {},
  ): Promise<ServiceClient> {
    return new ServiceClient(await startEmulator({ catalog, ...options }))
  }

  /** AWS Query. */
  form(
    service: 'sts' | 'cloudformation',
    form: Record<string, string>,
    signer?: Signer,
  ): Promise<Answer> {
    const type = 'application/x-www-form-urlencoded; charset=utf-8'
    return this.send(
      service,
      { 'content-type': type },
      new URLSearchParams(form).toString(),
      signer,
    )
  }

  /** awsJson: answers the JSON body. */
  async json(target: string, input: object, signer?: Signer): Promise<Record<string, unknown>> {
    const [prefix = ''] = target.split('.')
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' }
    const scope = SCOPES[prefix] ?? 'tagging'
    const { body } = await this.send(scope, headers, JSON.stringify(input), signer)
    return JSON.parse(body) as Record<string, unknown>
  }

  async send(
    service: string,
    headers: Record<string, string>,
    body: string,
    { accessKey = '123456789012', region = 'us-east-1', token, path = '/' }: Signer = {},
  ): Promise<Answer> {
    const response = await fetch(this.emulator.url + path, {
      method: 'POST',
      body,
      headers: {
        ...headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        ...(token === undefined ? {} : { 'x-amz-security-token': token }),
      },
    })
    return { status: response.status, body: await response.text(), headers: response.headers }
  }
}

/** The text of an element, entities and all. */
export const element = (xml: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
