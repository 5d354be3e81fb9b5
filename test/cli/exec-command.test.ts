import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

let cloud: RunningEmulator
let folder: string

const ESTATE = [
  {
    type: 'AWS::CustomerProfiles::Domain',
    region: 'us-east-1',
    properties: { DomainName: 'retail', DefaultExpirationDays: 366 },
  },
  {
    type: 'AWS::CustomerProfiles::Domain',
    region: 'eu-west-1',
    properties: { DomainName: 'loyalty', DefaultExpirationDays: 90 },
  },
]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-cli-'))
  writeFileSync(join(folder, 'estate.json'), JSON.stringify(ESTATE))
  cloud = await emulator([
    '--seed',
    join(folder, 'estate.json'),
    '--fault',
    'access-denied:region=ap-south-1',
  ])
})

afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

const DOMAINS =
  'SELECT region, domain_name, default_expiration_days FROM awscc.customerprofiles.domains'

function exec(...args: string[]): Promise<Finished> {
  return skyql(['exec', '--endpoint-url', cloud.url, ...args], { cwd: folder })
}

describe('formats', () => {
  const query = `${DOMAINS} WHERE region IN ('us-east-1', 'eu-west-1') ORDER BY 1`

  test('json is one array, numbers are numbers', async () => {
    const { stdout } = await exec('-o', 'json', query)
    expect(JSON.parse(stdout)).toEqual([
      { region: 'eu-west-1', domain_name: 'loyalty', default_expiration_days: 90 },
      { region: 'us-east-1', domain_name: 'retail', default_expiration_days: 366 },
    ])
  })

  test('jsonl is one object a line', async () => {
    const { stdout } = await exec('-o', 'jsonl', query)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { domain_name: string }).domain_name),
    ).toEqual(['loyalty', 'retail'])
  })

  test('csv has headers unless they are hidden', async () => {
    expect((await exec('-o', 'csv', query)).stdout).toBe(
      'region,domain_name,default_expiration_days\neu-west-1,loyalty,90\nus-east-1,retail,366\n',
    )
    expect((await exec('-o', 'csv', '-H', '-d', ';', query)).stdout).toBe(
      'eu-west-1;loyalty;90\nus-east-1;retail;366\n',
    )
  })

  test('table is aligned and has no colour where it is piped', async () => {
    const { stdout } = await exec(query)
    expect(stdout.split('\n')[0]).toBe('region     domain_name  default_expiration_days')
    expect(stdout).not.toContain('\u001b')
  })

  test('--color on colours a pipe, too', async () => {
    expect((await exec('--color', 'on', query)).stdout).toContain('\u001b[')
  })

  test('yaml, markdown and vertical name every column', async () => {
    for (const format of ['yaml', 'markdown', 'vertical']) {
      const { stdout } = await exec('-o', format, query)
      expect(stdout.replaceAll('\\', '')).toContain('default_expiration_days')
    }
  })

  test('-f writes a file and nothing on stdout', async () => {
    const { code, stdout } = await exec('-o', 'json', '-f', 'rows.json', query)
    expect([code, stdout]).toEqual([0, ''])
    expect(JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8'))).toHaveLength(2)
  })

  test('-f leaves a file alone where the statement fails, and refuses one that cannot be written', async () => {
    writeFileSync(join(folder, 'kept.json'), 'kept')
    expect((await exec('-o', 'json', '-f', 'kept.json', 'SELECT nope')).code).toBe(1)
    expect(readFileSync(join(folder, 'kept.json'), 'utf8')).toBe('kept')
    expect((await exec('-f', 'no/such/folder.json', query)).code).toBe(2)
    expect((await exec('-f', 'fresh.json', 'SELECT nope')).code).toBe(1)
    expect(existsSync(join(folder, 'fresh.json'))).toBe(false)
  })

  test('parquet goes to a file that DuckDB reads back', async () => {
    expect((await exec('-o', 'parquet', '-f', 'rows.parquet', query)).code).toBe(0)
    const { stdout } = await exec('-o', 'json', "SELECT count(*) AS n FROM 'rows.parquet'")
    expect(JSON.parse(stdout)).toEqual([{ n: 2 }])
  })

  test('parquet without a file is a usage error', async () => {
    const { code, stderr } = await exec('-o', 'parquet', query)
    expect(code).toBe(2)
    expect(stderr).toContain('-f FILE')
  })

  test('an unknown format is a usage error that lists the known ones', async () => {
    const { code, stderr } = await exec('-o', 'jsno', query)
    expect(code).toBe(2)
    expect(stderr).toContain('jsonl')
  })
})

describe('input', () => {
  test('statements come from stdin', async () => {
    const { stdout } = await skyql(['exec', '-o', 'csv', '-H'], { input: 'SELECT 1; SELECT 2;' })
    expect(stdout).toBe('1\n2\n')
  })

  test('placeholders are filled from --vars and --var, the later one wins', async () => {
    writeFileSync(join(folder, 'vars.yaml'), 'region: us-east-1\nname: retail\n')
    writeFileSync(join(folder, 'query.sql'), `${DOMAINS} WHERE region = '{{ region }}'`)
    const first = await exec('-o', 'csv', '-H', '-i', 'query.sql', '--vars', 'vars.yaml')
    expect(first.stdout).toBe('us-east-1,retail,366\n')
    const second = await exec(
      '-o',
      'csv',
      '-H',
      '-i',
      'query.sql',
      '--vars',
      'vars.yaml',
      '--var',
      'region=eu-west-1',
    )
    expect(second.stdout).toBe('eu-west-1,loyalty,90\n')
  })

  test('an unfilled placeholder is an error with its name and place', async () => {
    writeFileSync(join(folder, 'open.sql'), "SELECT 1,\n  '{{ regoin }}'")
    const { code, stderr } = await exec('-i', 'open.sql', '--var', 'region=x')
    expect(code).toBe(1)
    expect(stderr).toContain('regoin')
    expect(stderr).toContain('open.sql:2:')
    expect(stderr).toContain('region')
  })

  test('a value with a quote stays a value', async () => {
    const { stdout } = await exec(
      '-o',
      'json',
      "SELECT '{{ name }}' AS name",
      '--var',
      "name=x' OR 1=1 --",
    )
    expect(JSON.parse(stdout)).toEqual([{ name: "x' OR 1=1 --" }])
  })

  test('no template reaches the process', async () => {
    const { code, stderr } = await exec(
      'SELECT \'{{ range.constructor("return process.version")() }}\'',
    )
    expect(code).toBe(1)
    expect(stderr).toContain('TEMPLATE_FORBIDDEN')
    expect(stderr).not.toContain(process.version)
  })

  test('nothing to run, a missing file and bytes that are no text are usage errors', async () => {
    expect((await skyql(['exec'], { input: ' -- nothing\n' })).code).toBe(2)
    expect((await exec('-i', 'no-such.sql')).code).toBe(2)
    writeFileSync(join(folder, 'binary.sql'), Buffer.from([0x53, 0xff, 0xfe]))
    const { code, stderr } = await exec('-i', 'binary.sql')
    expect(code).toBe(2)
    expect(stderr).toMatch(/not valid for encoding utf-8/)
  })

  test('nothing is sent where a later statement cannot be read', async () => {
    const { code, stderr } = await exec(
      '--stats',
      "DELETE FROM awscc.customerprofiles.domains WHERE Identifier = 'retail' AND region = 'us-east-1'; DELETE FROM",
    )
    expect(code).toBe(1)
    expect(stderr).toContain('SYNTAX')
    const { stdout } = await exec(
      '-o',
      'json',
      `${DOMAINS} WHERE Identifier = 'retail' AND region = 'us-east-1'`,
    )
    expect(JSON.parse(stdout)).toHaveLength(1)
  })
})

describe('exit codes', () => {
  test('0 for an empty answer', async () => {
    const { code, stdout } = await exec('-o', 'json', `${DOMAINS} WHERE region = 'eu-north-1'`)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual([])
  })

  test('1 with a caret for a column that is not there', async () => {
    const { code, stderr } = await exec(
      "SELECT 1;\nSELECT domain_nam FROM awscc.customerprofiles.domains WHERE region = 'us-east-1'",
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/line 2, column 8/)
    expect(stderr).toContain('domain_name')
  })

  test('2 for an unknown flag, with a suggestion', async () => {
    const { code, stderr } = await exec('--regoin', 'x', 'SELECT 1')
    expect(code).toBe(2)
    expect(stderr).toContain('--region')
  })

  test('2 without a region, saying how to set one', async () => {
    const { code, stderr } = await exec(DOMAINS)
    expect(code).toBe(2)
    expect(stderr).toContain('--region')
  })

  test('3 where a region did not answer: the rows of the others, and which it was', async () => {
    const { code, stdout, stderr } = await exec(
      '-o',
      'json',
      `${DOMAINS} WHERE region IN ('us-east-1', 'ap-south-1')`,
    )
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toHaveLength(1)
    expect(stderr).toMatch(/1 of 2 did not answer/)
    expect(stderr).toContain('ap-south-1')
  })

  test('1 where no region answered', async () => {
    expect((await exec(`${DOMAINS} WHERE region = 'ap-south-1'`)).code).toBe(1)
  })

  test('4 for an endpoint that nobody listens on', async () => {
    const { code, stderr } = await skyql([
      'exec',
      '--endpoint-url',
      'http://127.0.0.1:9',
      `${DOMAINS} WHERE region = 'us-east-1'`,
    ])
    expect(code).toBe(4)
    expect(stderr).toContain('UNREACHABLE')
    expect(stderr).toContain('127.0.0.1:9')
  })

  test('2 without credentials, saying what to set', async () => {
    const { code, stderr } = await skyql(
      ['exec', '--endpoint-url', cloud.url, `${DOMAINS} WHERE region = 'us-east-1'`],
      {
        env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: folder },
      },
    )
    expect(code).toBe(2)
    expect(stderr).toContain('--local')
    expect(stderr).not.toMatch(/NodeVersionSupport|at .*\.js/)
  })
})

describe('behaviour', () => {
  test('--dry-run prints the calls and makes none', async () => {
    const { stdout, stderr } = await exec(
      '--dry-run',
      '--stats',
      "DELETE FROM awscc.customerprofiles.domains WHERE Identifier = 'retail' AND region = 'us-east-1'",
    )
    expect(stdout).toContain('DeleteResource')
    expect(JSON.parse(stderr)).toMatchObject({ calls: {} })
  })

  test('EXPLAIN is lines for people and one value for programs; --dry-run is EXPLAIN', async () => {
    const sql = `${DOMAINS} WHERE region = 'us-east-1'`
    const lines = (await exec(`EXPLAIN ${sql}`)).stdout
    expect(lines).toMatch(/^scan 1 awscc.customerprofiles.domains\n {2}ListResources/)
    expect((await exec('--dry-run', sql)).stdout).toBe(lines)
    const [row] = JSON.parse((await exec('-o', 'json', `EXPLAIN ANALYZE ${sql}`)).stdout) as [
      { plan: Record<string, unknown> },
    ]
    expect(row.plan).toMatchObject({
      version: 1,
      actual: { rows: 1 },
      scans: [{ actual: { rows: 1 } }],
    })
  })

  test('--stats is one JSON object on stderr', async () => {
    const { stderr } = await exec('--stats', '-o', 'json', `${DOMAINS} WHERE region = 'us-east-1'`)
    expect(JSON.parse(stderr)).toMatchObject({
      statement: 'query',
      rows: 1,
      calls: { ListResources: 1, GetResource: 1 },
      coverage: { done: 1, failed: 0 },
    })
  })

  test.each([
    ['asks for each statement of a script', [], 2],
    ['answers the same question once with --cache-ttl', ['--cache-ttl', '60'], 1],
    [
      'but where a statement wants it fresh',
      ['--cache-ttl', '60'],
      2,
      'SELECT /*+ fresh */ domain_name',
    ],
  ])('%s', async (_what, flags, lists, select = 'SELECT domain_name') => {
    const from = "FROM awscc.customerprofiles.domains WHERE region = 'us-east-1'"
    const script = `SELECT domain_name ${from}; ${select} ${from}`
    const { code, stdout, stderr } = await exec(...flags, '--debug', '-o', 'csv', script)
    expect([code, stdout.match(/retail/g)]).toEqual([0, ['retail', 'retail']])
    expect(stderr.match(/ListResources/g)).toHaveLength(lists)
  })

  test('what a statement or a service says cannot steer the terminal', async () => {
    const { code, stderr } = await exec(
      `${DOMAINS} WHERE region = 'us-east-1' AND Identifier = chr(27) || '[31mred'`,
    )
    expect(code).toBe(0)
    expect(stderr).toContain('\\x1b[31mred')
    expect(stderr).not.toContain('\u001b')
  })

  test('--strict makes an error of an incomplete answer, and prints no rows', async () => {
    const { code, stdout, stderr } = await exec(
      ...['--strict', '-o', 'json'],
      `${DOMAINS} WHERE region IN ('us-east-1', 'ap-south-1')`,
    )
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('ap-south-1')
  })

  test('--max-calls stops a statement that needs more', async () => {
    const { code, stderr } = await exec('--max-calls', '3', `${DOMAINS} WHERE region LIKE '%'`)
    expect(code).toBe(1)
    expect(stderr).toContain('TOO_MANY_CALLS')
  })

  test('SHOW COVERAGE tells what each region of the statement before cost', async () => {
    const { stdout } = await exec(
      ...['-o', 'json'],
      `${DOMAINS} WHERE region IN ('us-east-1', 'ap-south-1'); SHOW COVERAGE`,
    )
    const [, coverage] = stdout.trim().split(/\n(?=\[)/)
    expect(JSON.parse(coverage ?? '')).toMatchObject([
      { region: 'ap-south-1', status: 'failed', rows: 0 },
      { region: 'us-east-1', status: 'done', calls: 2 },
    ])
  })

  test('--no-wait answers with the request token', async () => {
    const slow = await emulator(['--handler', '60000'])
    try {
      const { code, stdout } = await skyql([
        ...['exec', '--endpoint-url', slow.url, '--region', 'us-east-1', '-o', 'json', '--no-wait'],
        "INSERT INTO awscc.s3.buckets (BucketName) VALUES ('later')",
      ])
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject([
        {
          status: 'IN_PROGRESS',
          request_token: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        },
      ])
    } finally {
      await slow.stop()
    }
  })

  test('--timeout gives up, with the token of what goes on', async () => {
    const slow = await emulator(['--handler', '60000'])
    try {
      const { code, stderr } = await skyql([
        ...['exec', '--endpoint-url', slow.url, '--region', 'us-east-1', '--timeout', '4'],
        "INSERT INTO awscc.s3.buckets (BucketName) VALUES ('later')",
      ])
      expect(code).toBe(1)
      expect(stderr).toContain('TIMEOUT')
      expect(stderr).toMatch(/--request-token [0-9a-f-]{36}/)
    } finally {
      await slow.stop()
    }
  })

  test('one failed row of several is told, the others are in the answer', async () => {
    const { code, stdout, stderr } = await exec(
      '--yes',
      '-o',
      'json',
      "INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays, region) VALUES ('retail', 1, 'us-east-1'), ('fresh', 1, 'us-east-1')",
    )
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([
      { identifier: 'retail', status: 'FAILED' },
      { identifier: 'fresh', status: 'SUCCESS' },
    ])
    expect(stderr).toContain('ALREADY_EXISTS')
  })

  test('--help has examples and the exit codes', async () => {
    const { code, stdout } = await skyql(['exec', '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('Examples:')
    expect(stdout).toContain('Exit codes:')
  })

  test('--local needs no credentials, and two processes share its state', async () => {
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_REGION: '' }
    const make = (name: string): Promise<Finished> =>
      skyql(['exec', '--local', `INSERT INTO awscc.s3.buckets (BucketName) VALUES ('${name}')`], {
        cwd: folder,
        env,
      })
    const made = await Promise.all([make('first'), make('second'), make('third')])
    expect(made.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ])
    const { stdout } = await skyql(
      [
        'exec',
        '--local',
        '-o',
        'csv',
        '-H',
        'SELECT bucket_name FROM awscc.s3.buckets_list_only ORDER BY 1',
      ],
      { cwd: folder, env },
    )
    expect(stdout).toBe('first\nsecond\nthird\n')
    expect(existsSync(join(folder, '.skyql/local'))).toBe(true)
  })
})
