import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors/index.js'
import { PLAN_RULES, type ExplainReport } from '../../src/plan/index.js'
import type { Session } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import { rows, TestBed } from '../session/support.js'
import { logicEstate } from './logic-estate.js'

/*
 * Statements as text: the calls that EXPLAIN tells, then the rows. Every statement runs with all push-downs on
 * and with all off: rows may not differ. SKYQL_UPDATE=1 writes what is the case into the files, to be read.
 */

const folder = new URL('./logic/', import.meta.url)
const update = process.env['SKYQL_UPDATE'] !== undefined

let bed: TestBed
let bare: Session

beforeAll(async () => {
  bed = await TestBed.start({ estate: logicEstate })
  bare = bed.open({ disabledRules: PLAN_RULES })
})

afterAll(() => bed.close())

interface Case {
  readonly title: string
  readonly sql: string
  readonly expected: string
}

function readCases(file: string): Case[] {
  return readFileSync(new URL(file, folder), 'utf8')
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [head = '', expected = ''] = block.split(/^----\n/m)
      const [title = '', ...lines] = head.split('\n')
      return { title, sql: lines.join('\n').trim(), expected: expected.trim() }
    })
}

async function answer(session: Session, sql: string): Promise<string> {
  try {
    const found = await rows(session, sql)
    const lines = found.map((row) => row.map(shown).join(' | '))
    const ordered = /\bORDER BY\b/i.test(sql) ? lines : lines.sort()
    return ordered.join('\n') || '(no rows)'
  } catch (error) {
    const { code, message, details } = AppError.from(error)
    const at = details.position
    const place = at === undefined ? '' : ` at ${at.line}:${at.column}`
    return `${code}${place}: ${message}`
  }
}

function shown(value: unknown): string {
  return value === null ? 'NULL' : typeof value === 'string' ? value : JSON.stringify(value)
}

async function calls(sql: string): Promise<string> {
  try {
    const { plan } = await bed.session.run(readStatement(`EXPLAIN ${sql}`))
    const { scans } = plan as ExplainReport
    const lines = scans.flatMap((scan) => scan.calls)
    return `${lines.join('\n') || 'no calls'}\n`
  } catch {
    return ''
  }
}

for (const file of readdirSync(folder)) {
  describe(file, () => {
    const cases = readCases(file)
    const found: string[] = []
    test.each(cases)('$title', async ({ title, sql, expected }) => {
      const own = await answer(bed.session, sql)
      const whole = `${await calls(sql)}=>\n${own}`
      found.push(`# ${title}\n${sql}\n----\n${whole}\n`)
      expect(await answer(bare, sql)).toBe(own)
      if (!update) expect(whole).toBe(expected)
    })
    afterAll(() => {
      if (update) writeFileSync(new URL(file, folder), found.join('\n'))
    })
  })
}
