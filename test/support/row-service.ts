import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ServedRow = Readonly<Record<string, string | number | null>>

/** A list that is asked under keys, which its rows repeat or not. */
export interface ServedList {
  readonly path: string
  readonly keys: readonly string[]
  readonly echo: boolean
}

/**
 * A REST service of rows in lists: `/list/key/key` gives a page of them, `/list/key/key/n/number` the one of that
 * number.
 */
export async function rowService(
  lists: readonly ServedList[],
  rows: ReadonlyMap<string, readonly ServedRow[]>,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://x')
    const [path = '', ...parts] = pathname.split('/').slice(1).map(decodeURIComponent)
    const { keys = [], echo = true } = lists.find((each) => each.path === path) ?? {}
    const own = (rows.get(path) ?? []).filter((row) =>
      keys.every((key, at) => row[key] === parts[at]),
    )
    const shown = (row: ServedRow): ServedRow =>
      echo ? row : Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name)))
    if (parts[keys.length] === 'n') {
      const one = own.find(({ n }) => String(n) === parts[keys.length + 1])
      return send(response, one === undefined ? {} : shown(one), one === undefined ? 404 : 200)
    }
    const from = Number(searchParams.get('cursor') ?? 0)
    const next = from + 2 < own.length ? { next: String(from + 2) } : {}
    send(response, { data: own.slice(from, from + 2).map(shown), ...next })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
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
