import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../../src/errors/index.js'
import { readStatement } from '../../src/sql/index.js'
import { TestBed } from '../session/support.js'

/* Writes that cannot be right: one clear error each, and no call. */

const RUNS = process.env['SKYQL_SOAK'] === undefined ? 120 : 5_000

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start()
})

afterAll(() => bed.close())

const literal = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    `'; DROP TABLE x; --`,
    '__proto__',
    'constructor',
    '${jndi:ldap://x}',
    '\u202e\u0007\u001b[2J',
    '{{ 7 * 7 }}',
    '\\',
    '/*',
    '--',
  ),
)

const notANumber = fc.oneof(
  hostile.filter((text) => text.trim() === '' || Number.isNaN(Number(text))).map(literal),
  fc.constantFrom('1.5', 'true', `'[]'`, `'{"a":1}'`, `DATE '2024-01-01'`, `'1e999'`, `[1, 2]`),
)

const notJson = hostile
  .map((text) => `[${text}`)
  .filter((text) => !isJson(text.replaceAll('\0', '')))
  .map(literal)

const deep = fc
  .record({ depth: fc.integer({ min: 300, max: 20_000 }), key: fc.boolean() })
  .map(({ depth, key }) =>
    literal(
      key ? `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}` : '['.repeat(depth) + ']'.repeat(depth),
    ),
  )

const wrongPath = fc
  .record({ key: hostile.filter((key) => !/^(key|value)$/i.test(key)), value: hostile })
  .map(({ key, value }) => literal(JSON.stringify([{ Key: 'k', Value: 'v', [`x${key}`]: value }])))

const huge = fc.integer({ min: 270_000, max: 400_000 }).map((size) => literal('x'.repeat(size)))

const wrongColumn = hostile
  .map((text) => `"x${text.replaceAll('"', '""').replaceAll('\0', '')}"`)
  .filter((name) => name.length > 3)

const badPatch = fc.oneof(
  fc.constantFrom(
    '{}',
    'null',
    '[1]',
    '[{"op":"add"}]',
    '[{"op":"add","path":"/CreatedAt","value":"x"}]',
    '[{"op":"remove","path":"/Uri"}]',
    '[{"op":"add","path":"/Tags","value":5}]',
    '[{"op":"move","path":"/Tags"}]',
  ),
  hostile.map((op) => JSON.stringify([{ op: `x${op}`, path: '/Tags', value: [] }])),
  hostile.map((path) => JSON.stringify([{ op: 'add', path: `/x${path}`, value: 1 }])),
  fc
    .integer({ min: 270_000, max: 300_000 })
    .map((size) =>
      JSON.stringify([{ op: 'add', path: '/ObjectTypeName', value: 'x'.repeat(size) }]),
    ),
)

const KEY = `Identifier = 'd|u'`

const malformed = fc.oneof(
  notANumber.map(
    (value) => `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('d', ${value})`,
  ),
  notANumber.map(
    (value) => `UPDATE ${D} SET default_expiration_days = ${value} WHERE Identifier = 'd'`,
  ),
  notJson.map((value) => `INSERT INTO ${T} (DomainName, Uri, Tags) VALUES ('d', 'u', ${value})`),
  notJson.map((value) => `UPDATE ${T} SET tags = ${value} WHERE ${KEY}`),
  deep.map(
    (value) => `INSERT INTO ${T} (DomainName, Uri, FlowDefinition) VALUES ('d', 'u', ${value})`,
  ),
  deep.map((value) => `UPDATE ${T} SET tags = ${value} WHERE ${KEY}`),
  wrongPath.map((value) => `INSERT INTO ${T} (DomainName, Uri, Tags) VALUES ('d', 'u', ${value})`),
  wrongPath.map((value) => `REPLACE INTO ${T} (DomainName, Uri, Tags) VALUES ('d', 'u', ${value})`),
  huge.map(
    (value) => `INSERT INTO ${T} (DomainName, Uri, ObjectTypeName) VALUES ('d', 'u', ${value})`,
  ),
  wrongColumn.map((name) => `INSERT INTO ${T} (DomainName, ${name}) VALUES ('d', 'u')`),
  wrongColumn.map((name) => `UPDATE ${T} SET ${name} = 1 WHERE ${KEY}`),
  wrongColumn.map((name) => `DELETE FROM ${T} WHERE ${KEY} AND ${name} = 1`),
  wrongColumn.map((name) => `DELETE FROM awscc.customerprofiles.${name} WHERE ${KEY}`),
  badPatch.map((patch) => `UPDATE ${T} SET PatchDocument = ${literal(patch)} WHERE ${KEY}`),
  hostile.map((text) => `DELETE FROM ${T} WHERE Identifier = ${literal(text.replaceAll('|', ''))}`),
)

test(`${String(RUNS)} malformed writes`, { timeout: 600_000 }, async () => {
  const codes: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(malformed, async (sql) => {
      const error = await failure(sql)
      const shown = `${sql.slice(0, 200)}\n${error.code}: ${error.message.slice(0, 300)}`
      expect(error.kind, shown).toBe('user')
      expect(error.message.length, shown).toBeGreaterThan(5)
      expect(error.message.length, shown).toBeLessThan(2_000)
      expect(error.message, shown).not.toMatch(/\n\s+at |TypeError|RangeError|undefined/)
      codes[error.code] = (codes[error.code] ?? 0) + 1
    }),
    { numRuns: RUNS },
  )
  expect(bed.session.statistics.calls).toEqual({})
  console.log(JSON.stringify(codes))
})

async function failure(sql: string): Promise<AppError> {
  try {
    const result = await bed.session.run(readStatement(sql))
    for await (const batch of result.batches) expect(batch).toEqual([])
  } catch (error) {
    if (AppError.is(error)) return error
    throw error
  }
  throw new AppError('INTERNAL', `this went through: ${sql.slice(0, 200)}`)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
