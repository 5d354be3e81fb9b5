import { Hash } from '@smithy/core/serde'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signHeaders } from '../../src/connectors/cloudcontrol/sign-headers.js'

/* The SDK's own signer is the judge: the same call, the same second, the same signature. */

const word = fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/)
const call = fc.record({
  body: fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant('')),
  // As a URL has it.
  path: fc.constantFrom('/', '/stage', '/a%20b/%C3%BC', '/a//b/'),
  host: fc.constantFrom('cloudcontrolapi.us-east-1.amazonaws.com', '127.0.0.1:4566', '[::1]:1'),
  target: fc.stringMatching(/^[A-Za-z]{1,20}\.[A-Za-z]{1,30}$/),
  service: fc.constantFrom('cloudcontrolapi', 'cloudformation', 'profile', 'iam'),
  region: fc.constantFrom('us-east-1', 'eu-west-3', 'cn-north-1', 'us-gov-west-1'),
  accessKeyId: word,
  secretAccessKey: word,
  sessionToken: fc.option(word, { nil: undefined }),
})

test('signs as the SDK does', async () => {
  await fc.assert(
    fc.asyncProperty(call, async ({ body, path, host, target, service, region, ...given }) => {
      const { sessionToken, ...keys } = given
      const credentials = sessionToken === undefined ? keys : { ...keys, sessionToken }
      const headers = {
        host,
        'content-type': 'application/x-amz-json-1.0',
        'content-length': String(Buffer.byteLength(body)),
        'x-amz-target': target,
        'user-agent': 'skyql',
      }
      const scope = { service, region, credentials }
      const ours = lowerCase(signHeaders({ path, headers, body }, scope))
      expect(ours).toMatchObject(headers)

      const date = ours['x-amz-date'] ?? ''
      const signer = new SignatureV4({
        ...scope,
        sha256: Hash.bind(null, 'sha256'),
        applyChecksum: false,
      })
      const request = new HttpRequest({ method: 'POST', path, headers: { ...headers }, body })
      const theirs = await signer.sign(request, { signingDate: dateOf(date) })
      expect(ours).toEqual(lowerCase(theirs.headers))
    }),
    { numRuns: 300 },
  )
})

test('leaves the headers that it is given alone', () => {
  const headers = { host: 'a.example' }
  const credentials = { accessKeyId: 'A', secretAccessKey: 'B' }
  signHeaders(
    { path: '/', headers, body: '{}' },
    { service: 's', region: 'us-east-1', credentials },
  )
  expect(headers).toEqual({ host: 'a.example' })
})

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

/** `20261122T101112Z`. */
function dateOf(text: string): Date {
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}
