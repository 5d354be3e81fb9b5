import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ITEMS_DOCUMENT } from '../support/item-service.js'
import { canRun, clearScreen, closeShells, newFolder, readyShell, shell } from './shell-terminal.js'

afterEach(closeShells)

const TALL = { columns: 110, rows: 60 }

/** In one session, in this order. */
const SAYS: readonly (readonly [string, RegExp])[] = [
  ['\\g', /no statement has run yet/],
  ['\\explain', /no statement has run yet/],
  ['\\?', /\\timing[\s\S]*\\q +leave/],
  ['help', /\\q +leave/],
  ['\\dp', /awscc/],
  ['\\ds', /xray/],
  ['\\dt awscc.s3', /buckets/],
  ['\\d', /awscc/],
  ['\\d awscc.s3.buckets', /bucket_name/],
  ['\\l', /default/],
  ['\\region', /regions: us-east-1/],
  ['\\timing off', /timing is off/],
  ['\\x auto', /expanded is auto/],
  ['\\x off', /expanded is off/],
  ['\\set', /keymap = emacs[\s\S]*cache_ttl = 60/],
  ['\\set cache_ttl 5', /cache_ttl = 5/],
  ['\\explain SELECT * FROM awscc.s3.buckets', /awscc\.s3\.buckets/],
  ["\\copy (SELECT 1 AS one) to 'one.json'", /1 rows written to one.json/],
  ['\\coverage', /table_name/],
  ['\\history', /\\history/],
  ['\\history none', /takes a number of entries/],
  ['\\dry-run of', /takes on or off/],
  ['\\dry-run on', /dry-run is on/],
  ['\\watch soon', /takes a number of seconds/],
  ['\\copy SELECT 1', /takes \(QUERY\) to 'FILE'/],
  ['\\nonsense', /there is no command/],
  ['\\region eu-west-1,us-west-2', /regions: eu-west-1, us-west-2/],
  ['\\profile other', /profile is other/],
]

describe.skipIf(!canRun)('commands of skyql shell', () => {
  it('does what each of them says', async () => {
    const running = await readyShell(TALL)
    const { terminal } = running
    terminal.enter('\\set pager off')
    for (const [command, wanted] of SAYS) {
      await clearScreen(running)
      terminal.enter(command)
      await terminal.until(new RegExp(`${wanted.source}[\\s\\S]*skyql>$`))
    }
  })

  it.each(['\\q', 'exit', 'quit', 'exit;'])('%s leaves', async (command) => {
    const { terminal } = await readyShell()
    terminal.enter(command)
    await terminal.until('left with 0')
  })

  it('takes what was typed before its prompt was there', async () => {
    const { terminal } = shell()
    terminal.enter("SELECT 'typed ahead' AS it;")
    terminal.enter('exit')
    await terminal.until(/typed ahead[\s\S]*\(1 row[\s\S]*left with 0/)
  })

  it('clears the screen', async () => {
    const { terminal } = await readyShell()
    terminal.enter("SELECT 'gone' AS it;")
    await terminal.until('(1 row')
    terminal.enter('clear')
    await terminal.until(/^skyql>$/)
  })

  it('runs a file, the last statement again, and shows it in other ways', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'two.sql'), "SELECT 'from a file' AS it;\nSELECT 2 AS two;\n")
    const { terminal } = await readyShell({ ...TALL, folder })
    terminal.enter('\\i two.sql')
    await terminal.until(/from a file[\s\S]*two[\s\S]*\(1 row/)
    terminal.enter('SELECT \'wide\' AS one, \'{"a": {"b": 1}}\'::json AS two;')
    await terminal.until('(1 row')
    terminal.enter('\\gx')
    // JSON is pretty where each column has a line.
    await terminal.until(/"a": \{\n/)
    terminal.enter('\\g again.csv')
    await terminal.until('1 rows written to again.csv')
    expect(readFileSync(join(folder, 'again.csv'), 'utf8')).toContain('wide')
    terminal.enter('\\explain')
    await terminal.until(/EXPLAIN|read|rows/)
  })

  it('watches a statement until it is stopped', async () => {
    const { terminal } = await readyShell(TALL)
    terminal.enter("SELECT 'again' AS it;")
    await terminal.until('(1 row')
    terminal.enter('\\watch 0.2')
    await terminal.until(/(every 0\.2 s[\s\S]*){3}/)
    terminal.keys('C-c')
    await terminal.until(/skyql>$/)
  })

  it('edits in an editor', async () => {
    const folder = newFolder()
    const editor = join(folder, 'editor')
    writeFileSync(editor, '#!/bin/sh\nsed -i "s/before/after/" "$1"\n')
    chmodSync(editor, 0o755)
    const { terminal } = await readyShell({ folder, env: `EDITOR=${editor}` })
    terminal.type("SELECT 'before' AS it;")
    terminal.keys('C-o')
    await terminal.until("SELECT 'after' AS it;")
    terminal.keys('Enter')
    await terminal.until('(1 row')
    terminal.enter('\\e')
    await terminal.until(/\\e\nskyql> SELECT 'after' AS it;$/)
  })

  it('says that an editor failed, and keeps the text', async () => {
    const { terminal } = await readyShell({ env: 'EDITOR=false' })
    terminal.type('SELECT 1')
    terminal.keys('C-o')
    await terminal.until(/the editor ended with 1[\s\S]*skyql> SELECT 1$/)
  })

  it('lists the connections of a file, and completes them', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'config/skyql'), { recursive: true })
    writeFileSync(
      join(folder, 'config/skyql/connections.yaml'),
      'connections:\n  - name: prod-a\n    account_id: "111111111111"\n  - name: dev\n    account_id: "222222222222"\n',
    )
    const { terminal } = await readyShell({
      ...TALL,
      folder,
      flags: '--endpoint-url http://127.0.0.1:1 --region us-east-1',
    })
    terminal.enter('\\l')
    await terminal.until(/prod-a[\s\S]*dev/)
    terminal.type("SELECT * FROM awscc.s3.buckets WHERE connection = 'pr")
    terminal.keys('Tab')
    await terminal.until("connection = 'prod-a")
  })

  it('completes tables of a document of the user, beside one that is broken', async () => {
    const folder = newFolder()
    const providers = join(folder, 'config/skyql/providers')
    mkdirSync(providers, { recursive: true })
    writeFileSync(join(providers, 'a.yaml'), 'provider: [broken')
    writeFileSync(join(providers, 'shop.yaml'), ITEMS_DOCUMENT)
    const { terminal } = await readyShell({ folder })
    // Documents are read once the prompt stands: a key that comes sooner is pressed again.
    terminal.type('SELECT * FROM shop.st')
    const pressed = (): void => {
      terminal.keys('Tab')
      expect(terminal.screen()).toContain('shop.store')
    }
    await vi.waitFor(pressed, { timeout: 20_000, interval: 200 })
    terminal.type('.it')
    terminal.keys('Tab')
    await terminal.until('FROM shop.store.items')
    terminal.type(' WHERE no')
    terminal.keys('Tab')
    await terminal.until('WHERE note')
  })

  it('completes a view that was just made', async () => {
    const { terminal } = await readyShell(TALL)
    terminal.enter('CREATE VIEW my_own_view AS SELECT 1 AS my_own_column;')
    await terminal.until(/CREATE[\s\S]*skyql>$/)
    terminal.type('SELECT * FROM my_own')
    terminal.keys('Tab')
    await terminal.until('FROM my_own_view')
    terminal.type(' WHERE my_own_c')
    terminal.keys('Tab')
    await terminal.until('WHERE my_own_column')
  })

  it('takes its settings from the configuration file', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'config/skyql'), { recursive: true })
    writeFileSync(
      join(folder, 'config/skyql/config.yaml'),
      'shell:\n  keymap: vi\n  timing: off\n  expanded: on\n  cache_ttl: 0\n',
    )
    const { terminal } = await readyShell({ folder })
    terminal.enter('\\set')
    await terminal.until(/keymap = vi[\s\S]*timing = off[\s\S]*expanded = on[\s\S]*cache_ttl = 0/)
    terminal.type('SELECT 11 AS one;')
    terminal.keys('Escape')
    terminal.type('0wx')
    terminal.keys('Enter')
    await terminal.until(/1[\s\S]*\(1 row\)/)
  })
})
