import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createCloudControlConnector } from '../../src/connectors/cloudcontrol/index.js'
import { AppError } from '../../src/errors/index.js'

test('a write that met a fault of the server while it was cancelled may have arrived', async () => {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    request.resume().on('end', () => {
      response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify({ __type: 'InternalFailure', message: 'sorry' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const cancelling = new AbortController()
  const connector = await createCloudControlConnector({
    endpoint: () => Promise.resolve(url),
    callsInFlight: 10,
    target: url,
    limitRules: [],
    access: {
      credentials: () => () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' }),
      profile: () => undefined,
      renew: () => false,
    },
    // It is told of each answer before anything is made of it.
    host: { notify: () => cancelling.abort() },
    statistics: { calls: {}, throttles: 0, retries: 0 },
  })
  try {
    const place = { connection: 'default', region: 'us-east-1', typeName: 'AWS::EC2::VPC' }
    const create = { operation: 'CREATE', ...place, desiredState: '{}', clientToken: 't' } as const
    const error = await connector
      .mutate(create, cancelling.signal)
      .catch((thrown: unknown) => AppError.from(thrown))
    expect(error).toMatchObject({ details: { unanswered: true } })
    expect(asked).toBe(1)
  } finally {
    connector.close()
    server.close()
  }
})
