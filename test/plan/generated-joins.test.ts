import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PLAN_RULES } from '../../src/plan/index.js'
import { rows, TestBed } from '../session/support.js'

/*
 * Random joins over a random estate whose resources name each other, some in vain and some with NULL: the rows
 * are those of DuckDB over the whole tables, with dependent scans and without.
 */

const SOAK = process.env['SKYQL_SOAK'] !== undefined
const REGIONS = ['us-east-1', 'eu-west-1']
const T = 'awscc.customerprofiles.integrations'
const L = 'awscc.customerprofiles.integrations_list_only'
const D = 'awscc.customerprofiles.domains'

const domainName = fc.constantFrom('d1', 'd2', 'd3')
const uri = fc.constantFrom('s3://a', 's3://b')
const region = fc.constantFrom(...REGIONS)
/** What names an integration: one that may be there, one in another form, one that is none. */
const reference = fc.option(
  fc.constantFrom(
    'd1|s3://a',
    'd2|s3://b',
    'd3|s3://a',
    '{"DomainName":"d1","Uri":"s3://a"}',
    'd1',
    'x|y',
  ),
)
const domains = fc.uniqueArray(
  fc.record({ region, name: domainName, ref: reference, key: fc.option(domainName) }),
  { maxLength: 5, selector: ({ region: place, name }) => `${place} ${name}` },
)
const integrations = fc.uniqueArray(
  fc.record({
    region,
    domain: domainName,
    uri,
    type: fc.option(fc.constantFrom('d1', 'd2', 'zz')),
  }),
  { maxLength: 8, selector: (each) => `${each.region} ${each.domain} ${each.uri}` },
)

interface Estate {
  readonly domains: readonly {
    readonly region: string
    readonly name: string
    readonly ref: string | null
    readonly key: string | null
  }[]
  readonly integrations: readonly {
    readonly region: string
    readonly domain: string
    readonly uri: string
    readonly type: string | null
  }[]
}

/** Equalities between an integration `a` and a domain `b`, with keys on one side, both or none. */
const equality = fc.constantFrom(
  'a.domain_name = b.domain_name',
  'a.domain_name = b.domain_name AND a.region = b.region',
  'a.Identifier = b.dead_letter_queue_url',
  'a.Identifier = b.dead_letter_queue_url AND a.region = b.region',
  `a.Identifier = b.domain_name || '|s3://a'`,
  `a.Identifier = concat(b.domain_name, '|', 's3://b') AND b.region = a.region`,
  'a.object_type_name = b.domain_name',
  'b.Identifier = a.object_type_name AND b.region = a.region',
  `b.Identifier = coalesce(a.object_type_name, 'd3')`,
  `b.domain_name = CASE WHEN a.uri = 's3://a' THEN a.domain_name ELSE a.object_type_name END`,
  `a.domain_name = b.default_encryption_key AND a.uri = 's3://a'`,
  `a.domain_name = b.default_encryption_key AND a.uri = 's3://' || right(b.dead_letter_queue_url, 1)`,
  'a.domain_name IS NOT DISTINCT FROM b.default_encryption_key',
  `a.domain_name = b.domain_name AND a.object_type_name = b.default_encryption_key`,
  `lower(a.domain_name) = b.domain_name`,
  `a.domain_name = b.domain_name OR a.object_type_name = b.domain_name`,
)
const filter = fc.constantFrom(
  'true',
  `a.uri = 's3://a'`,
  `a.domain_name IN ('d1', 'd2')`,
  'a.object_type_name IS NOT NULL',
  `a.region = 'us-east-1'`,
  `a.domain_name = 'd1' AND a.region = 'nowhere-1'`,
)
const filterB = fc.constantFrom(
  'true',
  `b.domain_name <> 'd1'`,
  'b.dead_letter_queue_url IS NULL',
  `b.region = 'eu-west-1'`,
  `b.Identifier = 'd2'`,
)
/** Subqueries over integrations, seen from a domain `b`. */
const seenFromB = fc.constantFrom(
  `b.dead_letter_queue_url IN (SELECT Identifier FROM ${T})`,
  `b.dead_letter_queue_url NOT IN (SELECT Identifier FROM ${T})`,
  `b.domain_name NOT IN (SELECT domain_name FROM ${L})`,
  `b.domain_name NOT IN (SELECT object_type_name FROM ${T} WHERE object_type_name IS NOT NULL)`,
  `b.domain_name NOT IN (SELECT object_type_name FROM ${T})`,
  `(b.dead_letter_queue_url IN (SELECT Identifier FROM ${L})) IS NULL`,
  `b.default_encryption_key NOT IN (SELECT domain_name FROM ${D} WHERE region = 'us-east-1')`,
  `b.default_encryption_key = (SELECT max(domain_name) FROM ${L} WHERE uri = 's3://a')`,
  `b.dead_letter_queue_url IN (SELECT Identifier FROM ${T}) OR b.domain_name = 'd1'`,
)
const correlated = fc
  .tuple(fc.constantFrom('EXISTS', 'NOT EXISTS'), fc.constantFrom(T), equality, filter)
  .map(([word, table, on, where]) => `${word} (FROM ${table} a WHERE (${on}) AND ${where})`)
const counting = fc
  .tuple(equality, filter)
  .map(([on, where]) => `(SELECT count(*) FROM ${T} a WHERE (${on}) AND ${where}) <> 1`)
const whereB = fc.oneof(seenFromB, correlated, counting)

const joinWord = fc.constantFrom(
  'JOIN',
  'LEFT JOIN',
  'RIGHT JOIN',
  'FULL JOIN',
  'SEMI JOIN',
  'ANTI JOIN',
)
const COLUMNS_A = 'a.region AS ar, a.domain_name AS ad, a.uri AS au'
const COLUMNS_B = 'b.region AS br, b.domain_name AS bd, b.dead_letter_queue_url AS bq'

const twoTables = fc
  .tuple(joinWord, equality, filter, filterB, fc.boolean())
  .map(([word, on, where, whereOther, swap]) => {
    const [left, right, own] = swap
      ? [`${D} b`, `${T} a`, COLUMNS_B]
      : [`${T} a`, `${D} b`, COLUMNS_A]
    const half = word.startsWith('SEMI') || word.startsWith('ANTI')
    const columns = half ? own : `${COLUMNS_A}, ${COLUMNS_B}`
    const condition = half ? (swap ? whereOther : where) : `${where} AND ${whereOther}`
    return `SELECT ${columns} FROM ${left} ${word} ${right} ON ${on} WHERE ${condition}`
  })
const onCondition = fc
  .tuple(joinWord, equality, filter, filterB)
  .map(([word, on, one, other]) =>
    word.startsWith('SEMI') || word.startsWith('ANTI')
      ? `SELECT ${COLUMNS_B} FROM ${D} b ${word} ${T} a ON (${on}) AND ${one} AND ${other}`
      : `SELECT ${COLUMNS_A}, ${COLUMNS_B} FROM ${D} b ${word} ${T} a ON (${on}) AND ${one} AND ${other}`,
  )
const threeTables = fc
  .tuple(
    joinWord,
    equality,
    joinWord,
    fc.constantFrom(
      'c.Identifier = a.object_type_name',
      'c.domain_name = a.domain_name',
      'c.Identifier = b.default_encryption_key',
    ),
  )
  .filter(([one, , two]) => !/SEMI|ANTI/.test(one + two))
  .map(
    ([one, on, two, more]) =>
      `SELECT ${COLUMNS_A}, ${COLUMNS_B}, c.region AS cr, c.domain_name AS cd FROM ${D} b ${one} ${T} a ON ${on} ${two} ${D} c ON ${more}`,
  )
const subquery = fc
  .tuple(whereB, fc.constantFrom('AND', 'OR'), fc.oneof(whereB, filterB))
  .map(([one, word, other]) => `SELECT ${COLUMNS_B} FROM ${D} b WHERE ${one} ${word} ${other}`)
const united = fc
  .tuple(fc.constantFrom('UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT'), equality, filter)
  .map(
    ([word, on, where]) =>
      `SELECT ${COLUMNS_A}, b.bd FROM (SELECT domain_name, domain_name AS bd, region, dead_letter_queue_url, default_encryption_key, Identifier FROM ${D} ${word} SELECT domain_name, NULL, region, 'd1|s3://a', domain_name, Identifier FROM ${D} WHERE region = 'eu-west-1') b JOIN ${T} a ON ${on} WHERE ${where}`,
  )
const common = fc
  .tuple(
    equality,
    joinWord,
    fc.constantFrom('q.domain_name = r.default_encryption_key', 'q.Identifier = r.domain_name'),
  )
  .filter(([, word]) => !/SEMI|ANTI/.test(word))
  .map(
    ([on, word, more]) =>
      `WITH q AS (SELECT b.region, b.domain_name, b.Identifier, b.default_encryption_key FROM ${D} b WHERE EXISTS (FROM ${T} a WHERE ${on})) SELECT q.region AS qr, q.domain_name AS qd, r.region AS rr, r.domain_name AS rd FROM q ${word} q r ON ${more}`,
  )
const lateral = fc
  .tuple(
    equality,
    fc.constantFrom('JOIN', 'LEFT JOIN'),
    fc.constantFrom('', 'ORDER BY ALL LIMIT 1'),
  )
  .map(
    ([on, word, tail]) =>
      `SELECT ${COLUMNS_B}, x.* FROM ${D} b ${word} LATERAL (SELECT a.region AS ar, a.domain_name AS ad, a.uri AS au FROM ${T} a WHERE ${on} ${tail}) x ON true`,
  )
const stated = fc
  .tuple(joinWord, fc.constantFrom('a.Identifier', 'a.domain_name', 'a.object_type_name'))
  .filter(([word]) => !/RIGHT|FULL/.test(word))
  .map(([word, column]) =>
    /SEMI|ANTI/.test(word)
      ? `SELECT ${COLUMNS_A} FROM ${T} a ${word} (VALUES ('d1|s3://a'), ('d1'), ('d2'), (NULL)) v(k) ON ${column} = v.k`
      : `SELECT ${COLUMNS_A}, v.k FROM (VALUES ('d1|s3://a'), ('d1'), ('d2'), (NULL)) v(k) ${word} ${T} a ON ${column} = v.k`,
  )
const grouped = fc
  .tuple(equality, joinWord)
  .filter(([, word]) => !/SEMI|ANTI/.test(word))
  .map(
    ([on, word]) =>
      `SELECT b.domain_name AS bd, count(a.uri) AS n, max(a.uri) AS m FROM (SELECT DISTINCT domain_name, region, Identifier, dead_letter_queue_url, default_encryption_key FROM ${D}) b ${word} ${T} a ON ${on} GROUP BY ALL`,
  )

const query = fc.oneof(
  { weight: 4, arbitrary: twoTables },
  { weight: 3, arbitrary: onCondition },
  { weight: 3, arbitrary: threeTables },
  { weight: 4, arbitrary: subquery },
  united,
  common,
  lateral,
  stated,
  grouped,
)

/** The whole tables in a DuckDB of their own. */
async function handmade(estate: Estate): Promise<(sql: string) => Promise<string[]>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run(`ATTACH ':memory:' AS awscc; CREATE SCHEMA awscc.customerprofiles;
CREATE TABLE ${T} (region VARCHAR, domain_name VARCHAR, uri VARCHAR, object_type_name VARCHAR, Identifier VARCHAR);
CREATE TABLE ${D} (region VARCHAR, domain_name VARCHAR, dead_letter_queue_url VARCHAR, default_encryption_key VARCHAR, Identifier VARCHAR);
CREATE VIEW ${L} AS SELECT * EXCLUDE (object_type_name) FROM ${T}`)
  const insert = async (table: string, cells: readonly (string | null)[]): Promise<void> => {
    const values = cells.map((cell) => (cell === null ? 'NULL' : `'${cell}'`)).join(', ')
    await connection.run(`INSERT INTO ${table} VALUES (${values})`)
  }
  for (const each of estate.domains) {
    await insert(D, [each.region, each.name, each.ref, each.key, each.name])
  }
  for (const each of estate.integrations) {
    const identifier = `${each.domain}|${each.uri}`
    await insert(T, [each.region, each.domain, each.uri, each.type, identifier])
  }
  return async (sql) => {
    const reader = await connection.runAndReadAll(sql)
    return reader.getRowsJson().map(shown).sort()
  }
}

function shown(row: readonly unknown[]): string {
  return row
    .map((cell) =>
      cell === null ? 'NULL' : typeof cell === 'string' ? cell : JSON.stringify(cell),
    )
    .join(' | ')
}

test('random joins over random estates', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ domains, integrations }),
      fc.array(query, { minLength: 12, maxLength: 12 }),
      async (estate, queries) => {
        // The local cloud lists integrations of domains that are there.
        const names = new Set(estate.domains.map((each) => `${each.region} ${each.name}`))
        const own: Estate = {
          domains: estate.domains,
          integrations: estate.integrations.filter((each) =>
            names.has(`${each.region} ${each.domain}`),
          ),
        }
        const bed = await TestBed.start(
          {
            estate: [
              ...own.domains.map(({ region: place, name, ref, key }) => ({
                type: 'AWS::CustomerProfiles::Domain',
                region: place,
                properties: {
                  DomainName: name,
                  DefaultExpirationDays: 366,
                  ...(ref === null ? {} : { DeadLetterQueueUrl: ref }),
                  ...(key === null ? {} : { DefaultEncryptionKey: key }),
                },
              })),
              ...own.integrations.map((each) => ({
                type: 'AWS::CustomerProfiles::Integration',
                region: each.region,
                properties: {
                  DomainName: each.domain,
                  Uri: each.uri,
                  ...(each.type === null ? {} : { ObjectTypeName: each.type }),
                },
              })),
            ],
            pageSize: 2,
          },
          { regions: REGIONS },
        )
        const bare = bed.open({ regions: REGIONS, disabledRules: PLAN_RULES })
        const expected = await handmade(own)
        try {
          for (const sql of queries) {
            const wanted = await expected(sql)
            for (const session of [bed.session, bare]) {
              const found = await rows(session, sql)
              expect([sql, ...found.map(shown).sort()]).toEqual([sql, ...wanted])
            }
          }
        } finally {
          await bed.close()
        }
      },
    ),
    { numRuns: SOAK ? 100 : 8, endOnFailure: true },
  )
}, 1_800_000)
