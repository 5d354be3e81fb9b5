import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emulator, skyql, type RunningEmulator } from '../support/skyql.js'
import { hasTmux, Terminal } from './terminal.js'

/* What is asked on a terminal: before writes, before stacks are built, about what is in the way, after Ctrl-C. */

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const D = 'awscc.customerprofiles.domains'
const ENV = {
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
  NO_COLOR: '1',
}

if (!hasTmux()) console.log('questions on a terminal are not tested: there is no tmux')

describe.skipIf(!hasTmux())('on a terminal', () => {
  let cloud: RunningEmulator
  /** Where writes take long enough to be interrupted. */
  let slow: RunningEmulator
  let folder: string
  let terminal: Terminal | undefined

  beforeAll(async () => {
    cloud = await emulator()
    slow = await emulator(['--handler', '6000'])
  })
  afterAll(async () => {
    await cloud.stop()
    await slow.stop()
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'skyql-prompts-'))
  })
  afterEach(() => {
    terminal?.close()
    terminal = undefined
    rmSync(folder, { recursive: true })
  })

  /** Runs skyql in a terminal; the exit code is on the screen in the end. */
  function run(...args: readonly string[]): Terminal {
    return runAt(cloud, ...args)
  }

  function runAt({ url }: RunningEmulator, ...args: readonly string[]): Terminal {
    const words = [process.execPath, SKYQL, ...args, '--endpoint-url', url]
    const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
    const given = Object.entries(ENV).map(([name, value]) => `${name}=${value}`)
    const script = join(folder, 'run.sh')
    writeFileSync(script, `trap : INT\nexport ${given.join(' ')}\n${quoted}\necho "exit $?"\n`)
    terminal?.close()
    terminal = new Terminal(`sh ${script}`, { columns: 150, rows: 40 }, folder)
    return terminal
  }

  async function exec(sql: string): Promise<unknown> {
    const at = ['--endpoint-url', cloud.url, '-o', 'json', '--yes']
    const { stdout, stderr } = await skyql(['exec', ...at, sql], { cwd: folder, env: ENV })
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout)
  }

  const domains = (start: string): Promise<unknown> =>
    exec(`SELECT domain_name FROM ${D} WHERE domain_name LIKE '${start}%' ORDER BY 1`)

  test('a write of several is shown and asked about: no leaves all as it is, yes does it', async () => {
    await exec(`INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('g1', 1), ('g2', 1)`)
    const sql = `DELETE FROM ${D} WHERE domain_name LIKE 'g%'`
    const asked = run('exec', sql)
    await asked.until('Change 2 resources (2 to delete)? [y/N]')
    expect(asked.screen()).toContain('- delete AWS::CustomerProfiles::Domain g1 (us-east-1)')
    asked.enter('n')
    const refused = await asked.until('exit 130')
    expect(refused).toContain('nothing was changed')
    expect(await domains('g')).toHaveLength(2)
    const again = run('exec', sql)
    await again.until('[y/N]')
    again.enter('y')
    await again.until('exit 0')
    expect(await domains('g')).toEqual([])
  })

  test('Ctrl-C at the question changes nothing', async () => {
    await exec(`INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('q1', 1)`)
    const asked = run('exec', `UPDATE ${D} SET default_expiration_days = 9`)
    await asked.until('[y/N]')
    asked.keys('C-c')
    expect(await asked.until('exit 130')).toContain('nothing was changed')
  })

  test('Ctrl-C while a write is under way offers to cancel it', async () => {
    const asked = runAt(
      slow,
      'exec',
      `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('c1', 1)`,
    )
    await asked.until('CREATE AWS::CustomerProfiles::Domain c1 us-east-1: IN_PROGRESS')
    asked.keys('C-c')
    await asked.until('cancel? What has been done so far stays. [y/N]')
    expect(asked.screen()).toMatch(/request token [0-9a-f-]{36}/)
    asked.enter('y')
    const ended = await asked.until('exit 130')
    expect(ended).toMatch(/CREATE AWS::CustomerProfiles::Domain [0-9a-f-]{36}: CANCEL_/)
    expect(ended).toContain('nothing is rolled back')
  })

  test('no to that leaves the write to go on', async () => {
    const asked = runAt(
      slow,
      'exec',
      `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('n1', 1)`,
    )
    await asked.until('c1 us-east-1: IN_PROGRESS'.replace('c1', 'n1'))
    asked.keys('C-c')
    await asked.until('[y/N]')
    asked.enter('')
    await asked.until('exit 130')
    const resumed = await skyql(['exec', '--endpoint-url', slow.url, '-o', 'json', '--resume'], {
      cwd: folder,
      env: ENV,
    })
    expect(JSON.parse(resumed.stdout)).toMatchObject([{ identifier: 'n1', status: 'SUCCESS' }])
  })

  test('a build asks, and asks again whether to take over what is in its way', async () => {
    const dir = join(folder, 'stack')
    mkdirSync(dir)
    const make = `${process.execPath} ${SKYQL} exec --quiet --endpoint-url ${cloud.url} "INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('t1', 1)" >&2`
    // Another makes it after the plan has found that it is not there.
    writeFileSync(
      join(dir, 'manifest.yml'),
      `name: asks
providers: [awscc]
globals: [{ name: region, value: us-east-1 }]
resources:
  - name: another
    type: script
    run: |
      ${make}
  - name: domain
    table: ${D}
    props:
      - { name: DomainName, value: t1 }
      - { name: DefaultExpirationDays, value: 30 }
`,
    )
    const refused = run('stack', 'build', dir, 'dev', '--sequential')
    await refused.until('Build this? [y/N]')
    expect(refused.screen()).toContain('+ create  domain')
    refused.enter('n')
    expect(await refused.until('exit 1')).toContain('nothing was changed')
    for (const key of ['C-c', 'C-d']) {
      const left = run('stack', 'build', dir, 'dev')
      await left.until('Build this? [y/N]')
      left.keys(key)
      expect(await left.until(/exit 1/)).toContain('nothing was changed')
    }
    const built = run('stack', 'build', dir, 'dev', '--sequential')
    await built.until('Build this? [y/N]')
    built.enter('y')
    await built.until(
      'domain: AWS::CustomerProfiles::Domain t1 is there already. Take it over? [y/N]',
    )
    built.enter('y')
    await built.until('exit 0')
    expect(
      await exec(`SELECT default_expiration_days AS days FROM ${D} WHERE Identifier = 't1'`),
    ).toEqual([{ days: 30 }])
  })
})
