import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { canRun, closeShells, newFolder, readyShell, steady } from './shell-terminal.js'

afterEach(closeShells)

const WIDE =
  "SELECT 'one' AS first, 'two' AS second, 3 AS third, 'four' AS fourth, 'five' AS fifth, 'six' AS sixth;"

/* The same session in windows of three sizes; its screens are kept. */

describe.skipIf(!canRun).each([
  [80, 24],
  [40, 10],
  [160, 50],
])('a shell of %i columns and %i lines', (columns, rows) => {
  const name = (step: string): string => `screens/${String(columns)}x${String(rows)}/${step}.txt`
  const fits = (screen: string): void => {
    expect(Math.max(...screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns)
  }

  it('completes, runs, and shows what came of it', async () => {
    const { terminal } = await readyShell({ columns, rows })
    terminal.type('SELECT * FROM awscc.s3.bucket')
    terminal.keys('Tab')
    const screen = await terminal.until('> SELECT * FROM awscc.s3.buckets\n')
    fits(screen)
    await expect(screen).toMatchFileSnapshot(name('complete'))
    terminal.keys('C-c')
    terminal.enter('\\set pager off')
    terminal.enter(WIDE)
    const answer = await terminal.until(/\(1 row {2}[\s\S]*skyql>$/)
    fits(answer)
    await expect(steady(answer)).toMatchFileSnapshot(name('run'))
  })

  it('pages what is taller than it', async () => {
    const { terminal } = await readyShell({ columns, rows, env: 'LESS=' })
    terminal.enter('SELECT i AS n, i * i AS square FROM range(1000) t(i);')
    const page = await terminal.until(/:$/)
    await expect(page).toMatchFileSnapshot(name('page'))
    // Ctrl-C is the pager's while it has the terminal.
    terminal.keys('C-c')
    await delay(500)
    terminal.keys('q')
    await terminal.until(/\(1000 rows[\s\S]*skyql>$/)
    terminal.enter('SELECT 1 AS still_here;')
    await terminal.until(/still_here[\s\S]*\(1 row/)
  })

  it('cancels', async () => {
    const { terminal } = await readyShell({ columns, rows })
    terminal.enter('SELECT count(*) FROM range(100000000000) a, range(100000) b;')
    fits(await terminal.until(/\d s {2}0 rows {2}0 calls/))
    terminal.keys('C-c')
    await terminal.until(/CANCELLED[\s\S]*skyql>$/)
    terminal.enter("SELECT 'still here' AS answer;")
    const screen = await terminal.until(/\(1 row[\s\S]*skyql>$/)
    await expect(steady(screen)).toMatchFileSnapshot(name('cancel'))
  })

  it('has its history after a restart', async () => {
    const folder = newFolder()
    const { terminal } = await readyShell({ columns, rows, folder })
    terminal.enter('SELECT 1 AS one,')
    terminal.enter('2 AS two;')
    await terminal.until('(1 row')
    terminal.keys('C-d')
    await terminal.until('left with 0')
    const again = await readyShell({ columns, rows, folder })
    again.terminal.keys('Up')
    const screen = await again.terminal.until('2 AS two;')
    await expect(screen).toMatchFileSnapshot(name('history'))
  })

  it('survives a window that changes its size, before and during output', async () => {
    const { terminal } = await readyShell({ columns, rows })
    terminal.type('SELECT a_long_name_that_is_wrapped_in_a_narrow_window FROM t')
    terminal.resize(40, 10)
    await terminal.until('skyql> SELECT')
    terminal.resize(columns, rows)
    await terminal.until('> SELECT a_long')
    terminal.keys('C-c')
    terminal.enter('\\set pager off')
    terminal.enter('SELECT i FROM range(50000) t(i);')
    terminal.resize(columns + 13, rows + 3)
    terminal.resize(columns, rows)
    await terminal.until(/\(50000 rows[\s\S]*skyql>$/)
    terminal.enter('SELECT 1 AS one;')
    const screen = await terminal.until(/one[\s\S]*\(1 row {2}[\s\S]*skyql>$/)
    await expect(steady(screen.split('\n').slice(-5).join('\n'))).toMatchFileSnapshot(
      name('resize'),
    )
  })
})
