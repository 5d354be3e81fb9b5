import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foldRecords } from '../../src/execution/journal/fold-records.js'
import type { RequestRecord } from '../../src/execution/journal/request-record.js'
import { readLog } from '../../src/execution/journal/read-log.js'
import { emulator, skyql } from '../support/skyql.js'

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const soak = process.env['SKYQL_SOAK'] !== undefined
const WRITES = soak ? 2_000 : 60
const BATCH = soak ? 40 : 12
/** Writes that share a journal. */
const GROUP = BATCH * 5
const SEED = Number(process.env['SKYQL_SEED'] ?? 20261122)

/** Names come from the user, and (REST APIs) from the service: there a second one would go unnoticed. */
const NAMED = 'awscc.customerprofiles.domains'
const UNNAMED = 'awscc.ec2.vpcs'
/** A replacement of these is a delete and a create under the same name, of VPCs a create and a delete. */
const REPLACED = 'awscc.ecr.repositories'

/** A small generator, so that a run can be had again. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test(
  `${String(WRITES)} writes under faults and kill -9: nothing twice, nothing lost, nothing unexplained`,
  { timeout: soak ? 3_600_000 : 240_000 },
  async () => {
    const random = randomFrom(SEED)
    const folder = mkdtempSync(join(tmpdir(), 'skyql-fault-run-'))
    const faults = ['throttle:0.05', 'drop:0.04:either', 'failed-throttling:0.05', 'http500:0.02']
    const cloud = await emulator([
      ...['--handler', '60', '--pending', '20', '--fault-seed', String(SEED)],
      ...faults.flatMap((fault) => ['--fault', fault]),
    ])
    const common = ['exec', '--endpoint-url', cloud.url, '--region', 'us-east-1', '-o', 'json']
    const counts = { statements: 0, changes: 0, replacements: 0, killed: 0, resumes: 0 }
    try {
      const records: RequestRecord[] = []
      for (let first = 0; first < WRITES; first += GROUP) {
        // A journal of its own for each group: a large one forgets what has ended.
        const journal = join(folder, `journal-${String(first)}`)
        const args = [...common, '--journal', journal]
        for (let start = first; start < Math.min(first + GROUP, WRITES); start += BATCH) {
          const batch = Array.from({ length: BATCH }, (_, index) => String(start + index))
          counts.statements++
          const died = await runOrKill(
            [...args, '--yes', statementFor(batch, random)],
            folder,
            random,
          )
          if (died) counts.killed++
          // What is there already is changed and deleted, too; which of it that meets depends on the faults.
          // The first of them in the short run, too.
          if (start === BATCH || (start > BATCH && random() < 0.6)) {
            counts.changes++
            const statement = changeFor(start - BATCH, random)
            if (await runOrKill([...args, '--yes', statement], folder, random)) counts.killed++
          }
          if (counts.statements % 2 === 0) {
            counts.replacements++
            const statement = replacement(start / BATCH, random)
            if (await runOrKill([...args, '--yes', statement], folder, random)) counts.killed++
          }
          // Now and then nobody resumes before the next run.
          if (died && random() < 0.7) {
            await skyql([...args, '--resume'], { cwd: folder })
            counts.resumes++
          }
        }
        // Until nothing is left: dropped connections may hit --resume, too.
        for (let round = 0; round < 10; round++) {
          counts.resumes++
          if ((await skyql([...args, '--resume'], { cwd: folder })).stdout.trim() === '[]') break
        }
        records.push(...foldRecords((await readLog(join(journal, 'requests.jsonl'))).entries))
      }
      const ends = byStatus(records)
      const repositories = afterAll(records, 'AWS::ECR::Repository')
      const expected = made(records, 'AWS::CustomerProfiles::Domain')
      const unnamed = made(records, 'AWS::EC2::VPC')
      const left = (all: Set<string>, typeName: string): string[] =>
        sorted([...all].filter((each) => !deleted(records, typeName).has(each)))
      const summary = {
        seed: SEED,
        ...counts,
        requests: records.length,
        ...Object.fromEntries([...ends].map(([status, each]) => [status, each.length])),
        operations: byOperation(records),
        domains: expected.size,
        vpcs: unnamed.size,
        repositories: repositories.size,
      }
      process.stdout.write(`${JSON.stringify(summary)}\n`)

      // Nothing is unexplained.
      expect(ends.get('NONE') ?? []).toEqual([])
      expect(ends.get('UNKNOWN') ?? []).toEqual([])
      // What there is, is what the journal says: nothing twice, nothing lost.
      expect(await identifiers(common, `${NAMED}_list_only`, folder)).toEqual(
        left(expected, 'AWS::CustomerProfiles::Domain'),
      )
      expect(await identifiers(common, `${UNNAMED}_list_only`, folder)).toEqual(
        left(unnamed, 'AWS::EC2::VPC'),
      )
      // Nothing that was replaced is lost, and none of it is there twice.
      expect(await identifiers(common, `${REPLACED}_list_only`, folder)).toEqual(
        sorted(repositories),
      )
      expect([...asked(records)].filter((each) => !repositories.has(each))).toEqual([])
      expect(await expirations(common, folder)).toEqual(changed(records))
      const tokens = records
        .flatMap(({ requestToken }) => (requestToken === undefined ? [] : [`'${requestToken}'`]))
        .slice(-50)
        .join(', ')
      const open = await skyql(
        [
          ...common,
          `SELECT count(*) AS n FROM awscc.cloud_control.resource_request
          WHERE request_token IN (${tokens}) AND operation_status IN ('PENDING', 'IN_PROGRESS')`,
        ],
        { cwd: folder },
      )
      expect(open.stderr + open.stdout).toMatch(/"n": ?0/)
    } finally {
      await cloud.stop()
      rmSync(folder, { recursive: true })
    }
  },
)

function statementFor(batch: readonly string[], random: () => number): string {
  const names = batch.map((each) => `'d${each}'`)
  return random() < 0.5
    ? `INSERT INTO ${NAMED} (DomainName, DefaultExpirationDays) SELECT name, 1 FROM (VALUES ${names.map((name) => `(${name})`).join(', ')}) v(name)`
    : `INSERT INTO ${UNNAMED} (CidrBlock) VALUES ${batch.map((each) => `('10.${String(Number(each) % 250)}.${String(Math.floor(Number(each) / 250))}.0/24')`).join(', ')}`
}

/** A change or a delete of some of the resources of an earlier batch. */
function changeFor(first: number, random: () => number): string {
  const some = Array.from({ length: BATCH }, (_, index) => first + index).filter(
    () => random() < 0.3,
  )
  const names = (some.length === 0 ? [first] : some).map((each) => `'d${String(each)}'`).join(', ')
  if (random() < 0.5) return `DELETE FROM ${NAMED} WHERE "Identifier" IN (${names})`
  const days = 2 + Math.floor(random() * 300)
  return `UPDATE ${NAMED} SET default_expiration_days = ${String(days)} WHERE "Identifier" IN (${names})`
}

/** Makes a repository, or makes it anew: what differs can only be set at creation. */
function replacement(number: number, random: () => number): string {
  const name = `repo-${String(Math.floor(number / 4))}`
  const type = random() < 0.5 ? 'KMS' : 'AES256'
  return `REPLACE INTO ${REPLACED} (RepositoryName, EncryptionConfiguration) VALUES ('${name}', '{"EncryptionType":"${type}"}')`
}

/** The resources that are there once all that the journal tells of is done, in its order. */
function afterAll(records: readonly RequestRecord[], typeName: string): Set<string> {
  const there = new Set<string>()
  for (const record of records) {
    if (record.typeName !== typeName || !ended(record)) continue
    const name = record.end?.identifier ?? record.identifier ?? ''
    if (record.operation === 'DELETE') there.delete(name)
    else there.add(name)
  }
  return there
}

/** Repositories that were ever made. */
function asked(records: readonly RequestRecord[]): Set<string> {
  const made = records.filter((each) => each.typeName === 'AWS::ECR::Repository' && ended(each))
  return new Set(made.map(({ end, identifier }) => end?.identifier ?? identifier ?? ''))
}

/** Runs skyql, and half of the times kills it at a random moment; true where it was killed. */
async function runOrKill(
  args: readonly string[],
  cwd: string,
  random: () => number,
): Promise<boolean> {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'x' }
  const child = spawn(process.execPath, [SKYQL, ...args], { cwd, env, stdio: 'ignore' })
  const kills = random() < 0.5
  const moment = 400 + random() * 1_600
  const timer = kills ? setTimeout(() => child.kill('SIGKILL'), moment) : undefined
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  return signal === 'SIGKILL'
}

/** What the journal says was made, by identifier. @throws where two requests made one resource */
function made(records: readonly RequestRecord[], typeName: string): Set<string> {
  const identifiers = records
    .filter((each) => each.typeName === typeName && each.operation === 'CREATE' && ended(each))
    .map(({ end }) => end?.identifier ?? '')
  const distinct = new Set(identifiers)
  expect(identifiers).toHaveLength(distinct.size)
  return distinct
}

/** What the journal says was deleted: names are never given twice here. */
function deleted(records: readonly RequestRecord[], typeName: string): Set<string> {
  return new Set(
    records
      .filter((each) => each.typeName === typeName && each.operation === 'DELETE' && ended(each))
      .map(({ identifier }) => identifier ?? ''),
  )
}

const ended = ({ end }: RequestRecord): boolean => end?.status === 'SUCCESS'

/** What the journal says the days of each domain that was changed and is there still are. */
function changed(records: readonly RequestRecord[]): Record<string, number> {
  const gone = deleted(records, 'AWS::CustomerProfiles::Domain')
  const days: Record<string, number> = {}
  for (const record of records.filter((each) => each.operation === 'UPDATE' && ended(each))) {
    const [patch] = JSON.parse(record.body ?? '[]') as { value: number }[]
    if (!gone.has(record.identifier ?? '') && patch !== undefined)
      days[record.identifier ?? ''] = patch.value
  }
  return days
}

/** The days of the domains that are not as they were made. */
async function expirations(
  common: readonly string[],
  cwd: string,
): Promise<Record<string, number>> {
  const sql = `SELECT domain_name AS id, default_expiration_days AS days FROM ${NAMED} WHERE default_expiration_days <> 1`
  const { stdout } = await skyql([...common, sql], { cwd })
  const rows = JSON.parse(stdout) as { id: string; days: number }[]
  return Object.fromEntries(rows.map(({ id, days }) => [id, days]))
}

function byOperation(records: readonly RequestRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { operation } of records) counts[operation] = (counts[operation] ?? 0) + 1
  return counts
}

async function identifiers(
  common: readonly string[],
  table: string,
  cwd: string,
): Promise<string[]> {
  const sql = `SELECT "Identifier" AS id FROM ${table}`
  const { stdout } = await skyql([...common, sql], { cwd })
  return sorted((JSON.parse(stdout) as { id: string }[]).map(({ id }) => id))
}

const sorted = (names: Iterable<string>): string[] => [...names].sort()

function byStatus(records: readonly RequestRecord[]): Map<string, RequestRecord[]> {
  const found = new Map<string, RequestRecord[]>()
  for (const record of records) {
    const status = record.end?.status ?? 'NONE'
    found.set(status, [...(found.get(status) ?? []), record])
  }
  return found
}
