import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatterFor } from '../../src/format/index.js'
import { readStatement } from '../../src/sql/index.js'
import type { Session } from '../../src/session/index.js'
import { rows, TestBed } from './support.js'

let bed: TestBed
let session: Session
beforeAll(async () => {
  bed = await TestBed.start({ estate: [] })
  session = bed.session
})
afterAll(() => bed.close())

/** What is printed. */
async function printed(sql: string): Promise<string> {
  const formatter = await formatterFor('json', {})
  const result = await session.run(readStatement(sql))
  let text = formatter.begin(result.columns)
  for await (const batch of result.batches) text += formatter.rows(batch)
  return text + formatter.end({ rowCount: 1 })
}

const BIG = '9007199254740993'
const FINE = '0.1234567890123456789'

test('digits go to the service and back, into columns, JSON, text and patches', async () => {
  const table = 'awscc.ssm.documents'
  const content = `{"schemaVersion":"2.2","limit":${BIG},"share":${FINE},"list":[-${BIG}]}`
  await rows(session, `INSERT INTO ${table} (Name, Content) VALUES ('exact', '${content}')`)
  expect(await printed(`SELECT content FROM ${table} WHERE name = 'exact'`)).toContain(
    `"limit":${BIG}`,
  )
  const shown = await printed(
    `SELECT content, content->'limit' AS one FROM ${table} WHERE name = 'exact'`,
  )
  expect(shown).toContain(`"share":${FINE}`)
  expect(shown).toContain(`[-${BIG}]`)
  expect(shown).toContain(`"one":${BIG}`)
})

test('integers of columns are what the service says', async () => {
  const table = 'awscc.customerprofiles.domains'
  await rows(session, `INSERT INTO ${table} (DomainName, DefaultExpirationDays) VALUES ('d', 366)`)
  expect(
    await rows(session, `SELECT default_expiration_days + ${BIG} - 366 FROM ${table}`),
  ).toEqual([[BigInt(BIG)]])
})
