import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse as parseYaml } from 'yaml'

/** A request as it came. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

interface Integration {
  readonly id: string
  type: string
  autoBootstrap: boolean | undefined
  config: Record<string, unknown>
  status: string
  /** Questions about the status until it changes. */
  waits: number
}

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>]

const SCRIPT_PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  cleanup: ['Azure Synapse Analytics', 'Redshift', 'Snowflake'],
  create: ['Azure Synapse Analytics', 'Databricks', 'Redshift', 'Snowflake'],
  delete: ['Azure Synapse Analytics', 'Redshift', 'Snowflake'],
  edit: ['Azure Synapse Analytics', 'Databricks', 'Redshift', 'Snowflake'],
  'initial-create': ['Azure Synapse Analytics', 'Redshift'],
  'post-cleanup': ['Azure Synapse Analytics'],
}
const PLATFORMS = [
  ...['Azure Synapse Analytics', 'Databricks', 'Google BigQuery', 'Native S3'],
  ...['Redshift', 'Snowflake', 'Trino'],
]
const DELETES_WITH_CREDENTIALS = ['Azure Synapse Analytics', 'Redshift', 'Snowflake']
const SECRETS = /password|token|secret|private|credential|username|awsAccessKeyId/i

const TESTS = [
  { name: 'Initial Validation: Basic Connection Test', status: 'passed' },
  { name: 'Initial Validation: Default Warehouse Access Test', status: 'passed', result: [] },
  { name: 'Validate Automatic: Impersonation Role Does Not Exist', status: 'skipped' },
]
const VALIDATION = { status: 'passed', validationTests: TESTS }

/**
 * The integrations API of Immuta as its page documents it, on loopback and in memory: what is asked is kept in
 * `asked`, an answer that comes next can be put into `next`.
 */
export class ImmutaServer {
  readonly asked: Asked[] = []
  /** Answers that come before the API's own. */
  readonly next: Answer[] = []
  /** Answers to one call each, by verb and path. */
  readonly instead = new Map<string, Answer>()
  readonly key = 'k3y-846e9e43c86a4c'
  /** Without it every call is answered with 403. */
  isAdministrator = true
  /** How often a status says creating, editing or deleting before it changes. */
  waits = 0
  /** What creating and editing come to. */
  outcome = 'enabled'
  url = ''
  readonly #integrations = new Map<string, Integration>()
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  #lastId = 0
  #keys = 0

  static async start(): Promise<ImmutaServer> {
    const server = new ImmutaServer()
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    server.url = `http://127.0.0.1:${String((server.#server.address() as AddressInfo).port)}`
    return server
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Puts an integration there, as configured long ago. */
  add(
    type: string,
    config: Record<string, unknown> = {},
    more: { autoBootstrap?: boolean; id?: string } = {},
  ): string {
    const { autoBootstrap = true, id = String(++this.#lastId) } = more
    this.#integrations.set(id, { id, type, autoBootstrap, config, status: 'enabled', waits: 0 })
    return id
  }

  /** What is kept, secrets and all. */
  kept(id: string): Record<string, unknown> | undefined {
    return this.#integrations.get(id)?.config
  }

  /** Forgets everything. */
  reset(): void {
    this.#integrations.clear()
    this.asked.length = 0
    this.next.length = 0
    this.isAdministrator = true
    this.waits = 0
    this.#lastId = 0
    this.outcome = 'enabled'
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const text = Buffer.concat(chunks).toString('utf8')
    const isYaml = String(request.headers['content-type']).includes('yaml')
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === '' ? undefined : isYaml ? parseYaml(text) : JSON.parse(text),
    }
    this.asked.push(asked)
    const call = `${asked.method} ${asked.path}`
    const other = this.instead.get(call)
    this.instead.delete(call)
    const [status, body, headers = {}] = other ?? this.next.shift() ?? this.#answer(asked)
    const isText = typeof body === 'string'
    response.writeHead(status, {
      'content-type': isText ? 'text/plain' : 'application/json',
      ...headers,
    })
    response.end(isText ? body : JSON.stringify(body))
  }

  #answer(asked: Asked): Answer {
    if (asked.headers['authorization'] !== this.key) return fault(401, 'Missing authentication')
    if (!this.isAdministrator) return fault(403, 'Insufficient permissions')
    const [root, ...rest] = asked.path.split('/').filter((part) => part !== '')
    if (root !== 'integrations') return fault(404, 'Not Found')
    if (rest[0] === 'scripts') return this.#script(asked, rest[1] ?? '')
    const [id, action, kind] = rest
    if (id === undefined) return asked.method === 'POST' ? this.#create(asked) : this.#list()
    const found = this.#integrations.get(id)
    if (found === undefined) return fault(404, `Integration with ID ${id} not found`)
    if (action === 'status') return this.#status(found)
    if (action === 'regenerate') return this.#regenerate(found)
    if (action === 'scripts') return this.#script(asked, kind ?? '', found)
    if (asked.method === 'PUT') return this.#edit(asked, found)
    if (asked.method === 'DELETE') return this.#delete(asked, found)
    return [200, shown(found)]
  }

  #list(): Answer {
    return [200, [...this.#integrations.values()].map(shown)]
  }

  #create({ body, query }: Asked): Answer {
    const problem = payloadProblem(body, PLATFORMS)
    if (problem !== undefined) return fault(400, problem)
    const { type, autoBootstrap, config = {} } = body as Partial<Integration> & { type: string }
    const twin = [...this.#integrations.values()].find(
      (each) => each.type === type && each.config['host'] === config['host'],
    )
    if (twin !== undefined && config['host'] !== undefined) {
      const message = `${type} integration already exists on host ${JSON.stringify(config['host']).slice(1, -1)} (id = ${twin.id})`
      return fault(409, message)
    }
    if (query['dryRun'] === 'true') return [200, { validationResults: VALIDATION }]
    const id = String(++this.#lastId)
    const made = { id, type, autoBootstrap, config, status: 'creating', waits: this.waits }
    this.#integrations.set(id, made)
    return [200, { id, status: 'creating', validationResults: VALIDATION }]
  }

  #edit({ body, query }: Asked, found: Integration): Answer {
    if (found.status !== 'enabled') {
      return fault(
        409,
        `Unable to edit integration with ID ${found.id} in current state ${found.status}.`,
      )
    }
    const problem = payloadProblem(
      body,
      PLATFORMS.filter((type) => type !== 'Trino'),
    )
    if (problem !== undefined) return fault(400, problem)
    if (query['dryRun'] === 'true') return [200, { id: found.id, validationResults: VALIDATION }]
    const { autoBootstrap, config } = body as Integration
    Object.assign(found, { autoBootstrap, config, status: 'editing', waits: this.waits })
    return [200, { id: found.id, status: 'editing', validationResults: VALIDATION }]
  }

  #delete({ body, query }: Asked, found: Integration): Answer {
    const needs =
      found.autoBootstrap === true &&
      DELETES_WITH_CREDENTIALS.includes(found.type) &&
      query['forceDisable'] !== 'true'
    if (
      needs &&
      (body as Record<string, unknown> | undefined)?.['authenticationType'] === undefined
    ) {
      return fault(400, 'child "authenticationType" fails because it is required')
    }
    if (query['dryRun'] === 'true') return [200, { id: found.id, validationResults: VALIDATION }]
    Object.assign(found, { status: 'deleting', waits: this.waits })
    return [200, { id: found.id, status: 'deleting', validationResults: VALIDATION }]
  }

  #status(found: Integration): Answer {
    const moves = ['creating', 'editing', 'deleting'].includes(found.status)
    if (moves && found.waits-- <= 0) {
      if (found.status === 'deleting') {
        this.#integrations.delete(found.id)
        return fault(404, `Integration with ID ${found.id} not found`)
      }
      found.status = this.outcome
    }
    return [200, { id: Number(found.id), status: found.status }]
  }

  #regenerate(found: Integration): Answer {
    if (found.type !== 'Trino') return fault(400, `${found.type} has no API key`)
    return [200, { newKey: `n3wkey-${String(++this.#keys)}` }]
  }

  #script({ body }: Asked, kind: string, found?: Integration): Answer {
    const platforms = SCRIPT_PLATFORMS[kind]
    if (platforms === undefined) return fault(404, 'Not Found')
    if (kind === 'delete') return [200, `-- delete ${String(found?.type)}\nDROP DATABASE immuta;\n`]
    const problem = payloadProblem(body, platforms)
    if (problem !== undefined) return fault(400, problem)
    const { type, autoBootstrap } = body as Integration
    if (autoBootstrap !== false) return fault(400, '"autoBootstrap" must be false')
    return [200, `-- ${kind} ${type}\nCREATE DATABASE immuta;\n`]
  }
}

function payloadProblem(body: unknown, platforms: readonly string[]): string | undefined {
  const { type, autoBootstrap, config } = (body ?? {}) as Record<string, unknown>
  if (typeof type !== 'string') return 'child "type" fails because it is required'
  if (!platforms.includes(type)) return `"type" must be one of [${platforms.join(', ')}]`
  if (type === 'Trino') return undefined
  if (typeof autoBootstrap !== 'boolean') return '"autoBootstrap" is required'
  if (autoBootstrap && ['Google BigQuery', 'Native S3'].includes(type)) {
    return '"autoBootstrap" must be false'
  }
  return typeof config === 'object' ? undefined : '"config" is required'
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
}

const fault = (statusCode: number, message: string): Answer => [
  statusCode,
  { statusCode, error: REASONS[statusCode], message },
]

/** As a GET shows it: without credentials. Databricks writes it in its own way. */
function shown({ id, type, autoBootstrap, config, status }: Integration): object {
  const mark = type === 'Databricks' ? 'REDACTED' : '<REDACTED>'
  return {
    id,
    type,
    autoBootstrap,
    status,
    validationResults: VALIDATION,
    config: redacted(config, mark),
  }
}

function redacted(config: Record<string, unknown>, mark: string): object {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      if (typeof value === 'object' && value !== null) {
        return [name, redacted(value as Record<string, unknown>, mark)]
      }
      return [name, SECRETS.test(name) ? mark : value]
    }),
  )
}
