import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { skyql, type Finished } from '../support/skyql.js'

/* What a manifest calls sensitive is shown and kept nowhere, wherever it comes from, although nothing about it looks like a secret. */

const folder = mkdtempSync(join(tmpdir(), 'skyql-sensitive-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const WORDS = {
  literal: 'maple boulevard',
  nested: 'cedar crossing',
  global: 'willow terrace',
  flag: 'poplar heights',
  file: 'juniper meadow',
  dotenv: 'sycamore lane',
  composed: 'aspen court',
}
const MANIFEST = `name: plain
providers: [awscc]
globals:
  - { name: region, value: us-east-1 }
  - { name: motto, value: '${WORDS.global}', sensitive: true }
resources:
  - name: settings
    table: awscc.ssm.parameters
    props:
      - { name: Name, value: settings }
      - { name: Type, value: String }
      - { name: Value, value: '${WORDS.literal}', sensitive: true }
      - { name: Description, value: 'of {{ motto }}' }
  - name: deep
    table: awscc.dynamodb.tables
    props:
      - { name: TableName, value: deep }
      - { name: BillingMode, value: PAY_PER_REQUEST }
      - { name: KeySchema, value: [{ AttributeName: id, KeyType: HASH }] }
      - { name: AttributeDefinitions, value: [{ AttributeName: id, AttributeType: S }] }
      - { name: Tags, value: [{ Key: about, Value: '${WORDS.nested}' }], sensitive: true }
  - name: given
    table: awscc.logs.log_groups
    props:
      - { name: LogGroupName, value: given }
      - { name: Tags, sensitive: true, value: [{ Key: a, Value: '{{ by_flag }}' }, { Key: b, Value: '{{ by_file }}' }, { Key: c, Value: '{{ by_env }}' }] }
  - name: statement
    props: [{ name: words, value: 'and ${WORDS.composed}', sensitive: true }]
`
const IQL = `/*+ create */
INSERT INTO awscc.logs.log_groups (LogGroupName, Tags, region)
SELECT 'by-statement', '[{"Key": "words", "Value": "{{ words }}"}]', '{{ region }}';
/*+ exists */
SELECT count(*) AS count FROM awscc.logs.log_groups WHERE LogGroupName = 'by-statement' AND region = '{{ region }}';
/*+ delete */
DELETE FROM awscc.logs.log_groups WHERE LogGroupName = 'by-statement' AND region = '{{ region }}';
`

/** All files below a folder but for the local cloud's own and those that the user wrote. */
function written(dir: string): [string, string][] {
  return readdirSync(dir).flatMap((name): [string, string][] => {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) return written(path)
    const isOwn = /\.skyql\/local\/state[^/]*$|stackql_manifest\.yml$|vars\.json$|\.env$/.test(path)
    return isOwn ? [] : [[path, readFileSync(path, 'utf8')]]
  })
}

const shown = (text: string): string[] =>
  Object.values(WORDS).filter((words) =>
    [words, encodeURIComponent(words), Buffer.from(words).toString('base64')].some((form) =>
      text.includes(form),
    ),
  )

function stack(verb: string, ...args: string[]): Promise<Finished> {
  const given = ['-e', `by_flag=${WORDS.flag}`, '--vars', join(folder, 'vars.json')]
  return skyql(['stack', verb, join(folder, 's'), 'dev', ...given, ...args, '--local'], {
    cwd: folder,
    env: { HOME: folder },
  })
}

function write(manifest: string): void {
  mkdirSync(join(folder, 's/resources'), { recursive: true })
  writeFileSync(join(folder, 's/stackql_manifest.yml'), manifest)
  writeFileSync(join(folder, 's/resources/statement.iql'), IQL)
  writeFileSync(join(folder, 'vars.json'), JSON.stringify({ by_file: WORDS.file }))
  writeFileSync(join(folder, '.env'), `by_env=${WORDS.dotenv}\n`)
}

test('no verb, format, record, saved plan or error shows any of it', async () => {
  write(MANIFEST)
  const changed = MANIFEST.replaceAll(/maple|cedar|willow/g, (word) => `old ${word}`)
  const failures: string[] = []
  const look = async (code: number, verb: string, ...args: string[]): Promise<void> => {
    const done = await stack(verb, ...args)
    if (done.code !== code) failures.push(`${verb} ${args.join(' ')}: ${done.stderr}`)
    const told = shown(done.stdout + done.stderr)
    if (told.length > 0)
      failures.push(
        `${verb} ${args.join(' ')} shows ${told.join(', ')}: ${done.stdout}${done.stderr}`,
      )
  }
  for (const output of ['text', 'json', 'markdown']) await look(0, 'plan', '-o', output)
  await look(0, 'plan', '--out', join(folder, 'plan.json'), '--graph', join(folder, 'plan.svg'))
  await look(0, 'build', '--yes', '--debug=2', '--show-queries', '-o', 'json')
  for (const verb of ['plan', 'drift', 'info', 'test']) await look(0, verb, '--show-queries')
  write(changed)
  for (const output of ['text', 'json', 'markdown']) await look(0, 'plan', '-o', output)
  await look(0, 'build', '--yes', '--show-queries')
  write(changed.replace('name: Type, value: String', 'name: Typo, value: String'))
  await look(1, 'plan')
  write(changed.replace("'of {{ motto }}'", "'of {{ motto | nosuch }}'"))
  await look(1, 'plan')
  write(changed)
  await look(0, 'teardown', '--yes', '--show-queries', '--debug=2')
  for (const [path, text] of written(folder)) {
    const told = shown(text)
    if (told.length > 0) failures.push(`${path} has ${told.join(', ')}`)
  }
  expect(failures).toEqual([])
})
