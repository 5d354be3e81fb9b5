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
import { afterAll, describe, expect, it } from 'vitest'
import { ALL, BY_PLACE, SETTINGS } from '../support/planted-secrets.js'
import { quoted } from '../support/secret-statements.js'
import { skyql, type Finished } from '../support/skyql.js'

const folder = mkdtempSync(join(tmpdir(), 'skyql-planted-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** All that was written, the models of the local cloud aside, which are what a cloud keeps. */
function written(dir: string): [string, string][] {
  return readdirSync(dir).flatMap((name): [string, string][] => {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) return written(path)
    const isCloud = /\.skyql\/local\/state[^/]*$/.test(path)
    return isCloud ? [] : [[path, readFileSync(path, 'utf8')]]
  })
}

/** How many characters of a secret may not stand together. */
const GRAM = 6

/** Parts of the secrets, as they are and as JSON and URLs write them, and whose they are. */
const PARTS = new Map(
  ALL.flatMap(({ name, secret }) =>
    secret
      .split('\n')
      .filter((line) => !line.startsWith('-----'))
      .flatMap((line) => [line, JSON.stringify(line).slice(1, -1), encodeURIComponent(line)])
      .flatMap((line) =>
        Array.from(line.slice(GRAM - 1), (_, at) => [line.slice(at, at + GRAM), name] as const),
      ),
  ),
)

/** Which secrets a text shows, by name, each with the first part that it shows. */
function shown(text: string): string[] {
  const found = new Map<string, string>()
  for (let at = 0; at + GRAM <= text.length; at++) {
    const name = PARTS.get(text.slice(at, at + GRAM))
    if (name !== undefined && !found.has(name))
      found.set(name, text.slice(Math.max(0, at - 30), at + 30))
  }
  return [...found].map(([name, place]) => `${name}: ${place}`)
}

async function run(args: readonly string[], input?: string): Promise<Finished> {
  return skyql([...args, '--local', '--region', 'us-east-1'], {
    cwd: folder,
    env: { HOME: folder },
    ...(input === undefined ? {} : { input }),
  })
}

const json = (value: unknown): string => quoted(JSON.stringify(value))
const pairs = Object.entries(SETTINGS).map(([Name, Value]) => ({ Name, Value }))
const tags = [{ Key: 'password', Value: BY_PLACE.tag }]
const code = json({ S3Bucket: 'code', S3Key: 'k.zip' })
const role = 'arn:aws:iam::123456789012:role/app'

/** Statements that plant the secrets, each with what makes it fail when it is run again. */
const INSERTS: Readonly<Record<string, string>> = {
  'variables of a function': `INSERT INTO awscc.lambda.functions (FunctionName, Role, Code, Environment, Tags) VALUES ('f', '${role}', ${code}, ${json({ Variables: SETTINGS })}, ${json(tags)})`,
  'pairs of a container': `INSERT INTO awscc.ecs.task_definitions (Family, ContainerDefinitions) VALUES ('t', ${json([{ Name: 'c', Image: 'i', Environment: pairs }])})`,
  'a master password': `INSERT INTO awscc.rds.db_instances (Engine, DBInstanceIdentifier, DBInstanceClass, MasterUsername, MasterUserPassword) VALUES ('mysql', 'd', 'db.t3.micro', 'u', ${quoted(BY_PLACE.masterPassword)})`,
  'a secret': `INSERT INTO awscc.secretsmanager.secrets (Name, SecretString) VALUES ('s', ${quoted(BY_PLACE.secretString)})`,
  'parameters of a stack': `INSERT INTO awscc.cloudformation.stack_sets (StackSetName, PermissionModel, Parameters) VALUES ('p', 'SELF_MANAGED', ${json([{ ParameterKey: 'DbPassword', ParameterValue: BY_PLACE.parameter }])})`,
  'values of parameters': `INSERT INTO awscc.ssm.parameters (Name, Type, Value) VALUES ${Object.entries(
    SETTINGS,
  )
    .map(([name, value]) => `('/app/${name}', 'String', ${quoted(value)})`)
    .join(', ')}`,
}
const UPDATES: Readonly<Record<string, string>> = {
  'of a function': `UPDATE awscc.lambda.functions SET Environment = ${json({ Variables: { ...SETTINGS, API_TOKEN: BY_PLACE.listed } })}, Description = 'x' WHERE region = 'us-east-1' AND FunctionName = 'f'`,
  'by a patch': `UPDATE awscc.lambda.functions SET PatchDocument = ${json([{ op: 'add', path: '/Environment/Variables/PIN', value: BY_PLACE.listed }])} WHERE region = 'us-east-1' AND Identifier = 'f'`,
  'of what there is not': `UPDATE awscc.lambda.functions SET Environment = ${json({ Variables: SETTINGS })} WHERE region = 'us-east-1' AND Identifier = 'nobody'`,
  'of a password': `UPDATE awscc.rds.db_instances SET MasterUserPassword = ${quoted(BY_PLACE.listed)} WHERE region = 'us-east-1' AND Identifier = 'd'`,
  'that cannot be': `UPDATE awscc.lambda.functions SET FunctionName = 'g', Environment = ${json({ Variables: SETTINGS })}, Nothing = 1 WHERE region = 'us-east-1' AND Identifier = 'f'`,
}

describe('planted secrets', { timeout: 240_000 }, () => {
  it('are forty', () => {
    expect(new Set(ALL.map(({ secret }) => secret)).size).toBe(40)
  })

  const statements = [...Object.entries(INSERTS), ...Object.entries(UPDATES)]
  it.each(statements)('are in nothing that exec says of a write: %s', async (_, sql) => {
    const ways: (readonly string[])[] = [
      ['--dry-run'],
      ['--yes', '--debug=2'],
      ['--yes', '-o', 'json'],
    ]
    const told: string[] = []
    for (const way of ways) {
      const { stdout, stderr } = await run(['exec', ...way, sql])
      told.push(...shown(`${stdout}\n${stderr}`).map((each) => `${way.join(' ')}: ${each}`))
    }
    for (const text of [`EXPLAIN ${sql}`, `${sql} FROM`]) {
      const { stdout, stderr } = await run(['exec', '--yes', text])
      told.push(...shown(`${stdout}\n${stderr}`).map((each) => `${text.slice(0, 8)}: ${each}`))
    }
    for (const [path, text] of written(folder)) {
      told.push(...shown(text).map((each) => `${path}: ${each}`))
    }
    expect(told).toEqual([])
  })

  it('are in nothing that a stack says of what it exports as protected', async () => {
    const dir = join(folder, 'shop')
    mkdirSync(dir)
    // Words that nothing but their protection makes secrets.
    const word = BY_PLACE.listed
    const file = join(dir, 'stackql_manifest.yml')
    const manifest = (note: string): string => `
name: shop
providers: [awscc]
globals: [{ name: region, value: us-east-1 }]
resources:
  - name: made
    type: script
    run: cat ${join(dir, 'made.json')}
    exports: [mark]
    protected: [mark]
  - name: shown
    table: awscc.ssm.parameters
    props:
      - { name: Name, value: '/shop/note' }
      - { name: Type, value: String }
      - { name: Value, value: '${note} {{ made.mark }} end' }
exports: [mark]
`
    writeFileSync(join(dir, 'made.json'), JSON.stringify({ mark: word }))
    const told: string[] = []
    for (const note of ['one', 'two']) {
      writeFileSync(file, manifest(note))
      const verbs = [
        ['plan', '--graph', join(dir, 'g.svg'), '--out', join(dir, 'plan.json')],
        ['plan', '-o', 'markdown'],
        ['build', '--yes', '--show-queries', '--output-file', join(dir, 'out.json')],
        ['build', '--yes', '-o', 'json'],
        ['test', '-o', 'json'],
        ['drift'],
        ['info', '-o', 'json'],
      ]
      for (const [verb = '', ...flags] of verbs) {
        const { stdout, stderr, code } = await run(['stack', verb, dir, 'dev', ...flags])
        told.push(...shown(`${stdout}\n${stderr}`).map((each) => `${verb}: ${each}`))
        if (verb === 'build') expect([code, stderr]).toEqual([0, expect.any(String)])
      }
    }
    writeFileSync(file, manifest('three').replace('String }', 'Strong }'))
    const failed = await run(['stack', 'build', dir, 'dev', '--yes'])
    told.push(...shown(failed.stdout + failed.stderr).map((each) => `failing: ${each}`))
    for (const [path, text] of written(folder)) {
      if (!path.endsWith('made.json')) told.push(...shown(text).map((each) => `${path}: ${each}`))
    }
    expect(told).toEqual([])
  })
})
