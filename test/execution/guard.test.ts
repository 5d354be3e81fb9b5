import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Question } from '../../src/io/index.js'
import { domain, failureOf, objects, rows, TestBed } from '../session/support.js'

/* Nobody changes more than they meant to: the guard, and the preview that it speaks of. */

const D = 'awscc.customerprofiles.domains'

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start({ estate: [domain('a'), domain('b'), domain('c')] })
})

afterAll(() => bed.close())

const update = `UPDATE ${D} SET default_expiration_days = 7 WHERE domain_name <> 'c'`

test('more than one resource, or one that is not named, needs a yes', async () => {
  const session = bed.open({ yes: false })
  for (const sql of [update, `DELETE FROM ${D} WHERE domain_name LIKE 'a%'`]) {
    expect(await failureOf(rows(session, sql))).toMatchObject({
      code: 'CONFIRMATION_REQUIRED',
      details: { hint: expect.stringContaining('--yes') as string },
    })
  }
  expect(
    await objects(session, `UPDATE ${D} SET default_expiration_days = 3 WHERE Identifier = 'c'`),
  ).toMatchObject([{ status: 'SUCCESS' }])
})

test('a host that can ask is asked, with the changes', async () => {
  const questions: Question[] = []
  let answer = false
  const host = {
    notify: () => undefined,
    confirm: (question: Question) => {
      questions.push(question)
      return Promise.resolve(answer)
    },
  }
  const session = bed.open({ yes: false, host })
  expect(await failureOf(rows(session, update))).toMatchObject({ code: 'CANCELLED' })
  expect(session.statistics.calls['UpdateResource']).toBeUndefined()
  expect(questions[0]?.text).toBe('Change 2 resources (2 to update)?')
  expect(questions[0]?.lines.join('\n')).toContain('/DefaultExpirationDays  366 -> 7')
  answer = true
  expect(await objects(session, update)).toMatchObject([
    { status: 'SUCCESS' },
    { status: 'SUCCESS' },
  ])
  // Now that all is so there is nothing to ask about.
  await rows(session, update)
  expect(questions).toHaveLength(2)
})

test('no more than --max-changes, whoever agrees', async () => {
  const session = bed.open({ maxChanges: 1 })
  const sql = `UPDATE ${D} SET default_expiration_days = 9`
  expect(await failureOf(rows(session, sql))).toMatchObject({ code: 'TOO_MANY_CHANGES' })
  await rows(session, 'SET max_changes = 3')
  expect(await objects(session, sql)).toHaveLength(3)
})

test('EXPLAIN of a write reads, changes nothing, and tells each change', async () => {
  const { session } = bed
  const before = session.statistics.calls['UpdateResource'] ?? 0
  const { readStatement } = await import('../../src/sql/index.js')
  const result = await session.run(
    readStatement(`EXPLAIN UPDATE ${D} SET default_expiration_days = 11 WHERE Identifier = 'a'`),
  )
  expect(result.plan).toEqual({
    version: 1,
    statement: 'update',
    changes: [
      {
        change: 'update',
        type_name: 'AWS::CustomerProfiles::Domain',
        connection: 'default',
        region: 'us-east-1',
        identifier: 'a',
        reasons: [
          { path: '/DefaultExpirationDays', from: 9, to: 11, why: 'differs', effect: 'in-place' },
        ],
        replacement: 'no',
        calls: ['UpdateResource'],
        notes: [],
        error: null,
      },
    ],
  })
  const text = (
    await rows(session, `EXPLAIN DELETE FROM ${D} WHERE Identifier IN ('a', 'zzz')`)
  ).join('\n')
  expect(text).toContain('- delete AWS::CustomerProfiles::Domain a (us-east-1)')
  expect(text).toContain('1 to delete, 1 unchanged; nothing was changed')
  const there = `EXPLAIN INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('a', 1)`
  expect((await rows(session, there)).join('\n')).toContain('a is there already')
  expect(session.statistics.calls['UpdateResource'] ?? 0).toBe(before)
})

test('EXPLAIN shows no secret', async () => {
  const sql = `EXPLAIN INSERT INTO awscc.rds.db_instances (DBInstanceIdentifier, DBInstanceClass, MasterUserPassword) VALUES ('x', 'db.t3.micro', 'hunter2')`
  const text = (await rows(bed.session, sql)).join('\n')
  expect(text).toContain('(sensitive)')
  expect(text).not.toContain('hunter2')
})
