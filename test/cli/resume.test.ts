import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ProgressLine } from '../../src/cli/exec/progress-line.js'
import { RequestWatch } from '../../src/session/index.js'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const DOMAINS = 'awscc.customerprofiles.domains'

let cloud: RunningEmulator
let folder: string

beforeAll(async () => {
  cloud = await emulator(['--handler', '2300'])
})

afterAll(async () => {
  await cloud.stop()
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-resume-'))
  return () => rmSync(folder, { recursive: true })
})

function exec(...args: string[]): Promise<Finished> {
  return skyql(['exec', '--endpoint-url', cloud.url, '--region', 'us-east-1', ...args], {
    cwd: folder,
  })
}

const insert = (...names: string[]): string =>
  `INSERT INTO ${DOMAINS} (DomainName, DefaultExpirationDays) VALUES ${names.map((name) => `('${name}', 1)`).join(', ')}`

/** Starts a write and sends a signal as soon as the journal has a line of that kind (again). */
async function interrupted(
  sql: string,
  signal: NodeJS.Signals,
  kind = 'accepted',
  more: readonly string[] = [],
): Promise<Finished> {
  const args = ['exec', '--endpoint-url', cloud.url, '--region', 'us-east-1', ...more, sql]
  const env = { ...process.env, AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'x' }
  const child = spawn(process.execPath, [SKYQL, ...args], { cwd: folder, env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (part) => (stdout += String(part)))
  child.stderr.on('data', (part) => (stderr += String(part)))
  const journal = join(folder, '.skyql/requests.jsonl')
  const lines = (): number =>
    existsSync(journal) ? readFileSync(journal, 'utf8').split(`"kind":"${kind}"`).length : 1
  const before = lines()
  while (lines() === before) await new Promise((later) => setTimeout(later, 5))
  child.kill(signal)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? -1, stdout, stderr }
}

describe('a run that ends before its writes', () => {
  test('Ctrl-C says what goes on, how to follow and how to cancel it, and exits with 130', async () => {
    const { code, stderr } = await interrupted(insert('ctrl-c'), 'SIGINT')
    expect(code).toBe(130)
    const token = /request token ([0-9a-f-]{36})/.exec(stderr)?.[1] ?? ''
    expect(stderr).toContain(`this write goes on:\n  CREATE AWS::CustomerProfiles::Domain ctrl-c`)
    expect(stderr).toContain('skyql exec --resume')
    expect(stderr).toContain(`CANCEL REQUEST '${token}' IN 'us-east-1'`)
    const cancelled = await exec('-o', 'json', `CANCEL REQUEST '${token}' IN 'us-east-1'`)
    expect(JSON.parse(cancelled.stdout)).toMatchObject([
      { operation: 'CREATE', identifier: 'ctrl-c', status: 'CANCEL_IN_PROGRESS' },
    ])
    const resumed = await exec('-o', 'json', '--resume')
    expect(JSON.parse(resumed.stdout)).toMatchObject([{ status: 'FAILED', request_token: token }])
    expect(resumed.stderr).toContain('was cancelled')
    expect(resumed.stderr).toContain('nothing is rolled back')
    expect(resumed.code).toBe(130)
  })

  test('after a crash the next run warns, and --resume follows each write to its end, once', async () => {
    await interrupted(insert('crash'), 'SIGKILL')
    const next = await exec('SELECT 1')
    expect(next.stderr).toContain('how a write of an earlier run ended is not known: CREATE')
    expect(next.code).toBe(0)
    const resumed = await exec('-o', 'json', '--resume')
    expect(resumed.code).toBe(0)
    expect(JSON.parse(resumed.stdout)).toMatchObject([{ identifier: 'crash', status: 'SUCCESS' }])
    expect((await exec('-o', 'json', '--resume')).stdout.trim()).toBe('[]')
    expect((await exec('SELECT 1')).stderr).toBe('')
  })

  test('the statement itself, run again, takes its write up', async () => {
    await interrupted(insert('again'), 'SIGKILL')
    const again = await exec('-o', 'json', insert('again'))
    expect(JSON.parse(again.stdout)).toMatchObject([{ identifier: 'again', status: 'SUCCESS' }])
    expect(again.stderr).toContain('taken up, not sent again')
    // It took longer than a second, so it was told how the write stood.
    expect(again.stderr).toMatch(/CREATE .* again us-east-1: IN_PROGRESS \d s of at most 120 min/)
  })

  test('--timeout leaves the same traces', async () => {
    const { code, stderr } = await exec('--timeout', '1', insert('slow'))
    expect(code).toBe(1)
    expect(stderr).toContain('error[TIMEOUT]')
    expect(stderr).toContain('to follow: skyql exec --resume')
    expect((await exec('-o', 'json', '--resume')).stdout).toContain('SUCCESS')
  })

  test('without a journal nothing is written, and nothing can be resumed', async () => {
    await exec('--no-journal', '--no-wait', insert('untold'))
    expect(existsSync(join(folder, '.skyql'))).toBe(false)
    const { code, stderr } = await exec('--no-journal', '--resume')
    expect(code).toBe(2)
    expect(stderr).toContain('--no-journal')
  })
})

describe('a replacement', () => {
  const R = 'awscc.ecr.repositories'
  const kms = (name: string): string =>
    `REPLACE INTO ${R} (RepositoryName, EncryptionConfiguration) VALUES ('${name}', '{"EncryptionType":"KMS"}')`

  async function repositories(): Promise<unknown> {
    const sql = `SELECT repository_name AS name, encryption_configuration->>'EncryptionType' AS type FROM ${R}`
    return JSON.parse((await exec('-o', 'json', sql)).stdout)
  }

  async function made(name: string): Promise<void> {
    const sql = `INSERT INTO ${R} (RepositoryName, EncryptionConfiguration, ImageTagMutability)
                 VALUES ('${name}', '{"EncryptionType":"AES256"}', 'IMMUTABLE')`
    expect((await exec(sql)).code).toBe(0)
  }

  beforeAll(async () => {
    await cloud.stop()
    cloud = await emulator(['--handler', '700'])
  })

  // `ended`: the old one is gone, and the new one was not asked for yet, or just then.
  test.each(['accepted', 'ended'])(
    'that dies at "%s" of its first half is completed by --resume, once',
    async (kind) => {
      await made(kind)
      await interrupted(kms(kind), 'SIGKILL', kind)
      expect((await exec('SELECT 1')).stderr).toContain('end')
      const resumed = await exec('-o', 'json', '--resume')
      expect(resumed.code).toBe(0)
      expect(JSON.parse(resumed.stdout)).toMatchObject([
        { operation: 'CREATE', identifier: kind, status: 'SUCCESS' },
      ])
      expect(await repositories()).toContainEqual({ name: kind, type: 'KMS' })
      const [row] = JSON.parse(
        (
          await exec(
            '-o',
            'json',
            `SELECT image_tag_mutability AS m FROM ${R} WHERE Identifier = '${kind}'`,
          )
        ).stdout,
      ) as unknown[]
      expect(row).toEqual({ m: 'IMMUTABLE' })
      expect((await exec('-o', 'json', '--resume')).stdout.trim()).toBe('[]')
    },
  )

  test('that dies between its halves is completed by its statement, too', async () => {
    await made('again')
    await interrupted(kms('again'), 'SIGKILL', 'ended')
    const again = await exec('-o', 'json', kms('again'))
    expect(again.code).toBe(0)
    expect(await repositories()).toContainEqual({ name: 'again', type: 'KMS' })
    // What is left of the first run, if anything, makes no second one.
    await exec('--resume')
    expect((await exec('-o', 'json', '--resume')).stdout.trim()).toBe('[]')
    expect(await repositories()).toContainEqual({ name: 'again', type: 'KMS' })
  })

  test('that makes the new one first deletes the old one in the end', async () => {
    const V = 'awscc.ec2.vpcs'
    const [vpc] = JSON.parse(
      (await exec('-o', 'json', `INSERT INTO ${V} (CidrBlock) VALUES ('10.1.0.0/16')`)).stdout,
    ) as { identifier: string }[]
    const sql = `UPDATE /*+ replace */ ${V} SET cidr_block = '10.2.0.0/16' WHERE Identifier = '${vpc?.identifier ?? ''}'`
    await interrupted(sql, 'SIGKILL', 'ended')
    const resumed = await exec('-o', 'json', '--resume')
    expect(JSON.parse(resumed.stdout)).toMatchObject([{ operation: 'DELETE', status: 'SUCCESS' }])
    const left = await exec('-o', 'json', `SELECT cidr_block FROM ${V}`)
    expect(JSON.parse(left.stdout)).toEqual([{ cidr_block: '10.2.0.0/16' }])
  })

  test('whose body held a secret takes it from the script', async () => {
    const U = 'awscc.elasticache.users'
    const sql = (access: string): string =>
      `REPLACE INTO ${U} (UserId, UserName, Engine, AccessString, Passwords) VALUES ('u', '${access}', 'redis', 'on', '["a-secret-password-1"]')`
    expect((await exec(sql('one'))).code).toBe(0)
    await interrupted(sql('two'), 'SIGKILL')
    const without = await exec('-o', 'json', '--resume')
    expect(without.code).toBe(1)
    expect(without.stderr).toContain('held secrets, which no journal keeps')
    expect(without.stderr).not.toContain('a-secret-password-1')
    const resumed = await exec('-o', 'json', '--resume', sql('two'))
    expect(resumed.stderr).toBe('')
    expect(JSON.parse(resumed.stdout)).toMatchObject([{ operation: 'CREATE', status: 'SUCCESS' }])
    const { stdout } = await exec('-o', 'json', `SELECT user_name FROM ${U} WHERE Identifier = 'u'`)
    expect(JSON.parse(stdout)).toEqual([{ user_name: 'two' }])
  })
})

test('CANCEL of a token that nobody knows says so', async () => {
  const { code, stderr } = await exec(
    "CANCEL REQUEST '00000000-0000-4000-8000-000000000000' IN 'us-east-1'",
  )
  expect(code).toBe(1)
  expect(stderr).toContain('NOT_FOUND')
})

describe('progress', () => {
  const see = (watch: RequestWatch, key: string, status: string): void =>
    watch.see({
      code: '2101',
      level: 'debug',
      text: '',
      data: {
        key,
        operation: 'CREATE',
        typeName: 'AWS::S3::Bucket',
        connection: 'default',
        region: 'us-east-1',
        identifier: key,
        requestToken: key,
        status,
        elapsed: 0,
        timeout: 7_200_000,
      },
    })

  function drawing(isTTY: boolean, keys: readonly string[]) {
    const requests = new RequestWatch()
    for (const key of keys) see(requests, key, 'IN_PROGRESS')
    let text = ''
    const stream = { isTTY, columns: 60, write: (part: string) => (text += part) }
    const progress = { units: 0, done: 0, rows: 0, calls: 3, throttles: 0, failed: 0, failures: [] }
    const sources = { session: { progress }, requests }
    const line = new ProgressLine(sources, { quiet: true }, stream)
    line.stop()
    const draw = (seconds: number): string => {
      text = ''
      line.draw(Date.now() + seconds * 1_000)
      return text
    }
    return { draw, requests }
  }

  test('on a terminal one line for each write, bounded, drawn over', () => {
    const { draw, requests } = drawing(
      true,
      Array.from({ length: 30 }, (_, index) => `b${String(index)}`),
    )
    expect(draw(0.5)).toBe('')
    const lines = draw(3).split('\n')
    expect(lines).toHaveLength(10)
    expect(lines.every((line) => line.length < 60)).toBe(true)
    expect(lines.at(-2)).toBe('and 22 more writes under way')
    see(requests, 'b0', 'SUCCESS')
    expect(draw(4)).toContain('\u001b[9A\u001b[J')
    expect(draw(4)).toContain('1 ended')
  })

  test('off a terminal plain lines, ever fewer', () => {
    const { draw } = drawing(false, ['a', 'b', 'c', 'd', 'e'])
    const told = Array.from({ length: 600 }, (_, second) => draw(second)).filter(
      (text) => text !== '',
    )
    expect(told.length).toBeGreaterThan(4)
    expect(told.length).toBeLessThan(10)
    expect(told[0]).toBe(
      ['a', 'b', 'c']
        .map(
          (key) => `CREATE AWS::S3::Bucket ${key} us-east-1: IN_PROGRESS 1 s of at most 120 min\n`,
        )
        .join('') + 'and 2 more writes under way\n',
    )
    expect(told.join('')).not.toContain('\u001b')
  })

  test('nothing that is quick is told', () => {
    const { draw, requests } = drawing(false, ['a'])
    see(requests, 'a', 'SUCCESS')
    expect(draw(5)).toBe('')
  })
})
