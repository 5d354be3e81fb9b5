import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AppError } from '../../src/errors/index.js'
import { createSession, type Session } from '../../src/session/index.js'
import { catalogRoots, rows } from '../session/support.js'
import { askPostgres, type PostgresAnswer } from '../support/postgres-answers.js'
import { findPostgres, startPostgres } from '../support/postgres-server.js'
import { DIFFERENCES } from './postgres-differences.js'

/*
 * `postgres-expressions.sql` holds what users of Postgres write, one query a line; `postgres-answers.golden.jsonl` what a
 * Postgres said to each. Every line answers the same here, or stands in the table of differences with its reason.
 * SKYQL_UPDATE_ANSWERS=1 asks the Postgres of this machine anew.
 */
const file = (name: string): URL => new URL(name, import.meta.url)

const statements = readFileSync(file('postgres-expressions.sql'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('--'))
const golden = file('postgres-answers.golden.jsonl')

function known(): PostgresAnswer[] {
  const lines = readFileSync(golden, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as PostgresAnswer)
}

const home = findPostgres()
if (home === undefined) console.log('no Postgres is installed: the kept answers are not asked anew')

describe.skipIf(home === undefined)('a Postgres of this machine', () => {
  test('says what is kept', { timeout: 120_000 }, () => {
    const server = startPostgres(home ?? '')
    try {
      const answers = askPostgres(server, statements)
      if (process.env['SKYQL_UPDATE_ANSWERS'] !== undefined)
        writeFileSync(golden, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''))
      // What an error says is the version's own.
      const told = (all: readonly PostgresAnswer[]): unknown =>
        all.map(({ sql, rows: found, error }) => [sql, error === undefined ? found : 'error'])
      expect(told(answers)).toEqual(told(known()))
    } finally {
      server.stop()
    }
  })
})

describe('what Postgres answers, skyql answers', () => {
  let session: Session

  beforeAll(() => {
    session = createSession({
      host: { notify: () => undefined },
      catalogRoots,
      regions: ['us-east-1'],
    })
  })

  afterAll(() => session.close())

  test('each line has its answer, and each difference its line', () => {
    expect(known().map(({ sql }) => sql)).toEqual(statements)
    expect(Object.keys(DIFFERENCES).filter((sql) => !statements.includes(sql))).toEqual([])
    expect(statements.length).toBeGreaterThanOrEqual(600)
  })

  test.each(known())('$sql', async ({ sql, rows: expected, error }) => {
    const difference = Object.hasOwn(DIFFERENCES, sql) ? DIFFERENCES[sql] : undefined
    const answer = await rows(session, sql).then(
      (found) => ({ found: found.map((row) => row.map(canonical)) }),
      (failure: unknown) => ({ failed: (failure as AppError).code }),
    )
    if (difference !== undefined) {
      expect('failed' in answer ? answer.failed : answer.found, difference.because).toEqual(
        difference.here,
      )
      return
    }
    if (error !== undefined) {
      expect(answer).toEqual({ failed: expect.not.stringMatching(/INTERNAL/) as string })
      return
    }
    expect(answer).toEqual({ found: (expected ?? []).map((row) => row.map(canonical)) })
  })
})

/** One form of equal values: numbers as such, times with a space, JSON as JSON. */
function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number(value.toPrecision(12))
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, canonical(member)]),
    )
  }
  if (typeof value !== 'string') return value
  if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(value)) return canonical(Number(value))
  if (/^[[{]/.test(value)) {
    try {
      return canonical(JSON.parse(value))
    } catch {
      return value
    }
  }
  return value
    .replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/, '$1 $2')
    .replace(/(\d\d:\d\d(?:\.\d+)?)\+00(?::00)?$/, '$1+00')
}
