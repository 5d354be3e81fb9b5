import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatterFor } from '../../src/format/index.js'
import { stackFolder } from '../manifest/stack-folder.js'
import { skyql, type Finished } from '../support/skyql.js'

const SQL = `SELECT '=1+1' AS "@a", -1 AS b, '-1' AS c, 'a,"b' AS d, NULL AS e`

function csv(
  args: readonly string[],
  options: Parameters<typeof skyql>[1] = {},
): Promise<Finished> {
  return skyql(['exec', SQL, ...args], options)
}

describe('-d', () => {
  test.each([
    ['\\t', '\t'],
    ['\t', '\t'],
    [';', ';'],
    ['|', '|'],
    ['é', 'é'],
  ])('%j stands between fields', async (given, between) => {
    const { code, stdout } = await csv(['-o', 'csv', '-d', given])
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        ['@a', 'b', 'c', 'd', 'e'],
        ['=1+1', '-1', '-1', '"a,""b"', ''],
      ]
        .map((cells) => `${cells.join(between)}\n`)
        .join(''),
    )
  })

  test.each(['', '"', '\n', '\r', '\\n', ';;', 'tab'])('%j is an error', async (given) => {
    const { code, stdout, stderr } = await csv(['-o', 'csv', '-d', given])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error\[USAGE\]: --delimiter .* cannot stand between fields/)
  })
})

describe('cells that a spreadsheet would run', () => {
  const RAW = '@a,b,c,d,e\n=1+1,-1,-1,"a,""b",\n'
  const SAFE = `'@a,b,c,d,e\n'=1+1,-1,'-1,"a,""b",\n`
  const settings = (text: string): { cwd: string; env: Record<string, string> } => {
    const cwd = stackFolder({})
    mkdirSync(join(cwd, 'skyql'), { mode: 0o700 })
    writeFileSync(join(cwd, 'skyql/config.yaml'), text)
    return { cwd, env: { XDG_CONFIG_HOME: cwd } }
  }

  test('are data unless --csv-safe or csv_safe of the settings guards them', async () => {
    expect((await csv(['-o', 'csv'])).stdout).toBe(RAW)
    expect((await csv(['-o', 'csv', '--csv-safe'])).stdout).toBe(SAFE)
    expect((await csv(['-o', 'tsv', '--csv-safe'])).stdout).toBe(
      `'@a\tb\tc\td\te\n'=1+1\t-1\t'-1\ta,"b\t\n`,
    )
    const on = settings('csv_safe: true\n')
    expect((await csv(['-o', 'csv'], on)).stdout).toBe(SAFE)
    expect((await csv(['-o', 'csv', '--no-csv-safe'], on)).stdout).toBe(RAW)
    expect((await csv(['-o', 'json'], on)).stdout).toContain('"@a":"=1+1"')
    await csv(['-o', 'csv', '-f', 'out.csv'], on)
    expect(readFileSync(join(on.cwd, 'out.csv'), 'utf8')).toBe(SAFE)
    const odd = await csv(['-o', 'csv'], settings('csv_safe: maybe\n'))
    expect([odd.code, odd.stderr]).toEqual([
      2,
      expect.stringContaining('"csv_safe" should be true or false'),
    ])
  })

  test.each(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])(
    'that begin with %j get an apostrophe',
    async (first) => {
      for (const format of ['csv', 'tsv']) {
        const formatter = await formatterFor(format, { guardFormulas: true })
        formatter.begin([{ name: 'a', type: 'VARCHAR' }])
        expect(formatter.rows([[`${first}cmd|' /C calc'!A0`]])).toMatch(/^"?'/)
        expect(formatter.rows([[`x${first}`]])).toMatch(/^"?x/)
      }
    },
  )
})
