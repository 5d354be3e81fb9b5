import { DuckDBInstance, VARCHAR, type DuckDBConnection } from '@duckdb/node-api'
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wideSpaceEdits } from '../../src/sql/dialect/wide-spaces.js'
import { tokenize, type Token } from '../../src/sql/index.js'
import { applyEdits } from '../../src/util/index.js'
import { READER_QUERIES, READER_TEXTS } from './reader-texts.js'

/*
 * Two judges of where tokens begin: DuckDB's parser, of the version that skyql uses, and DuckDB's tokenizer, which its
 * Python package offers.
 */

const SOAK = process.env['SKYQL_SOAK'] !== undefined
const RUNS = Number(process.env['SKYQL_READER_TEXTS'] ?? (SOAK ? 200_000 : 2_000))

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
})

afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

/** What DuckDB gets to read, and our tokens of it; `undefined` where we refuse the text. */
function reading(text: string): { sql: string; tokens: Token[] } | undefined {
  try {
    const sql = applyEdits(text, wideSpaceEdits(text))
    const tokens = tokenize(sql)
    // Nothing that we change for DuckDB changes what the text is.
    expect(
      tokens.map(({ kind }) => kind),
      text,
    ).toEqual(tokenize(text).map(({ kind }) => kind))
    return { sql, tokens }
  } catch (error) {
    if ((error as { code?: string }).code === 'SYNTAX') return undefined
    throw error
  }
}

interface Answer {
  readonly tree: string
  /** Offset of the mistake in code points, where there is one. */
  readonly position?: number
}

async function parse(sql: string): Promise<Answer> {
  const reader = await connection.runAndReadAll(
    'SELECT json_serialize_sql($1::VARCHAR)',
    [sql],
    [VARCHAR],
  )
  const text = String(reader.getRows()[0]?.[0])
  // Infinity, which a number may be too large for, is no JSON.
  if (!text.startsWith('{"error":true')) return { tree: text.replace(/"query_location":\d+/g, '') }
  const answer = JSON.parse(text) as { error_message?: string; position?: string }
  const position = answer.position === undefined ? undefined : Number(answer.position)
  const tree = answer.error_message ?? ''
  return { tree: tree.split('\n')[0] ?? '', ...(position !== undefined && { position }) }
}

/** One space between tokens, but for `N'…'`, which is one literal, and operators, whose binding it would change. */
function writtenApart({ sql, tokens }: { sql: string; tokens: readonly Token[] }): string {
  return tokens
    .map(({ kind, text, start, end }, index) => {
      const before = tokens[index - 1]
      const touches = before?.end === start
      const isNational = touches && /^n$/i.test(before.text) && text.startsWith("'")
      const isOperator = touches && before.kind === 'operator' && kind === 'operator'
      const isNumber = touches && before.kind === 'number' && /^[a-z_]/i.test(text)
      // An operator that a comment cuts off binds otherwise, too.
      const isCut = kind === 'operator' && /^(?:--|\/\*)/.test(sql.slice(end))
      const apart = isNational || isOperator || isNumber || index === 0 ? '' : ' '
      return `${apart}${text}${isCut ? '/**/' : ''}`
    })
    .join('')
}

/** Which token the mistake stands at. */
function tokenAt({ sql, tokens }: { sql: string; tokens: Token[] }, position: number): number {
  const offset = Array.from(sql).slice(0, position).join('').length
  const index = tokens.findIndex(({ start }) => start >= offset)
  return index < 0 ? tokens.length : index
}

test('DuckDB reads our tokens, written apart, as it reads the text', async () => {
  let parsed = 0
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        READER_QUERIES,
        READER_TEXTS.map((text) => `SELECT ${text}`),
      ),
      async (text) => {
        const ours = reading(text)
        if (ours === undefined) return
        const apart = reading(writtenApart(ours))
        if (apart === undefined) throw new Error(`tokens written apart are refused: ${text}`)
        const [whole, separate] = [await parse(ours.sql), await parse(apart.sql)]
        expect(separate.tree, text).toBe(whole.tree)
        if (whole.position !== undefined && separate.position !== undefined) {
          expect(tokenAt(apart, separate.position), text).toBe(tokenAt(ours, whole.position))
        } else parsed++
      },
    ),
    { numRuns: RUNS },
  )
  expect(parsed).toBeGreaterThan(RUNS / 20)
}, 3_600_000)

const PYTHON = `import duckdb, json, sys
for line in sys.stdin:
    print(json.dumps([offset for offset, _ in duckdb.tokenize(json.loads(line))]))`

const python = spawnSync('python3', ['-c', 'import duckdb; print(duckdb.__version__)'])
const version = python.status === 0 ? python.stdout.toString().trim() : undefined
if (version === undefined)
  console.log("skipped: comparing tokens with DuckDB's tokenizer needs its Python package")

/** Offsets in bytes at which DuckDB's tokenizer must see tokens begin. */
function starts({ sql, tokens }: { sql: string; tokens: Token[] }): number[] {
  return tokens.flatMap(({ kind, text, start }) => {
    const at = Buffer.byteLength(sql.slice(0, start))
    // One token to us, two to DuckDB: operators on JSON, which never reach it, and names of parameters.
    const isTwo =
      (kind === 'parameter' && /^\$\D/.test(text)) || (kind === 'operator' && /^[#?]./.test(text))
    return isTwo ? [at, at + 1] : [at]
  })
}

test.skipIf(version === undefined)(
  "tokens begin where DuckDB's tokenizer says",
  () => {
    const texts = fc.sample(fc.oneof(READER_TEXTS, READER_QUERIES), { numRuns: RUNS, seed: 7 })
    const read = texts.map(reading).filter((one) => one !== undefined)
    // What DuckDB refuses (an empty name, a wrong escape) ends its answer; such texts fail later here.
    const known = read.filter(({ tokens }) =>
      tokens.every(
        ({ kind, text }) =>
          text !== '""' && (kind !== 'string' || !/^e.*\\(?:[0-7xuU]|[^\x00-\x7f])/is.test(text)),
      ),
    )
    const input = known.map(({ sql }) => JSON.stringify(sql)).join('\n')
    const answer = spawnSync('python3', ['-c', PYTHON], { input, maxBuffer: 1 << 30 })
    expect(answer.status, answer.stderr.toString()).toBe(0)
    const theirs = answer.stdout.toString().trim().split('\n')
    expect(theirs).toHaveLength(known.length)
    const different = known.filter(
      (one, index) => JSON.stringify(starts(one)) !== theirs[index]?.replaceAll(' ', ''),
    )
    expect(different.map(({ sql }) => sql)).toEqual([])
    expect(known.length).toBeGreaterThan(RUNS / 4)
    console.log(
      `${String(texts.length)} texts, ${String(known.length)} read and alike, DuckDB ${String(version)}`,
    )
  },
  3_600_000,
)
