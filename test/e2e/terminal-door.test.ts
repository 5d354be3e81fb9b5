import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackFolder } from '../manifest/stack-folder.js'
import { misbehavingServer, type MisbehavingServer } from '../support/misbehaving-server.js'
import { hasScript, onTerminal } from '../support/pseudo-terminal.js'
import { skyql } from '../support/skyql.js'

/* What a service or a file says reaches no terminal raw: a table of formats x places x characters. */

const canRun = hasScript()
if (!canRun) console.warn("skipped: there is no util-linux 'script' to give a terminal")

/** All characters that steer, hide or reorder, and sequences that a terminal obeys. */
const CHARACTERS = [
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 33 }, (_, code) => String.fromCharCode(127 + code)),
  ...Array.from(
    '\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2064' +
      '\u2066\u2067\u2068\u2069\u206a\u206f\ufeff\ufff9\ufffa\ufffb',
  ),
  '\u{e0001}',
  '\u{e007f}',
].filter((char) => !'\0\n\t'.includes(char))
const SEQUENCES = [
  ...['\u001b[31m', '\u001b[8m', '\u001b[2J', '\u001b[1A', '\u001b[2K', '\u001b]0;t\u0007'],
  ...[
    '\u001b[?1049h',
    '\u001b]8;;http://x\u0007',
    '\u001b]52;c;aGk=\u0007',
    '\u001bc',
    '\u009b31m',
  ],
]
const EVIL = `evil${SEQUENCES.join('')}${CHARACTERS.join('')}live`

const FORMATS = [
  ...[
    'table',
    'json',
    'jsonl',
    'csv',
    'tsv',
    'text',
    'markdown',
    'vertical',
    'yaml',
    'yaml-stream',
  ],
]

/** What is left that a terminal would obey, once our own is taken out; the evil text has to be in what is looked at. */
function steeringIn(shown: string, own: RegExp): string[] {
  expect(shown).toContain('evil')
  const left = shown.replaceAll('\r\n', '\n').replace(own, '')
  return (
    left.match(
      /(?![\n\t])[\p{Cc}\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
    ) ?? []
  )
}

/** Bold, dim and the colours that are used; red ends again before anything else begins, and the evil one does not. */
const COLOURS =
  /\u001b\[(?:1|2|22|32|33|35|36|39)m|\u001b\[31m(?=\u001b\[1m|[^\u001b]*\u001b\[39m)/g
/** The same, and what progress and questions do. */
const CURSOR = new RegExp(String.raw`${COLOURS.source}|\u001b\[\d*[AGCJK]|\r`, 'g')

const bucket = (name: string) => ({
  Identifier: name,
  Properties: JSON.stringify({ BucketName: name, Tags: [{ Key: EVIL, Value: EVIL }] }),
})

let server: MisbehavingServer
let flags: string[]
beforeAll(async () => {
  server = await misbehavingServer()
  flags = ['--endpoint-url', server.url, '--region', 'us-east-1', '--no-journal']
  server.answer = ({ target, body }) => {
    const name = (JSON.parse(body) as { Identifier?: string }).Identifier
    if (body.includes('AWS::EC2::VPC')) {
      const message = JSON.stringify({ __type: 'ValidationException', message: EVIL })
      return { status: 400, body: message }
    }
    if (target === 'ListResources') {
      return { body: JSON.stringify({ ResourceDescriptions: [bucket(EVIL), bucket('b2')] }) }
    }
    if (target === 'GetResource') {
      return { body: JSON.stringify({ ResourceDescription: bucket(name ?? EVIL) }) }
    }
    const event = {
      ...{ TypeName: 'AWS::S3::Bucket', Identifier: name, RequestToken: EVIL },
      ...{ Operation: 'UPDATE', OperationStatus: 'FAILED', ErrorCode: 'InvalidRequest' },
      StatusMessage: EVIL,
    }
    return { body: JSON.stringify({ ProgressEvent: event }) }
  }
})
afterAll(() => server.stop())

const ROWS = `SELECT bucket_name, tags, '${EVIL}' AS "${EVIL}" FROM awscc.s3.buckets`
const UPDATE = `UPDATE awscc.s3.buckets SET tags = '[{"Key":"evil","Value":"b"}]' WHERE region = 'us-east-1'`

/** Statements whose rows, headers and answers are made of what others say. */
const STATEMENTS: Readonly<Record<string, string>> = {
  rows: ROWS,
  'rows and failures of places': `SELECT bucket_name FROM awscc.s3.buckets UNION ALL SELECT vpc_id FROM awscc.ec2.vpcs`,
  'an explanation': `EXPLAIN ${ROWS}`,
  coverage: `SELECT count(*) FROM awscc.ec2.vpcs; SELECT * FROM skyql.coverage`,
}

/** Places beside the rows. */
const PLACES: Readonly<Record<string, { sql: string; args?: string[]; input?: string }>> = {
  'an error of the service': { sql: `SELECT vpc_id FROM awscc.ec2.vpcs`, args: ['--strict'] },
  'an error with its line': { sql: `SELECT nothing, '${EVIL}' FROM awscc.s3.buckets` },
  'an error about a name': { sql: `SELECT "${EVIL}" FROM awscc.s3.buckets` },
  'an error about a table': { sql: `SELECT * FROM awscc.s3."${EVIL}"` },
  'the preview of a write': { sql: UPDATE, args: ['--dry-run'] },
  'the preview of a write as JSON': { sql: UPDATE, args: ['--dry-run', '-o', 'json'] },
  'a question': { sql: UPDATE, input: 'n\n' },
  'a write that fails': { sql: UPDATE, args: ['--yes'] },
  'a write that is not awaited': { sql: UPDATE, args: ['--yes', '--no-wait', '-o', 'csv'] },
  'calls as they are made': { sql: ROWS, args: ['--debug'] },
  'calls with their bodies': { sql: ROWS, args: ['--debug=2'] },
  statistics: { sql: ROWS, args: ['--stats'] },
}

describe.skipIf(!canRun)('nothing steers a terminal', { timeout: 60_000 }, () => {
  const cases = FORMATS.flatMap((format) =>
    Object.entries(STATEMENTS).map(([place, sql]) => ({ format, place, sql })),
  )
  test.each(cases)('$format: $place', async ({ format, sql }) => {
    const cwd = stackFolder({ 'q.sql': sql })
    const shown = await onTerminal(['exec', '-i', 'q.sql', '-o', format, ...flags], { cwd })
    expect(steeringIn(shown, COLOURS)).toEqual([])
  })

  test.each(Object.entries(PLACES))('%s', async (_place, { sql, args = [], input = '' }) => {
    const cwd = stackFolder({ 'q.sql': sql })
    for (const color of ['off', 'on']) {
      const all = ['exec', '-i', 'q.sql', '--color', color, ...args, ...flags]
      const shown = await onTerminal(all, { cwd, input })
      expect(steeringIn(shown, CURSOR)).toEqual([])
    }
  })

  const manifest = `version: 1
name: odd
description: ${JSON.stringify(EVIL)}
providers: [awscc]
globals: [{name: region, value: us-east-1}]
resources:
  - name: bucket
    table: awscc.s3.buckets
    props:
      - {name: bucket_name, value: b2}
      - {name: tags, value: [{Key: a, Value: ${JSON.stringify(EVIL)}}, {Key: b, Value: c}]}
    exports: [bucket_name]
`
  // What shows nothing of others is left out.
  const runs = Object.entries({
    plan: ['text', 'markdown', 'json'],
    info: ['text'],
    test: ['json'],
    drift: ['text', 'markdown', 'json'],
    build: ['text', 'markdown', 'json'],
  }).flatMap(([verb, outputs]) => outputs.map((output) => ({ verb, output })))
  test.each(runs)('stack $verb -o $output', async ({ verb, output }) => {
    const cwd = stackFolder({ 's/stackql_manifest.yml': manifest })
    for (const color of ['off', 'on']) {
      const args = ['stack', verb, 's', 'dev', '-o', output, '--color', color]
      const own = ['--endpoint-url', server.url, '--region', 'us-east-1']
      const shown = await onTerminal([...args, ...own], { cwd, input: 'n\nn\n' })
      expect(steeringIn(shown, CURSOR)).toEqual([])
    }
  })

  test('the shell: rows, its history, suggestions and errors', async () => {
    const cwd = stackFolder({})
    const folder = join(cwd, 'config/skyql')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, 'history'), `SELECT '${EVIL}';\n`, { mode: 0o600 })
    const input = `SELECT bucket_name, tags FROM awscc.s3.buckets;\rSELECT vpc_id FROM awscc.ec2.vpcs;\rSEL\u001b[A\r\\q\r`
    const shown = await onTerminal(['shell', ...flags], {
      cwd,
      input,
      env: { XDG_CONFIG_HOME: join(cwd, 'config'), PAGER: 'cat' },
    })
    // Of what Ink does itself nothing is a title, a link, another screen, a reset, conceal or of C1.
    expect(shown).toContain('evil')
    expect(shown).not.toMatch(/\u001b[\]c]|\u001b\[(?:8m|\?1049)|[\u0080-\u009f\u202e\u200b]/)
    expect(readFileSync(join(folder, 'history'), 'utf8')).toContain('awscc.s3.buckets')
  })
})

test.each(['csv', 'tsv', 'text', 'json', 'jsonl', 'yaml', 'yaml-stream'])(
  'a pipe and a file get the same from -o %s, value for value',
  async (format) => {
    const cwd = stackFolder({ 'q.sql': ROWS })
    const args = ['exec', '-i', 'q.sql', '-o', format, ...flags]
    const piped = await skyql(args, { cwd })
    await skyql([...args, '-f', 'out'], { cwd })
    expect(readFileSync(join(cwd, 'out'), 'utf8')).toBe(piped.stdout)
    if (format.startsWith('json')) {
      const [first] = piped.stdout.split('\n').filter((line) => line.startsWith('{'))
      expect(JSON.parse((first ?? '').replace(/,$/, ''))).toMatchObject({ bucket_name: EVIL })
    } else if (!format.startsWith('yaml')) {
      expect(piped.stdout).toContain(format === 'csv' ? EVIL : EVIL.replace('\r', '\\r'))
    }
  },
)
