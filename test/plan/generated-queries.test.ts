import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PLAN_RULES } from '../../src/plan/index.js'
import { domain, integration, rows, TestBed } from '../session/support.js'

/*
 * Random queries over a random estate give the rows that DuckDB gives over the whole tables, filled by hand.
 * The session has the regions of the estate, so that scope makes no difference here.
 */

const SOAK = process.env['SKYQL_SOAK'] !== undefined
const REGIONS = ['us-east-1', 'eu-west-1']
const T = 'awscc.customerprofiles.integrations'
const L = 'awscc.customerprofiles.integrations_list_only'
const D = 'awscc.customerprofiles.domains'

interface Resource {
  readonly region: string
  readonly domain: string
  readonly uri: string
  readonly type: string | null
}

const resource = fc.record({
  region: fc.constantFrom(...REGIONS),
  domain: fc.constantFrom('d1', 'd2', 'd3'),
  uri: fc.constantFrom('s3://a', 's3://b', `s3://it's`, 's3://a|b'),
  type: fc.option(fc.constantFrom('Orders', 'Clicks')),
})
const estate = fc.uniqueArray(resource, {
  maxLength: 14,
  selector: ({ region, domain: name, uri }) => [region, name, uri].join('\n'),
})

const column = fc.constantFrom('region', 'domain_name', 'uri', 'Identifier')
const text = fc.constantFrom(
  `'us-east-1'`,
  `'eu-west-1'`,
  `'d1'`,
  `'d2'`,
  `'s3://a'`,
  `'s3://it''s'`,
  `'d1|s3://a'`,
  `'d1|s3://a|b'`,
  `'d2|s3://it''s'`,
)
/** Identifiers and regions that are none are errors, whatever else a statement says. */
function fits(name: string, value: string): boolean {
  if (name === 'Identifier') return value.includes('|')
  return name !== 'region' || value.includes('-')
}

const test1 = (alias: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .tuple(column, fc.constantFrom('=', '<>', '<', '>='), text)
      .filter(([name, , value]) => fits(name, value))
      .map(([name, operator, value]) => `${alias}.${name} ${operator} ${value}`),
    fc
      .tuple(fc.constantFrom('region', 'domain_name', 'uri'), fc.array(text, { minLength: 1 }))
      .filter(([name, values]) => values.every((value) => fits(name, value)))
      .map(([name, values]) => `${alias}.${name} IN (${values.join(', ')})`),
    fc.constantFrom(
      `${alias}.region LIKE 'eu-%'`,
      `upper(${alias}.region) = 'US-EAST-1'`,
      `${alias}.region = ANY(ARRAY['eu-west-1', 'x'])`,
      `${alias}.Identifier IN ('d1|s3://a', 'd2|s3://a')`,
      `${alias}.uri LIKE '%a%'`,
      `EXISTS (FROM ${D} e WHERE e.domain_name = ${alias}.domain_name AND e.region = 'eu-west-1')`,
      `${alias}.uri IN (SELECT uri FROM ${L} WHERE domain_name = 'd1')`,
      `${alias}.domain_name NOT IN (SELECT domain_name FROM ${D} WHERE region = 'us-east-1')`,
    ),
  )
const condition = (alias: string): fc.Arbitrary<string> =>
  fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 2 },
      test1(alias),
      fc
        .tuple(tie('node'), fc.constantFrom('AND', 'OR'), tie('node'))
        .map(([left, word, right]) => `${left as string} ${word} ${right as string}`),
      tie('node').map((inner) => `NOT (${inner as string})`),
    ),
  })).node

const from = fc.constantFrom(
  `${T} a`,
  `${L} a`,
  `(SELECT * FROM ${T}) a`,
  `${T} a JOIN ${D} b USING (region, domain_name)`,
  `${T} a LEFT JOIN ${D} b ON a.domain_name = b.domain_name AND b.region = 'eu-west-1'`,
  `${D} b FULL JOIN ${T} a ON a.domain_name = b.domain_name`,
  `${T} a JOIN ${T} b ON a.uri = b.uri AND a.domain_name <> b.domain_name`,
  `(SELECT region, domain_name, uri, Identifier FROM ${T} UNION ALL SELECT region, domain_name, uri, Identifier FROM ${L} WHERE region = 'eu-west-1') a`,
)
const shape = fc.constantFrom(
  ['a.region, a.domain_name, a.uri', ''],
  ['count(*)', ''],
  ['a.region, count(DISTINCT a.uri)', 'GROUP BY ALL'],
  ['DISTINCT a.domain_name', ''],
  ['a.uri, count(*) OVER (PARTITION BY a.region) AS n', ''],
  ['(SELECT count(*) FROM ' + L + ' z WHERE z.uri = a.uri AND z.region = a.region)', ''],
)
const query = fc
  .tuple(from, condition('a'), shape)
  .filter(([source]) => !source.startsWith('(SELECT *'))
  .map(
    ([source, where, [list = '', tail = '']]) =>
      `SELECT ${list} FROM ${source} WHERE ${where} ${tail}`,
  )
const queryOverColumns = fc
  .tuple(fc.constantFrom('q', `(SELECT * FROM ${T})`), condition('a'), shape)
  .map(([source, where, [list = '', tail = '']]) => {
    const plain = where.replaceAll('a.Identifier', 'a.uri')
    return `WITH q AS (SELECT * FROM ${T}) SELECT ${list} FROM ${source} a WHERE ${plain} ${tail}`
  })

async function handmade(
  resources: readonly Resource[],
): Promise<(sql: string) => Promise<string[]>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const quote = (value: string | null): string =>
    value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`
  const identifier = ({ domain: name, uri }: Resource): string => `${name}|${uri}`
  await connection.run(`ATTACH ':memory:' AS awscc; CREATE SCHEMA awscc.customerprofiles;
CREATE TABLE ${T} (region VARCHAR, domain_name VARCHAR, uri VARCHAR, object_type_name VARCHAR, Identifier VARCHAR);
CREATE TABLE ${D} (region VARCHAR, domain_name VARCHAR, Identifier VARCHAR)`)
  for (const each of resources) {
    const cells = [each.region, each.domain, each.uri, each.type, identifier(each)]
    await connection.run(`INSERT INTO ${T} VALUES (${cells.map(quote).join(', ')})`)
  }
  for (const [region, name] of domainsOf(resources)) {
    await connection.run(`INSERT INTO ${D} VALUES (${[region, name, name].map(quote).join(', ')})`)
  }
  await connection.run(`CREATE VIEW ${L} AS SELECT * EXCLUDE (object_type_name) FROM ${T}`)
  return async (sql) => {
    const reader = await connection.runAndReadAll(sql)
    return reader
      .getRowsJson()
      .map((row) => row.map((cell) => (cell === null ? 'NULL' : (cell as string))).join(' | '))
      .sort()
  }
}

function domainsOf(resources: readonly Resource[]): [string, string][] {
  const names = new Set(resources.map(({ region, domain: name }) => `${region}\n${name}`))
  return [...names].map((each) => each.split('\n') as [string, string])
}

test('random queries over random estates', async () => {
  await fc.assert(
    fc.asyncProperty(
      estate,
      fc.array(fc.oneof({ weight: 3, arbitrary: query }, queryOverColumns), {
        minLength: 8,
        maxLength: 8,
      }),
      async (resources, queries) => {
        const bed = await TestBed.start(
          {
            estate: [
              ...domainsOf(resources).map(([region, name]) => domain(name, region)),
              ...resources.map(({ region, domain: name, uri, type }) =>
                integration(name, uri, type === null ? {} : { ObjectTypeName: type }, region),
              ),
            ],
            pageSize: 3,
          },
          { regions: REGIONS },
        )
        const bare = bed.open({ regions: REGIONS, disabledRules: PLAN_RULES })
        const expected = await handmade(resources)
        try {
          for (const sql of queries) {
            const wanted = await expected(sql)
            for (const session of [bed.session, bare]) {
              const found = await rows(session, sql)
              const shown = found.map((row) =>
                row.map((cell) => (cell === null ? 'NULL' : (cell as string))).join(' | '),
              )
              expect([sql, ...shown.sort()]).toEqual([sql, ...wanted])
            }
          }
        } finally {
          await bed.close()
        }
      },
    ),
    { numRuns: SOAK ? 300 : 12, endOnFailure: true },
  )
}, 1_800_000)
