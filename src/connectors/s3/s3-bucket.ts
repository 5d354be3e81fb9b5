import { Hash } from '@smithy/core/serde'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import pRetry from 'p-retry'
import { AppError } from '../../errors/index.js'
import { answerLimits, exceededLimit, wholeBody } from '../answer-limits.js'
import { profileCredentials } from '../profile-credentials.js'
import { RenewableCredentials } from '../renewable-credentials.js'
import { createHttpHandler, timeoutsOf, type HttpOptions } from '../http-handler.js'
import {
  badAnswer,
  badAnswerText,
  brokenHttp,
  decoded,
  excerpt,
  faultOf,
  isServerFault,
} from '../raw-answer.js'
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
  const credentials = new RenewableCredentials(() => profileCredentials({ profile, handler }))
  const signer = new SignatureV4({
    region,
    service: 's3',
    credentials: credentials.get,
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
  /** What is wrong with it as an answer of a bucket. */
  readonly fault?: string
  /** Region that the bucket is in, where the answer leads there. */
  readonly region?: string
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
    const { status, text, etag, region } = await this.#send('GET', key)
    if (status === 404) return undefined
    if (status !== 200)
      throw this.#refused('read', key, { status, text, ...(region && { region }) })
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
      const answered = await pRetry(
        async () => {
          const answer = await this.#once(method, key, body)
          if (isServerFault(answer.status) || answer.status === 429) throw new Passing(answer)
          return answer
        },
        {
          retries: MOST_TRIES,
          minTimeout: 100,
          maxTimeout: 3_000,
          factor: 2,
          randomize: true,
          // What did not end does not end the next time; credentials that are not there are not there the next time.
          shouldRetry: ({ error }) =>
            exceededLimit(error) === undefined && !(AppError.is(error) && error.kind === 'user'),
        },
      )
      return this.#sound(key, answered)
    } catch (error) {
      if (error instanceof Passing) return this.#sound(key, error.answer)
      if (AppError.is(error)) throw error
      const { message } = error as Error
      const broken = brokenHttp(error)
      if (broken !== undefined) throw badAnswer(this.#name(key), `what was answered ${broken}`)
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
    const { read } = timeoutsOf(this.#options.http)
    const stream = response.body as AsyncIterable<Uint8Array>
    const came = await wholeBody(stream, answerLimits(read, this.#options.http.mostAnswerBytes))
    const { statusCode: status, headers } = response
    const raw = { status, headers, body: came, host: url.host }
    const etag = headers['etag'] ?? ''
    const region = headers['x-amz-bucket-region']
    const fault = isElsewhere(status) ? undefined : (faultOf(raw) ?? bucketFault(method, raw, etag))
    return {
      status,
      text: decoded(raw.body),
      etag,
      ...(fault === undefined ? {} : { fault: badAnswerText(fault, raw) }),
      ...(region === undefined ? {} : { region }),
    }
  }

  /** Whatever is made of an answer, nobody must take a proxy's page for a state that was kept, is gone or never was. */
  #sound(key: string, answer: Answer): Answer {
    if (answer.fault !== undefined) throw badAnswer(this.#name(key), answer.fault)
    return answer
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

  #refused(
    what: string,
    key: string,
    { status, text, region }: Pick<Answer, 'status' | 'text' | 'region'>,
  ): AppError {
    const said = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? `HTTP ${String(status)}`
    const code = status === 403 || status === 401 ? 'ACCESS_DENIED' : 'SERVICE_REJECTED'
    return new AppError(code, `${this.#name(key)} cannot be ${PAST[what] ?? what}: ${said}`, {
      hint: isElsewhere(status)
        ? `the bucket is in ${region === undefined ? 'another region' : excerpt(region)}: set --region`
        : 'check the bucket, its region and your permissions',
    })
  }
}

/** S3 leads those who ask in another region to the bucket's own; what is signed for one goes to no other. */
const isElsewhere = (status: number): boolean => status === 301 || status === 307

function bucketFault(
  method: string,
  { status, body }: { readonly status: number; readonly body: Uint8Array },
  etag: string,
): string | undefined {
  if (status >= 400) {
    return body.length === 0 || /^\s*</.test(decoded(body)) ? undefined : 'is no XML'
  }
  if (method === 'DELETE') return undefined
  if (status !== 200) return 'is no answer to this call'
  return etag === '' ? 'has no ETag' : undefined
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
