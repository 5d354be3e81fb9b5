import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ListedType {
  readonly name: string
  readonly visibility: 'PUBLIC' | 'PRIVATE'
  readonly provisioning: 'FULLY_MUTABLE' | 'IMMUTABLE' | 'NON_PROVISIONABLE'
  readonly schema?: string
}

/** Speaks ListTypes and DescribeType of CloudFormation's query protocol, two types a page. */
export class RegistryServer {
  readonly #types: readonly ListedType[]
  readonly #server: Server
  /** Answers that come before the real ones, by action: status and error code. */
  readonly faults: { action: string; status: number; code: string }[] = []
  readonly calls: string[] = []
  inFlight = 0
  mostInFlight = 0

  constructor(types: readonly ListedType[]) {
    this.#types = types
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const form = new URLSearchParams(body)
    const action = form.get('Action') ?? ''
    this.calls.push(action)
    const [status, xml] = this.#result(action, form)
    // Others get the chance to arrive meanwhile.
    setTimeout(() => {
      this.inFlight -= 1
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml)
    }, 2)
  }

  #result(action: string, form: URLSearchParams): [number, string] {
    const fault = this.faults.findIndex((each) => each.action === action)
    const [found] = fault < 0 ? [] : this.faults.splice(fault, 1)
    if (found !== undefined) return [found.status, errorXml(found.code)]
    return action === 'ListTypes' ? [200, this.#list(form)] : this.#describe(form)
  }

  #list(form: URLSearchParams): string {
    const matching = this.#types.filter(
      ({ visibility, provisioning }) =>
        visibility === form.get('Visibility') && provisioning === form.get('ProvisioningType'),
    )
    const from = Number(form.get('NextToken') ?? '0')
    const next = from + 2 < matching.length ? `<NextToken>${from + 2}</NextToken>` : ''
    const members = matching
      .slice(from, from + 2)
      .map(
        ({ name }) => `<member><TypeName>${name}</TypeName><TypeArn>arn:${name}</TypeArn></member>`,
      )
    return resultXml('ListTypes', `<TypeSummaries>${members.join('')}</TypeSummaries>${next}`)
  }

  #describe(form: URLSearchParams): [number, string] {
    const arn = form.get('Arn')
    const type = this.#types.findLast(({ name }) => `arn:${name}` === arn)
    if (type?.schema === undefined) return [404, errorXml('TypeNotFoundException')]
    const schema = type.schema.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return [200, resultXml('DescribeType', `<Schema>${schema}</Schema>`)]
  }
}

function resultXml(action: string, inner: string): string {
  const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/'
  return `<${action}Response xmlns="${namespace}"><${action}Result>${inner}</${action}Result></${action}Response>`
}

function errorXml(code: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>said ${code}</Message></Error><RequestId>1</RequestId></ErrorResponse>`
}
