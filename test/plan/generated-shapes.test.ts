import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PLAN_RULES } from '../../src/plan/index.js'
import { rows, TestBed } from '../session/support.js'
import { rowService, type ServedRow } from '../support/row-service.js'

/*
 * Tables of every shape that a document can give one: asked under none, one, two or three keys, with an identifier
 * and without, read one by one or from lists alone, some of whose rows are equal in every column. What joins,
 * subqueries and unions over them give is what DuckDB gives over the whole tables, row for row.
 */

const SOAK = process.env['SKYQL_SOAK'] !== undefined
const SCHEMA = 'bag.shapes'

interface Shape {
  readonly name: string
  readonly keys: readonly string[]
  readonly identifier?: readonly string[]
  readonly get?: boolean
  /** True where the service repeats the keys in its rows. */
  readonly echo?: boolean
}

const SHAPES: readonly Shape[] = [
  ...[0, 1, 2, 3].flatMap((count): Shape[] => {
    const keys = ['k1', 'k2', 'k3'].slice(0, count)
    const size = String(count)
    return [
      { name: `bag${size}`, keys },
      { name: `list${size}`, keys, identifier: [...keys, 'n'], echo: true },
      { name: `got${size}`, keys, identifier: [...keys, 'n'], get: true },
    ]
  }),
  { name: 'echoing', keys: ['k1', 'k2'], echo: true },
]
const ROOTS = ['r1', 'r2', 'r3']

const documentText = JSON.stringify({
  provider: 'bag',
  service: 'shapes',
  about: 'rows of all shapes',
  connector: { protocol: 'rest', baseUrl: { variable: 'SKYQL_TEST_BAG_URL' } },
  pages: { style: 'token', input: 'cursor', output: '/next' },
  tables: Object.fromEntries<object>([
    ...ROOTS.map((name): [string, object] => [
      name,
      {
        columns: { name: { type: 'string' } },
        identifier: ['name'],
        readOnly: ['name'],
        methods: { list: [{ request: `GET /${name}`, rows: '/data', brings: 'all' }] },
      },
    ]),
    ...SHAPES.map(({ name, keys, identifier, get }): [string, object] => {
      const path = keys.map((key) => `/{${key}}`).join('')
      const list = { request: `GET /${name}${path}`, rows: '/data', brings: 'all' }
      return [
        name,
        {
          columns: {
            k1: { type: 'string' },
            k2: { type: 'string' },
            k3: { type: 'string' },
            n: { type: 'integer' },
            v: { type: 'string' },
          },
          readOnly: ['k1', 'k2', 'k3', 'n', 'v'],
          ...(identifier === undefined ? {} : { identifier }),
          parents: Object.fromEntries(
            keys.map((key) => [key, { table: key.replace('k', 'r'), column: 'name' }]),
          ),
          methods: {
            list: [keys.length === 0 ? list : { ...list, keys }],
            ...(get === true ? { get: { request: `GET /${name}${path}/n/{n}` } } : {}),
          },
        },
      ]
    }),
  ]),
})

const name = fc.constantFrom('a', 'b', 'A', 'a|b', 'x y')
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 })
const row = fc.record({
  k1: name,
  k2: name,
  k3: name,
  n: fc.integer({ min: 1, max: 3 }),
  v: fc.option(name, { freq: 3 }),
})
const estate = fc.record({
  roots: fc.tuple(names, names, names),
  tables: fc.tuple(...SHAPES.map(() => fc.array(row, { maxLength: 9 }))),
})

interface Estate {
  readonly roots: readonly (readonly string[])[]
  readonly tables: readonly (readonly ServedRow[])[]
}

/** The rows that the service has: under parents that are there, each once where something names it. */
function settled({ roots, tables }: Estate): ReadonlyMap<string, readonly ServedRow[]> {
  const all = new Map<string, readonly ServedRow[]>()
  ROOTS.forEach((root, at) => {
    all.set(
      root,
      (roots[at] ?? []).map((each) => ({ name: each })),
    )
  })
  SHAPES.forEach(({ name: table, keys, identifier }, at) => {
    const seen = new Set<string>()
    const own = (tables[at] ?? []).filter((each) => {
      const isThere = keys.every((key, index) => roots[index]?.includes(String(each[key])))
      const id = identifier?.map((part) => each[part]).join('\n')
      const isNew = id === undefined || !seen.has(id)
      if (id !== undefined) seen.add(id)
      return isThere && isNew
    })
    all.set(table, own)
  })
  return all
}

const table = fc.constantFrom(...SHAPES.map((shape) => `${SCHEMA}.${shape.name}`))
const root = fc.constantFrom(...ROOTS.map((each) => `${SCHEMA}.${each}`))
const literal = name.map((text) => `'${text}'`)
const key = fc.constantFrom('k1', 'k2', 'k3')
const cell = fc.constantFrom('k1', 'k2', 'k3', 'v')

const link = fc
  .array(fc.tuple(key, cell), { minLength: 1, maxLength: 3 })
  .map((pairs) => pairs.map(([one, other]) => `y.${one} = x.${other}`).join(' AND '))
const sameKeys = fc
  .constantFrom(['k1'], ['k1', 'k2'], ['k1', 'k2', 'k3'])
  .map((keys) => keys.map((each) => `y.${each} = x.${each}`).join(' AND '))
const on = fc.oneof(link, sameKeys)
const where = (alias: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('true'),
    fc.tuple(cell, literal).map(([column, value]) => `${alias}.${column} = ${value}`),
    fc
      .tuple(key, literal, literal)
      .map(([column, one, other]) => `${alias}.${column} IN (${one}, ${other})`),
    fc
      .tuple(literal, literal)
      .map(([one, other]) => `${alias}.k1 = ${one} AND ${alias}.k2 = ${other}`),
    fc.integer({ min: 1, max: 3 }).map((n) => `${alias}.n = ${String(n)}`),
    fc.constant(`${alias}.v IS NULL`),
  )
const word = fc.constantFrom('JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN')
const half = fc.constantFrom('SEMI JOIN', 'ANTI JOIN')
const ALL = (alias: string): string =>
  ['k1', 'k2', 'k3', 'n', 'v'].map((c) => `${alias}.${c}`).join(', ')

const plain = fc
  .tuple(table, where('x'))
  .map(([t, w]) => `SELECT ${ALL('x')} FROM ${t} x WHERE ${w}`)
const joined = fc
  .tuple(table, word, table, on, where('x'), where('y'))
  .map(
    ([a, j, b, o, w, u]) =>
      `SELECT ${ALL('x')}, ${ALL('y')} FROM ${a} x ${j} ${b} y ON ${o} WHERE ${w} AND ${u}`,
  )
const counted = fc
  .tuple(table, word, table, on, where('x'))
  .map(([a, j, b, o, w]) => `SELECT count(*) FROM ${a} x ${j} ${b} y ON ${o} WHERE ${w}`)
const halved = fc
  .tuple(table, half, table, on, where('x'))
  .map(([a, j, b, o, w]) => `SELECT ${ALL('x')} FROM ${a} x ${j} ${b} y ON ${o} WHERE ${w}`)
const using = fc
  .tuple(table, table, fc.constantFrom('k1', 'k1, k2', 'k1, k2, k3'), where('x'))
  .map(
    ([a, b, keys, w]) =>
      `SELECT count(*), sum(y.n) FROM ${a} x JOIN ${b} y USING (${keys}) WHERE ${w}`,
  )
const values = fc
  .tuple(fc.array(fc.tuple(literal, literal), { minLength: 1, maxLength: 4 }), table)
  .map(
    ([pairs, t]) =>
      `SELECT ${ALL('y')} FROM (VALUES ${pairs.map(([p, q]) => `(${p}, ${q})`).join(', ')}) x(k1, k2) JOIN ${t} y ON y.k1 = x.k1 AND y.k2 = x.k2`,
  )
const membership = fc
  .tuple(table, key, fc.constantFrom('IN', 'NOT IN'), table, cell, where('x'), where('y'))
  .map(
    ([a, k, negation, b, c, w, u]) =>
      `SELECT ${ALL('y')} FROM ${a} y WHERE y.${k} ${negation} (SELECT x.${c} FROM ${b} x WHERE ${w}) AND ${u}`,
  )
const scalar = fc
  .tuple(table, key, root, table, cell)
  .map(
    ([a, k, r, b, c]) =>
      `SELECT ${ALL('y')} FROM ${a} y WHERE y.${k} = (SELECT max(name) FROM ${r}) AND y.k2 = (SELECT min(x.${c}) FROM ${b} x)`,
  )
const correlated = fc
  .tuple(fc.constantFrom('EXISTS', 'NOT EXISTS'), table, table, on)
  .map(([e, a, b, o]) => `SELECT ${ALL('x')} FROM ${a} x WHERE ${e} (FROM ${b} y WHERE ${o})`)
const united = fc
  .tuple(
    fc.constantFrom('UNION ALL', 'UNION', 'EXCEPT ALL', 'INTERSECT ALL'),
    table,
    table,
    where('x'),
    where('y'),
  )
  .map(
    ([u, a, b, w, o]) =>
      `SELECT ${ALL('x')} FROM ${a} x WHERE ${w} ${u} SELECT ${ALL('y')} FROM ${b} y WHERE ${o}`,
  )
const three = fc
  .tuple(root, table, table, key, on)
  .map(
    ([r, a, b, k, o]) =>
      `SELECT r.name, count(*) FROM ${r} r JOIN ${a} x ON x.${k} = r.name JOIN ${b} y ON ${o} GROUP BY ALL`,
  )
const named = fc
  .tuple(
    fc.constantFrom(...SHAPES.filter(({ identifier }) => identifier !== undefined)),
    fc.constantFrom('JOIN', 'UNION', 'NOT IN'),
    where('x'),
    where('y'),
  )
  .map(([{ name: shape }, how, w, u]) => {
    const t = `${SCHEMA}.${shape}`
    if (how === 'JOIN') {
      return `SELECT x.Identifier, count(*) FROM ${t} x JOIN ${t} y ON x.Identifier = y.Identifier WHERE ${w} AND ${u} GROUP BY ALL`
    }
    const ofX = `SELECT x.Identifier FROM ${t} x WHERE ${w}`
    const ofY = `SELECT y.Identifier FROM ${t} y WHERE ${u}`
    return how === 'UNION' ? `${ofX} UNION ${ofY}` : `${ofX} AND x.Identifier NOT IN (${ofY})`
  })
const query = fc.oneof(
  plain,
  { weight: 4, arbitrary: joined },
  { weight: 3, arbitrary: counted },
  halved,
  { weight: 2, arbitrary: using },
  { weight: 2, arbitrary: values },
  { weight: 2, arbitrary: membership },
  scalar,
  correlated,
  { weight: 2, arbitrary: united },
  { weight: 2, arbitrary: three },
  { weight: 2, arbitrary: named },
)

/** The whole tables in a DuckDB of their own. */
async function handmade(
  all: ReadonlyMap<string, readonly ServedRow[]>,
): Promise<(sql: string) => Promise<string[]>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run(`ATTACH ':memory:' AS bag; CREATE SCHEMA ${SCHEMA}`)
  const text = (value: string | number | null | undefined): string =>
    value === undefined || value === null ? 'NULL' : `'${String(value)}'`
  for (const [of, own] of all) {
    const shape = SHAPES.find((each) => each.name === of)
    const columns = shape === undefined ? ['name'] : ['k1', 'k2', 'k3', 'n', 'v']
    const types = columns.map((each) => `${each} ${each === 'n' ? 'BIGINT' : 'VARCHAR'}`)
    const more = shape?.identifier === undefined ? '' : ', Identifier VARCHAR'
    await connection.run(`CREATE TABLE ${SCHEMA}.${of} (${types.join(', ')}${more})`)
    for (const each of own) {
      const cells = columns.map((column) => text(each[column]))
      const { identifier } = shape ?? {}
      if (identifier !== undefined) cells.push(text(identifierOf(identifier.map((p) => each[p]))))
      await connection.run(`INSERT INTO ${SCHEMA}.${of} VALUES (${cells.join(', ')})`)
    }
  }
  return async (sql) => {
    const reader = await connection.runAndReadAll(sql)
    return reader.getRowsJson().map(shown).sort()
  }
}

/** Where a part holds a `|`, nothing tells which of them separates: then it is JSON. */
function identifierOf(parts: readonly unknown[]): string {
  if (parts.length === 1 || !parts.some((part) => String(part).includes('|')))
    return parts.join('|')
  const names = [...['k1', 'k2', 'k3'].slice(0, parts.length - 1), 'n']
  return JSON.stringify(Object.fromEntries(names.map((each, at) => [each, parts[at]])))
}

function shown(cells: readonly unknown[]): string {
  return cells.map((each) => (each === null ? 'NULL' : (each as string))).join(' ~ ')
}

test('random queries over tables of all shapes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skyql-shapes-'))
  writeFileSync(join(folder, 'bag.json'), documentText)
  try {
    await fc.assert(
      fc.asyncProperty(
        estate,
        fc.array(query, { minLength: 25, maxLength: 25 }),
        async (random, queries) => {
          const all = settled(random)
          const service = await rowService(
            SHAPES.map(({ name: path, keys, echo = false }) => ({ path, keys, echo })),
            all,
          )
          process.env['SKYQL_TEST_BAG_URL'] = service.url
          const options = { providerFolders: [folder] }
          const bed = await TestBed.start({}, options)
          const bare = bed.open({ ...options, disabledRules: PLAN_RULES })
          const cached = bed.open(options)
          await rows(cached, 'SET cache_ttl = 600')
          const expected = await handmade(all)
          try {
            for (const sql of queries) {
              const wanted = await expected(sql)
              for (const [kind, session] of Object.entries({ ruled: bed.session, bare, cached })) {
                const found = await rows(session, sql)
                expect([kind, sql, ...found.map(shown).sort()]).toEqual([kind, sql, ...wanted])
              }
            }
          } finally {
            await bed.close()
            await service.stop()
          }
        },
      ),
      { numRuns: SOAK ? 200 : 2, endOnFailure: true },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 1_800_000)
