import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { Hash } from '@smithy/core/serde'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import pRetry from 'p-retry'
import { AppError } from '../../errors/index.js'
import { createHttpHandler, type HttpOptions } from '../http-handler.js'
import type { ObjectStore, StoredObject, WriteCondition } from '../object-store.js'

export interface S3Options {
  readonly bucket: string
  readonly region: string
  readonly profile?: string
  /** In place of AWS's own; the bucket is then the first part of the path. */
  readonly endpoint?: string
  readonly http: HttpOptions
}

const Sha256 = Hash.bind(null, 'sha256')
const MOST_TRIES = 6

/** Opens a bucket of S3, or of a service that speaks its protocol, conditional writes included. */
export async function openS3Bucket(options: S3Options): Promise<ObjectStore> {
  const { region, profile } = options
  const handler = await createHttpHandler(options.http)
  const signer = new SignatureV4({
    region,
    service: 's3',
    credentials: defaultProvider(profile === undefined ? {} : { profile }),
    sha256: Sha256,
    // The path is signed as it is sent.
    uriEscapePath: false,
  })
  return new S3Bucket(options, handler, signer)
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly etag: string
}

class S3Bucket implements ObjectStore {
  readonly #options: S3Options
  readonly #handler: NodeHttpHandler
  readonly #signer: SignatureV4

  constructor(options: S3Options, handler: NodeHttpHandler, signer: SignatureV4) {
    this.#options = options
    this.#handler = handler
    this.#signer = signer
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const { status, text, etag } = await this.#send('GET', key)
    if (status === 404) return undefined
    if (status !== 200) throw this.#refused('read', key, { status, text })
    return { text, etag }
  }

  async put(key: string, text: string, condition: WriteCondition): Promise<string | undefined> {
    const header: [string, string] =
      'ifNone' in condition ? ['if-none-match', '*'] : ['if-match', condition.ifMatch]
    const answer = await this.#send('PUT', key, { text, header })
    if (answer.status === 200) return answer.etag
    // 409: another conditional write is under way; 404: what should match is gone.
    if ([412, 409, 404].includes(answer.status)) {
      // The write may have been made by a try whose answer was lost.
      const there = await this.get(key)
      return there?.text === text ? there.etag : undefined
    }
    throw this.#refused('write', key, answer)
  }

  async delete(key: string): Promise<void> {
    const answer = await this.#send('DELETE', key)
    if (![200, 204, 404].includes(answer.status)) throw this.#refused('delete', key, answer)
  }

  close(): void {
    this.#handler.destroy()
  }

  async #send(
    method: string,
    key: string,
    body?: { readonly text: string; readonly header: [string, string] },
  ): Promise<Answer> {
    try {
      return await pRetry(
        async () => {
          const answer = await this.#once(method, key, body)
          if (answer.status >= 500 || answer.status === 429) throw new Passing(answer)
          return answer
        },
        { retries: MOST_TRIES, minTimeout: 100, maxTimeout: 3_000, factor: 2, randomize: true },
      )
    } catch (error) {
      if (error instanceof Passing) return error.answer
      if (AppError.is(error)) throw error
      const { message } = error as Error
      throw new AppError('UNREACHABLE', `${this.#name(key)} cannot be reached: ${message}`, {
        cause: error,
      })
    }
  }

  async #once(
    method: string,
    key: string,
    body?: { readonly text: string; readonly header: [string, string] },
  ): Promise<Answer> {
    const url = this.#url(key)
    const text = body?.text ?? ''
    const hash = new Sha256()
    hash.update(text)
    const digest = Buffer.from(await hash.digest()).toString('hex')
    const request = new HttpRequest({
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      method,
      path: url.pathname,
      headers: {
        host: url.host,
        'x-amz-content-sha256': digest,
        'content-length': String(Buffer.byteLength(text)),
        'user-agent': 'skyql',
        ...(body === undefined ? {} : { [body.header[0]]: body.header[1] }),
      },
      ...(body === undefined ? {} : { body: text }),
    })
    const signed = await this.#signer.sign(request)
    request.headers = signed.headers
    const { response } = await this.#handler.handle(request)
    const parts: Uint8Array[] = []
    for await (const part of response.body as AsyncIterable<Uint8Array>) parts.push(part)
    return {
      status: response.statusCode,
      text: Buffer.concat(parts).toString('utf8'),
      etag: response.headers['etag'] ?? '',
    }
  }

  #url(key: string): URL {
    const { bucket, region, endpoint } = this.#options
    const path = key.split('/').map(encodeURIComponent).join('/')
    return endpoint === undefined
      ? new URL(`https://${bucket}.s3.${region}.amazonaws.com/${path}`)
      : new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`)
  }

  #name(key: string): string {
    return `s3://${this.#options.bucket}/${key}`
  }

  #refused(what: string, key: string, { status, text }: Omit<Answer, 'etag'>): AppError {
    const said = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? `HTTP ${String(status)}`
    const code = status === 403 || status === 401 ? 'ACCESS_DENIED' : 'SERVICE_REJECTED'
    return new AppError(code, `${this.#name(key)} cannot be ${PAST[what] ?? what}: ${said}`, {
      hint:
        status === 301
          ? 'the bucket is in another region: set --region'
          : 'check the bucket, its region and your permissions',
    })
  }
}

const PAST: Readonly<Record<string, string>> = { read: 'read', write: 'written', delete: 'deleted' }

/** An answer that may be another one next time. */
class Passing extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(`HTTP ${String(answer.status)}`)
    this.answer = answer
  }
}
