import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { awsEndpoint } from '../../src/connectors/cloudcontrol/aws-endpoint.js'
import { configuredEndpoint } from '../../src/connectors/configured-endpoint.js'

const CONFIG = `
[default]
region = us-east-1
[profile plain]
region = us-east-1
[profile whole]
endpoint_url = http://127.0.0.1:4001
[profile parts]
services = mine
endpoint_url = http://127.0.0.1:4002
[profile others]
services = theirs
endpoint_url = http://127.0.0.1:4003
[profile ignoring]
endpoint_url = http://127.0.0.1:4004
ignore_configured_endpoint_urls = true
[profile lost]
services = nowhere
[profile odd]
endpoint_url = 127.0.0.1:4007
[profile files]
endpoint_url = file:///tmp/x
[profile secret]
endpoint_url = ftp://me:pass-word-9@127.0.0.1
[profile part]
services = oddly
[services mine]
cloudcontrol =
  endpoint_url = http://127.0.0.1:4005
[services oddly]
customer_profiles =
  endpoint_url = //nowhere
[services theirs]
s3 =
  endpoint_url = http://127.0.0.1:4006
`
const AWS = 'https://cloudcontrolapi.us-east-1.amazonaws.com/'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-endpoints-'))
  writeFileSync(join(folder, 'config'), CONFIG)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

test.each([
  ['nothing', undefined, {}, AWS],
  ['a profile without any', 'plain', {}, AWS],
  ["a profile's endpoint_url", 'whole', {}, 'http://127.0.0.1:4001/'],
  ['its section for the service before it', 'parts', {}, 'http://127.0.0.1:4005/'],
  ['a section for other services', 'others', {}, 'http://127.0.0.1:4003/'],
  ['one that is to be ignored', 'ignoring', {}, AWS],
  ['the profile of the environment', undefined, { AWS_PROFILE: 'whole' }, 'http://127.0.0.1:4001/'],
  [
    'the environment before the profile',
    'whole',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:5001' },
    'http://127.0.0.1:5001/',
  ],
  [
    "the environment's word for the service before that for all",
    'whole',
    {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5001',
      AWS_ENDPOINT_URL_CLOUDCONTROL: 'http://127.0.0.1:5002',
    },
    'http://127.0.0.1:5002/',
  ],
  [
    "the environment's word for all before the profile's services",
    'parts',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:5001' },
    'http://127.0.0.1:5001/',
  ],
  [
    'an empty word of the environment, which is none,',
    'parts',
    { AWS_ENDPOINT_URL: '' },
    'http://127.0.0.1:4005/',
  ],
  ['the word to ignore all', 'whole', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, AWS],
])('calls go where %s says', async (_, profile, environment, expected) => {
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  expect(String(await awsEndpoint('us-east-1', profile))).toBe(expected)
})

test.each([
  ['CloudControl', 'lost', {}, 'the profile "lost" names the services section "nowhere"'],
  ['CloudControl', 'odd', {}, 'endpoint_url of the profile "odd": "127.0.0.1:4007" is no URL'],
  ['STS', 'files', {}, 'endpoint_url of the profile "files": "file:///tmp/x" is no URL'],
  ['STS', undefined, { AWS_PROFILE: 'odd' }, 'endpoint_url of the profile "odd"'],
  [
    'Customer Profiles',
    'part',
    {},
    'endpoint_url of customer_profiles in [services oddly], for the profile "part": "//nowhere"',
  ],
  ['STS', 'whole', { AWS_ENDPOINT_URL: 'here' }, 'AWS_ENDPOINT_URL: "here" is no URL'],
  [
    'Customer Profiles',
    'whole',
    { AWS_ENDPOINT_URL_CUSTOMER_PROFILES: 'here' },
    'AWS_ENDPOINT_URL_CUSTOMER_PROFILES: "here" is no URL',
  ],
])('a wrong setting for %s of %s is named', async (service, profile, environment, message) => {
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  await expect(configuredEndpoint(service, profile)).rejects.toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringContaining(message) as string,
  })
})

test('what an address would log in with is not told', async () => {
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
  const told: unknown = await configuredEndpoint('STS', 'secret').catch((error: unknown) => error)
  expect(told).toMatchObject({ code: 'CONFIGURATION' })
  expect(String(told)).toContain('127.0.0.1')
  expect(String(told)).not.toContain('pass-word-9')
})
