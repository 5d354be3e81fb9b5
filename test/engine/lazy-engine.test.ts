import { expect, test } from 'vitest'
import { createDuckDbEngine } from '../../src/engine/duckdb/index.js'
import { lazyEngine, type RelationalEngine } from '../../src/engine/index.js'
import { AppError } from '../../src/errors/index.js'

async function firstRows(engine: RelationalEngine, sql: string): Promise<readonly unknown[]> {
  for await (const rows of (await engine.query(sql)).batches) return rows
  return []
}

test('an engine is loaded by the first call of it, once', async () => {
  let loads = 0
  const engine = lazyEngine(async () => {
    loads++
    return createDuckDbEngine({ threads: 1 })
  })
  engine.interrupt()
  expect(loads).toBe(0)
  const [one, two] = await Promise.all([
    firstRows(engine, 'SELECT 1'),
    engine.evaluate('SELECT 2'),
    engine.countStatements('SELECT 1; SELECT 2'),
  ])
  expect([one, two, loads]).toEqual([[[1]], [[2]], 1])
  const long = firstRows(
    engine,
    'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3',
  )
  const again = setInterval(() => engine.interrupt(), 10)
  await expect(long).rejects.toMatchObject({ code: 'CANCELLED' })
  clearInterval(again)
  engine.close()
  await expect(engine.syntaxTree('SELECT 1')).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('every call of an engine that cannot be loaded says why', async () => {
  const engine = lazyEngine(() => Promise.reject(new AppError('INTERNAL', 'no such library')))
  for (const call of [
    () => engine.query('SELECT 1'),
    () => engine.define([]),
    () => engine.dropTable(['a', 'b', 'c']),
  ]) {
    await expect(call()).rejects.toThrow('no such library')
  }
  engine.interrupt()
  engine.close()
})
