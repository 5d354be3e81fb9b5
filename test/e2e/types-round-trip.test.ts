import { afterAll, beforeAll, expect, test } from 'vitest'
import { requiredListInputs, type ResourceSchema } from '../../src/catalog/index.js'
import { startEmulator, type Emulator } from '../../src/emulator/index.js'
import { loadModelValidator } from '../../src/emulator/model/model-validator.js'
import type { ResourceType } from '../../src/emulator/model/resource-type.js'
import { visibleModel } from '../../src/emulator/operations/visible-model.js'
import { hash32 } from '../../src/emulator/values/seeded-random.js'
import { silentHost } from '../../src/io/index.js'
import { createSession, type Session } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import { mapConcurrent, type Json, type JsonObject } from '../../src/util/index.js'
import { minimalModel } from '../emulator/minimal-model.js'
import { mutableText } from '../emulator/mutable-text.js'
import { catalog, typeNamed } from '../emulator/plane.js'

/** Types that must make the whole trip through SQL; chosen by hash, so that the sample spreads over all services. */
const SAMPLE = process.env['SKYQL_SOAK'] === undefined ? 110 : 600
const SESSIONS = 6

const CREDENTIALS = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'secret' }

let emulator: Emulator
beforeAll(async () => {
  Object.assign(process.env, CREDENTIALS)
  emulator = await startEmulator({ catalog })
})
afterAll(() => emulator.close())

test('types of all kinds are inserted, listed, read, updated and deleted by SQL', async () => {
  const validator = await loadModelValidator(silentHost)
  const types = catalog
    .services('awscc')
    .flatMap((service) => catalog.tables('awscc', service))
    .map(({ typeName }) => typeNamed(typeName))
    .filter(({ schema: { handlers } }) => handlers.read && handlers.update && handlers.list)
    .sort((a, b) => hash32(a.typeName) - hash32(b.typeName))
    .map((type) => ({ type, model: minimalModel(type) }))
    .filter(({ type, model }) => validator.problems(type.schema, model).length === 0)
    .slice(0, SAMPLE)
  const lanes = Array.from({ length: SESSIONS }, (_, lane) =>
    types.filter((_type, index) => index % SESSIONS === lane),
  )
  const updated = await mapConcurrent(lanes, SESSIONS, async (lane) => {
    const session = createSession({
      host: silentHost,
      endpointUrl: emulator.url,
      regions: ['us-east-1'],
    })
    let count = 0
    try {
      for (const { type, model } of lane) if (await roundTrip(session, type, model)) count++
    } finally {
      await session.close()
    }
    return count
  })
  expect(types.length).toBe(SAMPLE)
  expect(updated.reduce((sum, count) => sum + count)).toBeGreaterThan(SAMPLE / 3)
}, 300_000)

/** True where the type had a property that could be updated. */
async function roundTrip(
  session: Session,
  type: ResourceType,
  model: JsonObject,
): Promise<boolean> {
  const { schema, typeName } = type
  const table = `awscc."${schema.service}"."${schema.table}"`
  const run = async (sql: string): Promise<Record<string, unknown>[]> => {
    try {
      const result = await session.run(readStatement(sql))
      const rows: Record<string, unknown>[] = []
      for await (const batch of result.batches) {
        for (const row of batch)
          rows.push(Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]])))
      }
      return rows
    } catch (cause) {
      throw new Error(`${typeName}: ${(cause as Error).message}\n${sql}`, { cause })
    }
  }

  const names = Object.keys(model)
  const columns = names.map((name) => `"${name}"`)
  const [created] = await run(
    names.length === 0
      ? `INSERT INTO ${table} (region) VALUES ('us-east-1')`
      : `INSERT INTO ${table} (${columns.join(', ')}, region) SELECT ${names.map((name) => literal(model[name])).join(', ')}, 'us-east-1'`,
  )
  expect(created, typeName).toMatchObject({ operation: 'CREATE', status: 'SUCCESS' })
  const identifier = String(created?.['identifier'])
  const byIdentifier = `region = 'us-east-1' AND Identifier = ${literal(identifier)}`

  const read = async (): Promise<Record<string, unknown>> => {
    const [row, ...others] = await run(`SELECT * FROM ${table} WHERE ${byIdentifier}`)
    expect(others).toEqual([])
    return row ?? {}
  }
  const live = await read()
  for (const [property, value] of Object.entries(visibleModel(type, model))) {
    // Services add read-only values inside objects.
    expect({ [property]: live[columnOf(schema, property)] }, typeName).toMatchObject({
      [property]: value,
    })
  }

  const [inputs = []] = requiredListInputs(schema)
  const given = inputs.map((name) => live[columnOf(schema, name)])
  if (given.every((value) => typeof value === 'string')) {
    const parents = inputs.map(
      (name, index) => ` AND "${columnOf(schema, name)}" = ${literal(given[index] as string)}`,
    )
    const listed = await run(
      `SELECT Identifier FROM ${table} WHERE region = 'us-east-1'${parents.join('')}`,
    )
    expect(listed, typeName).toContainEqual({ Identifier: identifier })
  }

  const property = mutableText(type)
  // A required write-only value would have to be repeated: not this test's business.
  const repeats = type.writeOnly.some(([head]) => schema.required?.includes(head ?? ''))
  const updates = property !== undefined && !repeats
  if (updates) {
    const column = columnOf(schema, property)
    const [outcome] = await run(`UPDATE ${table} SET "${column}" = 'changed' WHERE ${byIdentifier}`)
    expect(outcome, typeName).toMatchObject({ operation: 'UPDATE', status: 'SUCCESS' })
    expect((await read())[column], typeName).toBe('changed')
  }
  const [deleted] = await run(`DELETE FROM ${table} WHERE ${byIdentifier}`)
  expect(deleted, typeName).toMatchObject({ operation: 'DELETE', status: 'SUCCESS' })
  expect(await run(`SELECT region FROM ${table} WHERE ${byIdentifier}`)).toEqual([])
  return updates
}

function literal(value: Json | undefined): string {
  if (value === undefined || value === null) return 'NULL'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `'${text.replaceAll("'", "''")}'`
}

function columnOf(schema: ResourceSchema, property: string): string {
  return schema.columns.find((column) => column.property === property)?.name ?? property
}
