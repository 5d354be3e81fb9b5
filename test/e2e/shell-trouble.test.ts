import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { emulator, type RunningEmulator } from '../support/skyql.js'
import {
  canRun,
  clearScreen,
  closeShells,
  hangUp,
  newFolder,
  readyShell,
  type RunningShell,
} from './shell-terminal.js'

/* What the shell has to survive: it says what happened, goes on, and loses no history. */

let cloud: RunningEmulator | undefined
afterEach(async () => {
  closeShells()
  await cloud?.stop()
  cloud = undefined
})

async function against(...args: string[]): Promise<RunningShell> {
  cloud = await emulator(args)
  return readyShell({ flags: `--endpoint-url ${cloud.url} --region us-east-1` })
}

async function goesOn({ terminal, history }: RunningShell): Promise<void> {
  terminal.enter("SELECT 'goes on' AS it;")
  await terminal.until(/goes on[\s\S]*\(1 row/)
  expect(readFileSync(history, 'utf8')).toContain("SELECT 'goes on' AS it;")
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe.skipIf(!canRun)('skyql shell in trouble', () => {
  it.each([
    ['idle', undefined],
    ['at work', 'SELECT count(*) FROM range(100000000000) a, range(100000) b'],
  ])('ends with its terminal when it is %s', async (_name, sql) => {
    const { terminal, folder, history } = await readyShell()
    if (sql !== undefined) {
      terminal.enter(sql)
      await terminal.until(/\d s {2}0 rows/)
    }
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    expect(isAlive(pid)).toBe(true)
    hangUp(terminal)
    await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000, interval: 50 })
    if (sql !== undefined) expect(readFileSync(history, 'utf8')).toContain('100000000000')
  })

  it('survives an endpoint that is dead', async () => {
    const running = await readyShell({
      flags: '--endpoint-url http://127.0.0.1:1 --region us-east-1',
    })
    running.terminal.enter('SELECT bucket_name FROM awscc.s3.buckets;')
    await running.terminal.until(/UNREACHABLE[\s\S]*no answer from http/)
    await goesOn(running)
  })

  it('survives an endpoint that dies', async () => {
    const running = await against()
    running.terminal.enter('SELECT bucket_name FROM awscc.s3.buckets;')
    await running.terminal.until('(0 rows')
    await cloud?.stop()
    cloud = undefined
    running.terminal.enter('SELECT bucket FROM awscc.s3.bucket_policies;')
    await running.terminal.until('UNREACHABLE')
    await goesOn(running)
  })

  it('survives credentials that expired', async () => {
    const running = await against('--fault', 'expired-token')
    running.terminal.enter('SELECT bucket_name FROM awscc.s3.buckets;')
    await running.terminal.until(/ListResources AWS::S3::Bucket in us-east-1[\s\S]*sign in again/)
    await goesOn(running)
  })

  it('survives a catalogue that is imported anew, and one that is torn', async () => {
    const folder = newFolder()
    const catalog = join(folder, 'config/skyql/catalog/awscc')
    const running = await readyShell({ folder })
    const { terminal } = running
    mkdirSync(catalog, { recursive: true })
    writeFileSync(join(catalog, 'index.json'), '{"half": ')
    terminal.type('SELECT * FROM awscc.s3.buck')
    terminal.keys('Tab')
    await terminal.until('is not a catalogue ind')
    terminal.keys('C-c')
    terminal.enter('DESCRIBE awscc.s3.buckets;')
    await terminal.until('CATALOG_UNREADABLE')
    await goesOn(running)
    rmSync(catalog, { recursive: true })
    await clearScreen(running)
    terminal.enter('\\set pager off')
    terminal.enter('DESCRIBE awscc.s3.buckets;')
    await terminal.until(/(bucket_name|website_url)[\s\S]*rows/)
  })

  it('takes ten megabytes that are pasted', async () => {
    const running = await readyShell()
    const { terminal, folder } = running
    terminal.paste(`SELECT '${'ten megabytes of text '.repeat(500_000)}' AS pasted`)
    await terminal.until('ten megabytes of text')
    terminal.keys('C-c')
    await terminal.until('^C')
    await clearScreen(running)
    terminal.enter("SELECT 'goes on' AS it;")
    await terminal.until(/goes on[\s\S]*\(1 row/)
    expect(existsSync(join(folder, 'config/skyql/history'))).toBe(true)
  })

  it('shows a hundred thousand rows', async () => {
    const running = await readyShell()
    running.terminal.enter('\\set pager off')
    running.terminal.enter('SELECT i FROM range(100000) t(i);')
    await running.terminal.until(/99999\n\(100000 rows/)
    await goesOn(running)
  })

  it('takes bytes that are no text', async () => {
    const running = await readyShell()
    running.terminal.bytes('53', 'ff', 'fe', 'c3', '28', 'e2', '82', '80', '1b', '5b', '99')
    running.terminal.keys('C-c')
    await running.terminal.until('skyql>')
    await goesOn(running)
  })

  it('shows bytes that steer a terminal as what they are', async () => {
    const { terminal } = await readyShell()
    terminal.enter("SELECT chr(27) || '[2J' || chr(7) AS x;")
    await terminal.until('\\x1b[2J\\x07')
  })

  it.each(['SIGTERM', 'SIGHUP'])('leaves on %s, and the history is there', async (signal) => {
    const { terminal, folder, history } = await readyShell()
    terminal.enter("SELECT 'kept' AS it;")
    await terminal.until('(1 row')
    terminal.enter('SELECT count(*) FROM range(100000000000) a, range(100000) b;')
    await terminal.until(/\d s {2}0 rows/)
    execFileSync('kill', [`-${signal}`, readFileSync(join(folder, 'pid'), 'utf8').trim()])
    await terminal.until('left with')
    expect(readFileSync(history, 'utf8').split('\n')).toHaveLength(3)
  })

  it('says that the history cannot be written on a full disk, and runs the statement', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'config/skyql'), { recursive: true })
    symlinkSync('/dev/full', join(folder, 'config/skyql/history'))
    const { terminal } = await readyShell({ folder })
    terminal.enter("SELECT 'goes on' AS it;")
    await terminal.until(/history could not be written: ENOSPC[\s\S]*\(1 row/)
    terminal.keys('Up')
    await terminal.until(/skyql> SELECT 'goes on' AS it;$/)
  })

  it('says that an answer cannot be written on a full disk', async () => {
    const { terminal } = await readyShell()
    terminal.enter('\\o /dev/full')
    terminal.enter('SELECT i FROM range(100000) t(i);')
    await terminal.until('cannot write /dev/full')
  })

  it('shares its history with other shells, without loss', async () => {
    const folder = newFolder()
    const [one, two] = [await readyShell({ folder }), await readyShell({ folder })]
    one.terminal.enter("SELECT 'of the first' AS it;")
    await one.terminal.until('(1 row')
    two.terminal.enter("SELECT 'of the second' AS it;")
    await two.terminal.until('(1 row')
    // What the other entered while this one was at its prompt is there without a restart.
    two.terminal.keys('C-r')
    two.terminal.type('first')
    await two.terminal.until("SELECT 'of the first' AS it;")
    two.terminal.keys('C-c')
    appendFileSync(two.history, '{"torn')
    one.terminal.enter("SELECT 'after that' AS it;")
    await one.terminal.until(/after that[\s\S]*\(1 row/)
    const again = await readyShell({ folder })
    again.terminal.enter('\\history')
    await again.terminal.until(/of the first[\s\S]*of the second/)
  })
})
