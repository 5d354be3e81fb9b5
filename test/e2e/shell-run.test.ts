import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { emulator, type RunningEmulator } from '../support/skyql.js'
import {
  canRun,
  clearScreen,
  closeShells,
  readyShell,
  type RunningShell,
} from './shell-terminal.js'

/* Statements that make calls: progress, what is stopped, what failed, what is used again. */

let cloud: RunningEmulator | undefined
afterEach(async () => {
  closeShells()
  await cloud?.stop()
  cloud = undefined
})

async function against(regions: string, ...args: string[]): Promise<RunningShell> {
  cloud = await emulator(args)
  const flags = `--endpoint-url ${cloud.url} --region ${regions}`
  return readyShell({ flags, columns: 120, rows: 30 })
}

const DOMAINS = 'awscc.customerprofiles.domains'

async function insert({ terminal }: RunningShell, name: string, region: string): Promise<void> {
  terminal.enter(
    `INSERT INTO ${DOMAINS} (domain_name, default_expiration_days, region) VALUES ('${name}', 366, '${region}');`,
  )
  await terminal.until('[y/N]')
  terminal.type('y')
  await terminal.until(new RegExp(`${name}[\\s\\S]*SUCCESS[\\s\\S]*skyql>$`))
}

describe.skipIf(!canRun)('statements of skyql shell', () => {
  it('shows the rows so far of one that is stopped, and says so', async () => {
    const running = await against(
      'us-east-1,eu-west-1',
      '--fault',
      'slow-page:1:60000:region=eu-west-1',
    )
    const { terminal } = running
    await insert(running, 'shop', 'us-east-1')
    await clearScreen(running)
    terminal.enter(`SELECT region, domain_name FROM ${DOMAINS};`)
    await terminal.until(/1 of 2 {2}1 rows/)
    terminal.keys('C-c')
    await terminal.until(
      /us-east-1 +shop\n\(1 row .*cancelled: rows so far {2}incomplete: 1 of 2 did not answer, eu-west-1/,
    )
    await clearScreen(running)
    terminal.enter(`SELECT count(*) AS n FROM ${DOMAINS};`)
    await terminal.until(/1 of 2 {2}\d rows/)
    terminal.keys('C-c')
    await terminal.until(/cancelled: computed over the rows so far/)
    terminal.enter('\\coverage')
    await terminal.until(/eu-west… +failed/)
  })

  it('names the regions that failed while it goes on', async () => {
    const { terminal } = await against(
      'us-east-1,eu-west-1,ap-south-1',
      ...['--fault', 'slow-page:1:60000:region=eu-west-1'],
      ...['--fault', 'access-denied:region=ap-south-1'],
    )
    terminal.enter(`SELECT region, domain_name FROM ${DOMAINS};`)
    await terminal.until(/2 of 3 .*1 failed: ap-south-1/)
    terminal.keys('C-c')
    await terminal.until('CANCELLED')
  })

  it('shows the requests of writes, and which go on when it is stopped', async () => {
    const { terminal } = await against('us-east-1', '--handler', '20000')
    terminal.enter(
      `INSERT INTO ${DOMAINS} (domain_name, default_expiration_days) VALUES ('slow', 366);`,
    )
    await terminal.until('[y/N]')
    terminal.type('y')
    await terminal.until(/CREATE AWS::CustomerProfiles::Domain slow us-east-1: IN_PROGRESS \d s of/)
    terminal.keys('C-c')
    await terminal.until(/stopped waiting; this write goes on[\s\S]*request token[\s\S]*skyql>$/)
    await terminal.until("CANCEL REQUEST '")
  })

  it('asks before a write, and takes no for an answer', async () => {
    const running = await against('us-east-1')
    const { terminal } = running
    const insertion = `INSERT INTO ${DOMAINS} (domain_name, default_expiration_days) VALUES ('no', 366);`
    for (const key of ['n', 'Enter', 'C-c', 'Escape']) {
      await clearScreen(running)
      terminal.enter(insertion)
      await terminal.until('[y/N]')
      terminal.keys(key)
      await terminal.until(/\[y\/N\] n[\s\S]*skyql>$/)
    }
    terminal.enter('\\dry-run on')
    terminal.enter(insertion)
    await terminal.until(/domain_name[\s\S]*skyql>$/i)
    terminal.enter(`SELECT count(*) AS n FROM ${DOMAINS};`)
    await terminal.until(/n\n-*\s*0\n\(1 row/)
  })

  it('uses an answer again, says so, and not after a write', async () => {
    const running = await against('us-east-1')
    const { terminal } = running
    const count = `SELECT count(*) AS n FROM ${DOMAINS};`
    terminal.enter(count)
    await terminal.until(/\(1 row {2}1 call /)
    terminal.enter(count)
    await terminal.until(/\(1 row {2}0 calls .*cached \d+ s ago/)
    await insert(running, 'new', 'us-east-1')
    await clearScreen(running)
    terminal.enter(count)
    await terminal.until(/1\n\(1 row {2}[12] calls? [^c]*skyql>$/)
    await clearScreen(running)
    terminal.enter('\\set cache_ttl 0')
    terminal.enter(count)
    await terminal.until(/1\n\(1 row {2}[12] calls? [^c]*skyql>$/)
  })

  it('shows that it is in a transaction, and what becomes of one that is left', async () => {
    const { terminal } = await against('us-east-1')
    terminal.enter('BEGIN;')
    await terminal.until(/skyql\*>$/)
    terminal.enter(
      `INSERT INTO ${DOMAINS} (domain_name, default_expiration_days) VALUES ('t', 366);`,
    )
    await terminal.until(/t[\s\S]*skyql\*>$/)
    terminal.keys('C-d')
    await terminal.until(/nothing of it was applied\nleft with 0/)
  })

  it('says that a statement was stopped before it began', async () => {
    const { terminal, history } = await against('us-east-1')
    // Until somebody reads it, a pipe keeps the shell from noting the statement, and from running it.
    mkdirSync(dirname(history), { recursive: true })
    execFileSync('mkfifo', [history])
    terminal.enter("SELECT 'never' || ' told' AS it;")
    await terminal.until(/\d s {2}0 rows/)
    terminal.keys('C-c')
    await terminal.until(/cancelling/)
    const reader = openSync(history, 'r+')
    try {
      expect(await terminal.until(/CANCELLED[\s\S]*skyql>$/)).not.toContain('never told')
    } finally {
      closeSync(reader)
    }
  })

  it('forces its way out of what does not stop', async () => {
    const { terminal } = await against('us-east-1')
    terminal.enter('SELECT count(*) FROM range(100000000000) a, range(100000) b;')
    terminal.keys('C-c')
    terminal.keys('C-c')
    terminal.keys('C-c')
    await terminal.until(/(CANCELLED|left behind|\^C)[\s\S]*skyql>$/)
    terminal.enter('SELECT 1 AS one;')
    await terminal.until('(1 row')
    expect(terminal.screen()).not.toContain('INTERNAL')
  })
})
