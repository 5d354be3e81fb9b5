// Lists 100,000 resources of 20 regions, 40 ms a call: node bench/inventory.mjs [runs]
// First as a new process: rows a second and resident memory. Then what a statement takes after the last answer of the
// API, against DuckDB's own time for the same SQL over the same rows, loaded by hand.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { createSession, readStatement } from '../dist/lib/index.js'
import { emulator, median, print, residentMegabytes, SKYQL } from './support/measure.mjs'

const RESOURCES = 100_000
const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1', 'eu-south-1'],
  ...['ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-northeast-2'],
  ...['ap-northeast-3', 'ap-east-1', 'af-south-1'],
]
const TABLE = 'awscc.customerprofiles.domains'
const AIM = 20_000
const runs = Number(process.argv[2] ?? 3)

const folder = mkdtempSync(join(tmpdir(), 'skyql-bench-'))
const seed = join(folder, 'estate.json')
writeFileSync(
  seed,
  JSON.stringify(
    Array.from({ length: RESOURCES }, (_, index) => ({
      type: 'AWS::CustomerProfiles::Domain',
      region: REGIONS[index % REGIONS.length],
      properties: { DomainName: `domain-${index}`, DefaultExpirationDays: 366 },
    })),
  ),
)
const cloud = await emulator('--latency', '40', '--seed', seed)

/** A new process: milliseconds, processor milliseconds, megabytes at most, lines. */
async function listed(format, sql) {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      SKYQL,
      ...['exec', '-o', format, '--region', REGIONS.join(','), '--endpoint-url', cloud.url],
      ...['--stats', sql],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, residentMegabytes(child.pid))), 50)
  let lines = 0
  let first
  child.stdout.on('data', (part) => {
    first ??= performance.now() - started
    for (const byte of part) if (byte === 10) lines++
  })
  const [code] = await once(child, 'close')
  clearInterval(watch)
  if (code !== 0) throw new Error(`ended with ${code}`)
  return { ms: performance.now() - started, peak, lines, first }
}

async function byHand(rows) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    `ATTACH ':memory:' AS awscc; CREATE SCHEMA awscc.customerprofiles; CREATE TABLE ${TABLE} (region VARCHAR, domain_name VARCHAR)`,
  )
  const appender = await connection.createAppender('domains', 'customerprofiles', 'awscc')
  for (const [region, name] of rows) {
    appender.appendVarchar(region)
    appender.appendVarchar(name)
    appender.endRow()
  }
  appender.closeSync()
  return {
    time: async (sql) => {
      const started = performance.now()
      const result = await connection.run(sql)
      let count = 0
      for await (const part of result.yieldRows()) count += part.length
      return { ms: performance.now() - started, count }
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

try {
  for (const format of ['jsonl', 'json']) {
    const all = []
    for (let run = 0; run < runs; run++) {
      all.push(await listed(format, `SELECT region, domain_name FROM ${TABLE}`))
    }
    const ms = median(all.map((each) => each.ms))
    if (all.some(({ lines }) => lines < RESOURCES)) throw new Error('rows are missing')
    print(
      `${format}: rows a second, end to end, against ${AIM}`,
      (((RESOURCES / ms) * 1000) / AIM).toFixed(2),
    )
    print(
      '  first row after (part of the whole time)',
      (median(all.map(({ first }) => first)) / ms).toFixed(2),
    )
    print('  resident memory (MB)', Math.max(...all.map(({ peak }) => peak)).toFixed(0))
  }

  let last = 0
  const session = createSession({
    host: { notify: ({ code }) => code === '9001' && (last = performance.now()) },
    endpointUrl: cloud.url,
    regions: REGIONS,
  })
  const rows = []
  const whole = await session.run(readStatement(`SELECT region, domain_name FROM ${TABLE}`))
  for await (const batch of whole.batches) rows.push(...batch)
  const hand = await byHand(rows)
  const statements = [
    ['every row', `SELECT region, domain_name FROM ${TABLE}`],
    [
      'an aggregate',
      `SELECT region, count(*), max(domain_name) FROM ${TABLE} GROUP BY 1 ORDER BY 2`,
    ],
    ['a sort', `SELECT domain_name FROM ${TABLE} ORDER BY domain_name DESC LIMIT 1000`],
    ['a self join', `SELECT count(*) FROM ${TABLE} a JOIN ${TABLE} b USING (domain_name, region)`],
  ]
  for (const [name, sql] of statements) {
    const [here, there] = [[], []]
    for (let run = 0; run < runs; run++) {
      const result = await session.run(readStatement(sql))
      let count = 0
      for await (const batch of result.batches) count += batch.length
      const after = performance.now() - last
      // By hand as well right after as many rows were fetched: what just came over the wire is what caches hold.
      const busy = await session.run(readStatement(`SELECT count(*) FROM ${TABLE}`))
      for await (const batch of busy.batches) if (batch.length === 0) throw new Error('no count')
      const own = await hand.time(sql)
      if (own.count !== count) throw new Error(`${name}: ${own.count} rows by hand, ${count} here`)
      here.push(after)
      there.push(own.ms)
    }
    // Of each side by itself: a few milliseconds beside another few make of one pair anything from 0.7 to 2.
    const [after, own] = [median(here), median(there)]
    print(
      `${name}: after the last answer / DuckDB's own time`,
      `${(after / own).toFixed(2)}  (${after.toFixed(1)} ms / ${own.toFixed(1)} ms)`,
    )
  }
  hand.close()
  await session.close()
} finally {
  cloud.stop()
  rmSync(folder, { recursive: true })
}
