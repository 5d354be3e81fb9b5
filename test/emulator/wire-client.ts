import { Agent, request } from 'node:http'
import type { Operation } from '../../src/emulator/protocol.js'

interface Signer {
  readonly accessKey?: string
  readonly region?: string
}

/** A bare awsJson1.0 client: what goes over the wire, no SDK between. */
export class WireClient {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 })

  constructor(url: string) {
    this.#url = url
  }

  /** The body of a good answer. */
  async call(operation: Operation, input: object, signer: Signer = {}): Promise<unknown> {
    const { status, body } = await this.send(
      `CloudApiService.${operation}`,
      JSON.stringify(input),
      signer,
    )
    if (status !== 200) throw new Error(`${status} ${body}`)
    return JSON.parse(body) as unknown
  }

  /** `200`, `400 Name: message`, `500` or `dropped`. */
  async outcome(operation: Operation, input: object, signer: Signer = {}): Promise<string> {
    try {
      const { status, body } = await this.send(
        `CloudApiService.${operation}`,
        JSON.stringify(input),
        signer,
      )
      if (status === 200 || body === '') return String(status)
      const { __type, Message } = JSON.parse(body) as { __type: string; Message: string }
      return `${status} ${__type.replace(/^com\.amazon\.[\w.]+#/, '')}: ${Message}`
    } catch {
      return 'dropped'
    }
  }

  send(
    target: string,
    body: string,
    { accessKey = 'AKIDEXAMPLE', region = 'us-east-1' }: Signer = {},
  ): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/${region}/cloudcontrolapi/aws4_request, SignedHeaders=host, Signature=0`,
    }
    return new Promise((resolve, reject) => {
      const outgoing = request(
        this.#url,
        { agent: this.#agent, method: 'POST', headers },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk: string) => (text += chunk))
          answer.on('error', reject)
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: text, headers: { ...answer.headers } }),
          )
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
