import { expect, test } from 'vitest'
import { confirmReading, readStatement, type MutationStatement } from '../../src/sql/index.js'

/* The second reader is given long texts cut; what it is to find must not get lost with them. */

const LONG = 'x'.repeat(300)

const confirm = (sql: string): Promise<void> =>
  confirmReading(readStatement(sql) as MutationStatement)

test.each([
  `INSERT INTO a.b.t (a, b) VALUES ('${LONG}', '${LONG}''${LONG}')`,
  `UPDATE a.b.t SET a = '[${'{"a":"b"},'.repeat(200)}1]' WHERE b = '${LONG}\u00e9${LONG}'`,
  `DELETE FROM a.b.t WHERE a = '${LONG} -- ; DROP ${LONG}'`,
])('a long text is read as a short one', async (sql) => {
  await expect(confirm(sql)).resolves.toBeUndefined()
})

test.each([
  // A backslash before the quote ends the text for one reader, and not for the other.
  `DELETE FROM a.b.t WHERE a = '${LONG}\\' OR b = ' -- ${LONG}'`,
])('a text that ends at two places is refused, however long', async (sql) => {
  const short = sql.replaceAll(LONG, 'x')
  await expect(confirm(short)).rejects.toMatchObject({ name: 'AppError' })
  await expect(confirm(sql)).rejects.toMatchObject({ name: 'AppError' })
})

test('a text of 3,000,000 characters is read', async () => {
  await expect(
    confirm(`INSERT INTO a.b.t (a) VALUES ('${'x'.repeat(3_000_000)}')`),
  ).resolves.toBeUndefined()
})
