import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createCloudControlConnector } from '../../src/connectors/cloudcontrol/index.js'
import type { MutationRequest, ProgressEvent } from '../../src/connectors/index.js'
import { AppError } from '../../src/errors/index.js'

const CREATE: MutationRequest = {
  operation: 'CREATE',
  connection: 'default',
  region: 'us-east-1',
  typeName: 'AWS::EC2::VPC',
  desiredState: '{}',
  clientToken: 'token',
}
const ACCEPTED = {
  ProgressEvent: { RequestToken: 'request', Operation: 'CREATE', OperationStatus: 'IN_PROGRESS' },
}
const FAULT = { __type: 'InternalFailure', message: 'sorry' }

/** Creates where the service answers with these statuses in turn, and is cancelled as the last of them has come. */
async function cancelledAt(
  ...statuses: readonly number[]
): Promise<{ readonly ended: ProgressEvent | AppError; readonly asked: number }> {
  let asked = 0
  const server = createServer((request, response) => {
    const status = statuses[asked++] ?? 200
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify(status === 200 ? ACCEPTED : FAULT))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const cancelling = new AbortController()
  let told = 0
  const connector = await createCloudControlConnector({
    endpoint: () => Promise.resolve(url),
    target: url,
    limitRules: [],
    callsInFlight: 10,
    access: {
      credentials: () => () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' }),
      profile: () => undefined,
      renew: () => false,
    },
    // It is told of each answer before anything is made of it.
    host: {
      notify: () => {
        if (++told === statuses.length) cancelling.abort()
      },
    },
    statistics: { calls: {}, throttles: 0, retries: 0 },
  })
  try {
    const ended = await connector
      .mutate(CREATE, cancelling.signal)
      .catch((thrown: unknown) => AppError.from(thrown))
    return { ended, asked }
  } finally {
    connector.close()
    server.close()
  }
}

test('a write that met a fault of the server while it was cancelled may have arrived', async () => {
  const { ended, asked } = await cancelledAt(500)
  expect(ended).toMatchObject({ code: 'CANCELLED', details: { unanswered: true } })
  expect(asked).toBe(1)
})

test('a write that was accepted while it was cancelled is told as accepted', async () => {
  expect((await cancelledAt(200)).ended).toMatchObject({ requestToken: 'request' })
  expect((await cancelledAt(500, 200)).ended).toMatchObject({ requestToken: 'request' })
})
