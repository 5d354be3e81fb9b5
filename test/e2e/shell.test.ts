import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { skyql } from '../support/skyql.js'
import { canRun, closeShells, newFolder, shell, steady } from './shell-terminal.js'

afterEach(closeShells)

describe.skipIf(!canRun)('skyql shell', () => {
  it('completes, runs, and shows what came of it', async () => {
    const { terminal } = shell()
    await terminal.until('skyql>')
    terminal.type('INSERT INTO awscc.s3.buck')
    terminal.keys('Tab')
    await terminal.until('AWS::S3::BucketPolicy')
    terminal.enter(" (bucket_name) VALUES ('logs')")
    await terminal.until('[y/N]')
    terminal.type('y')
    await terminal.until('SUCCESS')
    terminal.enter('SELECT region, bucket_name FROM awscc.s3.buckets')
    const screen = await terminal.until(/\(1 row[\s\S]*\(1 row[\s\S]*skyql>$/)
    await expect(steady(screen)).toMatchFileSnapshot('screens/complete-and-run.txt')
  })

  it('goes on in a new line until the parser finds an end', async () => {
    const { terminal } = shell()
    await terminal.until('skyql>')
    terminal.enter('SELECT 1 AS one,')
    terminal.enter('2 AS two')
    await terminal.until('(1 row')
    terminal.enter("SELECT 'open")
    terminal.enter("text' AS x")
    await terminal.until('open\\ntext')
  })

  it('takes a paste of several statements as one entry', async () => {
    const { terminal } = shell()
    await terminal.until('skyql>')
    terminal.paste('SELECT 1 AS one;\nSELECT 2 AS two;\n')
    await terminal.until('SELECT 2 AS two')
    terminal.keys('Enter')
    await terminal.until(/\(1 row[\s\S]*\(1 row/)
  })

  it('keeps the history over restarts, with secrets masked, for its owner alone', async () => {
    const { terminal, folder } = shell()
    await terminal.until('skyql>')
    terminal.enter("SELECT 'remember me' AS x, 'a' = 'hunter2' AS y")
    await terminal.until('(1 row')
    terminal.enter(
      "SELECT 1 WHERE 'p' <> 'q' AND 'x' = (SELECT 'y' AS master_password WHERE 'hunter3' = 'hunter4')",
    )
    await terminal.until('(0 rows')
    terminal.keys('C-d')
    await terminal.until('left with 0')
    const file = join(folder, 'config/skyql/history')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain('remember me')
    const again = shell({ folder })
    await again.terminal.until('skyql>')
    again.terminal.keys('C-r')
    again.terminal.type('remember')
    await again.terminal.until('search: remember')
    again.terminal.keys('Enter')
    await again.terminal.until('(1 row')
  })

  it('shows tall answers in the pager', async () => {
    const { terminal } = shell({ env: 'PAGER="head -3 && echo PAGED"' })
    await terminal.until('skyql>')
    terminal.enter('SELECT i FROM range(100000) t(i)')
    await terminal.until('PAGED')
    await terminal.until('(100000 rows')
  })

  it('writes answers to files', async () => {
    const { terminal, folder } = shell()
    await terminal.until('skyql>')
    terminal.enter("\\copy (SELECT 1 AS one) to 'x.parquet'")
    await terminal.until('written to x.parquet')
    terminal.enter('\\o out.csv')
    terminal.enter('SELECT 1 AS one')
    await terminal.until('1 rows written to out.csv')
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe('one\n1\n')
  })

  it('refuses writes where it only reads', async () => {
    const { terminal } = shell({ flags: '--read-only' })
    await terminal.until('read-only')
    terminal.enter("DELETE FROM awscc.s3.buckets WHERE Identifier = 'x'")
    await terminal.until('READ_ONLY')
  })

  it('says what is wrong with a file, a command and a setting, and goes on', async () => {
    const { terminal } = shell()
    await terminal.until('skyql>')
    terminal.enter('\\i nowhere.sql')
    await terminal.until('cannot read nowhere.sql')
    terminal.enter('\\timng')
    await terminal.until('did you mean \\timing?')
    terminal.enter('\\set theme purple')
    await terminal.until('theme takes auto, dark, light, none')
  })

  it('says why it does not start with settings that do not exist', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'config/skyql'), { recursive: true })
    writeFileSync(join(folder, 'config/skyql/config.yaml'), 'shell: {theme: purple}')
    const { terminal } = shell({ folder })
    await terminal.until('theme takes')
    await terminal.until('left with 2')
  })

  it.each(['CI=true', 'TERM=dumb', 'FORCE_COLOR=0'])(
    'draws on a terminal where %s, and shows its cursor',
    async (env) => {
      const { terminal } = shell({ env })
      await terminal.until('skyql>')
      expect(terminal.styled()).toContain('\u001b[7m')
      terminal.enter("SELECT 'drawn' AS it;")
      await terminal.until(/drawn[\s\S]*\(1 row/)
    },
  )

  it('underlines where the parser stopped, while typing and after', async () => {
    const { terminal } = shell({ env: 'env -u NO_COLOR' })
    await terminal.until('skyql>')
    terminal.type('SELECT 1 2')
    await terminal.until('syntax error')
    expect(terminal.styled()).toMatch(/\u001b\[[\d;]*4[;\d]*m\S*2/)
    terminal.keys('Enter')
    await terminal.until('error[SYNTAX]')
    expect(
      terminal
        .styled()
        .split('\n')
        .find((line) => line.includes('SELECT')),
    ).toMatch(/\u001b\[[\d;]*4[;\d]*m\S*2/)
  })

  it('takes a Ctrl-C that comes as the statement begins', async () => {
    const { terminal } = shell()
    await terminal.until('skyql>')
    terminal.type('SELECT count(*) FROM range(100000000000) a, range(100000) b')
    terminal.keys('Enter', 'C-c')
    // Whether it was taken back before it ran or stopped after: the next one has its turn.
    terminal.enter("SELECT 'still ' || 'here' AS x")
    await terminal.until('still here')
  })

  it('behaves as exec where there is no terminal', async () => {
    const folder = newFolder()
    const options = { input: "SELECT 1 AS one;\nSELECT 'x' AS two\n", cwd: folder }
    const [piped, exec] = [
      await skyql(['shell', '--local'], options),
      await skyql(['exec', '--local'], options),
    ]
    expect(piped).toEqual(exec)
    expect(piped.stdout).toContain('one')
    expect((await skyql(['shell', '--local'], { input: 'SELEC 1', cwd: folder })).code).toBe(1)
  })

  it('goes when it is told to', async () => {
    const { terminal, folder } = shell()
    await terminal.until('skyql>')
    terminal.enter('SELECT 7 AS kept')
    await terminal.until('(1 row')
    terminal.enter('\\q')
    await terminal.until('left with 0')
    expect(readFileSync(join(folder, 'config/skyql/history'), 'utf8')).toContain('SELECT 7 AS kept')
    writeFileSync(join(folder, 'done'), '')
  })
})
