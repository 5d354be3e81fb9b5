import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call as it went over the wire. */
export interface TappedCall {
  readonly operation: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Makes another answer of an answer's text. */
type Rewrite = (target: string, text: string) => string

/** The body of an error, for a call that is not passed on. */
type Refuse = (call: TappedCall) => string | undefined

/** Passes calls on to an endpoint and writes them down. */
export class WireTap {
  readonly calls: TappedCall[] = []
  mostAtOnce = 0
  #atOnce = 0
  readonly #server: Server

  /** What somebody else does just before a call is passed on. */
  before: ((call: TappedCall) => Promise<void> | undefined) | undefined

  private constructor(target: string, rewrite: Rewrite | undefined, refuse: Refuse) {
    this.#server = createServer((incoming, outgoing) => {
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce)
      outgoing.on('close', () => this.#atOnce--)
      void read(incoming).then(async (body) => {
        const call: TappedCall = {
          operation: String(incoming.headers['x-amz-target']).replace('CloudApiService.', ''),
          body: JSON.parse(body) as Record<string, unknown>,
        }
        this.calls.push(call)
        await this.before?.(call)
        const refusal = refuse(call)
        if (refusal !== undefined) {
          outgoing.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' })
          outgoing.end(refusal)
          return
        }
        const forwarded = request(
          target,
          { method: 'POST', headers: incoming.headers },
          (answer) => {
            if (rewrite === undefined) {
              outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
              answer.pipe(outgoing)
              return
            }
            void read(answer).then((text) => {
              const body = rewrite(String(incoming.headers['x-amz-target']), text)
              const headers = {
                ...answer.headers,
                'content-length': String(Buffer.byteLength(body)),
              }
              outgoing.writeHead(answer.statusCode ?? 500, headers)
              outgoing.end(body)
            })
          },
        )
        forwarded.on('error', () => outgoing.destroy())
        forwarded.end(body)
      })
    })
  }

  /** `rewrite` may change what an operation is answered with; `refuse` makes the error of a call that stays here. */
  static async to(
    target: string,
    rewrite?: Rewrite,
    refuse: Refuse = () => undefined,
  ): Promise<WireTap> {
    const tap = new WireTap(target, rewrite, refuse)
    await new Promise<void>((listening) => tap.#server.listen(0, '127.0.0.1', listening))
    return tap
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`
  }

  of(operation: string): TappedCall[] {
    return this.calls.filter((call) => call.operation === operation)
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

async function read(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
