import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

// The local cloud tells accounts apart by access key: whose bucket is seen says whose credentials were used.
const ACCOUNT = '111122223333'
const KEYS = { AccessKeyId: ACCOUNT, SecretAccessKey: 'secret' }
const SQL = 'SELECT region, bucket_name FROM awscc.s3.buckets_list_only'

let cloud: RunningEmulator
let home: string
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'skyql-credentials-'))
  const estate = [
    {
      type: 'AWS::S3::Bucket',
      region: 'eu-west-1',
      account: ACCOUNT,
      properties: { BucketName: 'theirs' },
    },
  ]
  writeFileSync(join(home, 'estate.json'), JSON.stringify(estate))
  writeFileSync(join(home, 'keys.json'), JSON.stringify({ Version: 1, ...KEYS }))
  writeFileSync(
    join(home, 'credentials'),
    `[static]\naws_access_key_id = ${ACCOUNT}\naws_secret_access_key = secret\n`,
  )
  writeFileSync(
    join(home, 'config'),
    `[profile static]\nregion = eu-west-1\n[profile process]\nregion = eu-west-1\ncredential_process = cat ${join(home, 'keys.json')}\n`,
  )
  cloud = await emulator(['--seed', join(home, 'estate.json')])
})
afterAll(async () => {
  await cloud.stop()
  rmSync(home, { recursive: true })
})

function exec(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return skyql(['exec', '-o', 'csv', '-H', '--endpoint-url', cloud.url, ...args, SQL], {
    env: {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_REGION: '',
      AWS_DEFAULT_REGION: '',
      AWS_CONFIG_FILE: join(home, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
      ...env,
    },
  })
}

const THEIRS = 'eu-west-1,theirs\n'

test('keys and region of a profile', async () => {
  expect((await exec(['--profile', 'static'])).stdout).toBe(THEIRS)
  expect((await exec([], { AWS_PROFILE: 'static' })).stdout).toBe(THEIRS)
})

test.each([
  ['--profile', ['--profile', 'statik'], {}],
  ['AWS_PROFILE', ['--region', 'eu-west-1'], { AWS_PROFILE: 'statik' }],
] as const)(
  'a profile of %s that is not there is named, and those that are',
  async (_how, args, env) => {
    const { code, stderr } = await exec([...args], env)
    expect(code).toBe(2)
    expect(stderr).toContain('there is no profile "statik"')
    expect(stderr).toMatch(/have static, process/)
  },
)

test('a credential process', async () => {
  expect((await exec(['--profile', 'process'])).stdout).toBe(THEIRS)
})

test('keys of the environment, region of AWS_DEFAULT_REGION', async () => {
  const env = {
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_DEFAULT_REGION: 'eu-west-1',
  }
  expect((await exec([], env)).stdout).toBe(THEIRS)
})

test('the credentials of a container', async () => {
  const server = createServer((_request, answer) => {
    answer.end(JSON.stringify({ ...KEYS, Token: 'token', Expiration: '2099-01-01T00:00:00Z' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${String(port)}/credentials`
    const { stdout, stderr } = await exec(['--region', 'eu-west-1'], {
      AWS_CONTAINER_CREDENTIALS_FULL_URI,
    })
    expect([stdout, stderr]).toEqual([THEIRS, ''])
  } finally {
    server.close()
  }
})

test('a profile that is not there is an error that names it', async () => {
  const { code, stderr } = await exec(['--profile', 'nobody', '--region', 'eu-west-1'])
  expect(code).toBe(2)
  expect(stderr).toContain('nobody')
})
