import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Item {
  readonly id: number
  readonly name: string
  readonly note?: string
  readonly labels?: Readonly<Record<string, string>>
}

/** A small REST service of items, with owners and their events, paged by tokens; what it hears is kept. */
export interface ItemService {
  readonly url: string
  readonly heard: { readonly method: string; readonly url: string; readonly body: string }[]
  readonly items: Map<number, Item>
  /** Answers in the place of the service's own, one by one. */
  readonly answers: ((response: ServerResponse) => void)[]
  stop(): Promise<void>
}

export async function itemService(): Promise<ItemService> {
  const heard: ItemService['heard'] = []
  const items = new Map<number, Item>()
  const answers: ItemService['answers'] = []
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString()
    const { method = 'GET', url = '/' } = request
    heard.push({ method, url, body })
    const own = answers.shift()
    if (own === undefined) route(method, new URL(url, 'http://x'), body, response)
    else own(response)
  }
  function route(method: string, url: URL, body: string, response: ServerResponse): void {
    const [, kind, id, action] = url.pathname.split('/')
    const key = Number(id)
    if (kind === 'owners') {
      const owners = [{ name: 'ann' }, { name: 'bob' }]
      return send(
        response,
        id === undefined ? owners : { events: [{ at: 1_700_000_000, what: `seen by ${id}` }] },
      )
    }
    if (kind !== 'items') return send(response, { message: 'no such path' }, 404)
    if (id === undefined && method === 'GET') return page(url, response)
    if (id === undefined) {
      const item = { id: items.size + 1, ...(JSON.parse(body) as Omit<Item, 'id'>) }
      items.set(item.id, item)
      return send(response, item, 201)
    }
    const found = items.get(key)
    if (found === undefined) return send(response, { message: `no item ${id}` }, 404)
    if (action === 'touch') return send(response, { touched: found.name })
    if (method === 'PUT') items.set(key, { ...(JSON.parse(body) as Item), id: key })
    if (method === 'DELETE') items.delete(key)
    send(response, method === 'DELETE' ? {} : items.get(key))
  }
  function page(url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('cursor') ?? 0)
    const all = [...items.values()]
    const next = from + 2 < all.length ? { next: String(from + 2) } : {}
    send(response, { data: all.slice(from, from + 2), ...next })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    heard,
    items,
    answers,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Three tables of it, as a user writes them: YAML, and no TypeScript. */
export const ITEMS_DOCUMENT = `
provider: shop
service: store
about: items of a shop
connector:
  protocol: rest
  baseUrl: { variable: SKYQL_TEST_SHOP_URL }
pages: { style: token, input: cursor, output: /next }
tables:
  items:
    about: what is sold
    columns:
      id: { type: integer, about: number of the item }
      name: { type: string, enum: [cup, plate, spoon, fork], about: what it is }
      note: { type: string }
      labels: { type: object, additionalProperties: { type: string }, keyValue: true }
    identifier: [id]
    required: [name]
    readOnly: [id]
    methods:
      list: [{ request: GET /items, rows: /data, brings: all }]
      get: { request: 'GET /items/{id}' }
      insert: { returns: true, steps: [{ request: POST /items, body: '{.model}' }] }
      update: { steps: [{ request: 'PUT /items/{id}', body: '{.model}', idempotent: true }] }
      delete: { steps: [{ request: 'DELETE /items/{id}', idempotent: true }] }
    actions:
      touch:
        about: tells the name
        request: POST /items/{item}/touch
        writes: true
        parameters: { item: { type: integer } }
        required: [item]
        columns: { touched: { type: string } }
  owners:
    columns: { name: { type: string } }
    identifier: [name]
    readOnly: [name]
    methods:
      list: [{ request: GET /owners, brings: all, pages: { style: none } }]
  events:
    columns:
      owner: { type: string }
      at: { type: string, format: timestamp }
      what: { type: string }
    readOnly: [owner, at, what]
    parents: { owner: { table: owners, column: name } }
    methods:
      list: [{ request: 'GET /owners/{owner}', keys: [owner], rows: /events, brings: all, pages: { style: none } }]
`
