import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createCloudControlConnector } from '../../src/connectors/cloudcontrol/index.js'
import type { Connector } from '../../src/connectors/index.js'
import { AppError } from '../../src/errors/index.js'
import { PageTokens } from '../../src/connectors/page-tokens.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

interface Page {
  readonly rows: number
  readonly next?: string | null
}

/** A connector to a service whose lists have these pages, and how often it was asked; past them, the last one again. */
async function paged(
  pages: readonly Page[],
  members: { readonly list: string; readonly token: string },
): Promise<{ connector: Connector; asked: () => number }> {
  let asked = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const page = pages[Math.min(asked++, pages.length - 1)]
      const rows = Array.from({ length: page?.rows ?? 0 }, (_, index) => ({
        Identifier: `r${String(asked)}-${String(index)}`,
        ResourceARN: `arn:aws:s3:::r${String(asked)}-${String(index)}`,
        RequestToken: `r${String(asked)}-${String(index)}`,
        Properties: '{}',
        OperationStatus: 'SUCCESS',
      }))
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify({ [members.list]: rows, [members.token]: page?.next }))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const connector = await createCloudControlConnector({
    endpoint: () => Promise.resolve(url),
    target: url,
    limitRules: [],
    callsInFlight: 10,
    anonymous: true,
    access: {
      credentials: () => () => Promise.reject(new Error('unsigned')),
      profile: () => undefined,
      renew: () => false,
    },
    host: { notify: () => undefined },
    statistics: { calls: {}, throttles: 0, retries: 0 },
  })
  return { connector, asked: () => asked }
}

const LISTS = {
  ListResources: {
    members: { list: 'ResourceDescriptions', token: 'NextToken' },
    read: (connector: Connector) => connector.list(asking('AWS::S3::Bucket')),
  },
  'ListResources of a table of requests': {
    members: { list: 'ResourceRequestStatusSummaries', token: 'NextToken' },
    read: (connector: Connector) => connector.list(asking('awscc.cloud_control.resource_requests')),
  },
  ListResourceRequests: {
    members: { list: 'ResourceRequestStatusSummaries', token: 'NextToken' },
    read: (connector: Connector) =>
      connector.requests({ connection: 'default', region: 'us-east-1' }),
  },
  GetResources: {
    members: { list: 'ResourceTagMappingList', token: 'PaginationToken' },
    read: (connector: Connector) => connector.list(asking('awscc.tagging.tagged_resources')),
  },
}

function asking(typeName: string): Parameters<Connector['list']>[0] {
  return { typeName, connection: 'default', region: 'us-east-1' }
}

async function readAll(
  pages: AsyncIterable<readonly unknown[]>,
): Promise<{ rows: number; error?: AppError }> {
  let rows = 0
  try {
    for await (const page of pages) rows += page.length
    return { rows }
  } catch (error) {
    return { rows, error: AppError.from(error) }
  }
}

describe.each(Object.entries(LISTS))('the pages of %s', (_, { members, read }) => {
  test.each([
    ['the same token again', [{ rows: 2, next: 'a' }], 2],
    ['a token that returns', ['a', 'b', 'c', 'a', 'b'].map((next) => ({ rows: 1, next })), 4],
    ['empty pages with one token', [{ rows: 0, next: 'a' }], 2],
  ])('are given up at %s', async (_name, pages, calls) => {
    const { connector, asked } = await paged(pages, members)
    const { error } = await readAll(read(connector))
    expect(error).toMatchObject({ code: 'SERVICE_REJECTED' })
    expect(error?.message).toMatch(/round in circles.*hash [0-9a-f]{16}/)
    expect(asked()).toBe(calls)
    connector.close()
  })

  test('are given up after 1,000 empty ones with ever new tokens', async () => {
    const pages = Array.from({ length: 1_200 }, (__, index) => ({
      rows: 0,
      next: `t${String(index)}`,
    }))
    const { connector, asked } = await paged(pages, members)
    const { error } = await readAll(read(connector))
    expect(error?.message).toContain('1000 in a row were empty')
    expect(asked()).toBe(1_000)
    connector.close()
  })

  test.each([[''], [null], [undefined]])('end at the token %j', async (next) => {
    const pages = [
      { rows: 1, next: 'a' },
      { rows: 1, next: 'b' },
      { rows: 1, next: next as null },
    ]
    const { connector, asked } = await paged(pages, members)
    expect(await readAll(read(connector))).toEqual({ rows: 3 })
    expect(asked()).toBe(3)
    connector.close()
  })
})

test('tokens are all given on while each is new, and the first that returns is told', () => {
  const tokenLists = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 })
  fc.assert(
    fc.property(tokenLists, fc.nat(), fc.boolean(), (unique, at, isEmpty) => {
      const tokens = new PageTokens({ typeName: 'AWS::S3::Bucket', region: 'us-east-1' })
      for (const token of unique) expect(tokens.next(token, isEmpty ? 0 : 1)).toBe(token)
      for (const end of ['', null, undefined]) expect(tokens.next(end, 0)).toBeUndefined()
      const again = unique[at % unique.length] ?? ''
      expect(() => tokens.next(again, 1)).toThrow(/round in circles/)
    }),
  )
})

test('a token is told by its hash alone', () => {
  const tokens = new PageTokens({ operation: 'ListRegions' })
  tokens.next('a token that reads more', 1)
  const told = (): unknown => tokens.next('a token that reads more', 1)
  expect(told).toThrow(/pages of ListRegions go round/)
  expect(told).not.toThrow(/a token that/)
})
