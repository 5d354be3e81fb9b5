import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderTemplate } from '../../src/manifest/index.js'
import { AppError } from '../../src/errors/index.js'
import { scanText, splitStatements, tokenize } from '../../src/sql/index.js'
import { appError } from '../resource/expected-error.js'

const RUNS = process.env['SKYQL_SOAK'] === undefined ? 3_000 : 300_000

function sql(text: string, x: unknown): string {
  return renderTemplate(text, { variables: { x: x as string }, sql: true })
}

const HOSTILE = [
  ...["'", "''", '"', '\\', "\\'", ';', '--', '/*', '*/', '$$', '$größe$', '$a$', '$', 'größe'],
  ...['\r', '\n', '\r\n', '\f', '\v', '\0', '\u0085', '\u2028', '\u00a0', '\ufeff', ' ', '\t'],
  ...['E', 'e', 'U&', 'x', 'N', 'a', '1', '1e', '0x', '-', '+', '.', ',', '(', ')', '?', '#', ':'],
  ...[
    "' OR 'a' = 'a",
    '; DELETE FROM t; --',
    '\rDELETE FROM t',
    '*/ DELETE FROM t /*',
    'OR',
    'NULL',
  ],
  ...['/*+ replace */', '+ replace', 'true', 'Identifier', 'ALL', 'DISTINCT', '{{', '}}', "'\n'"],
  ...['nowait', '\\x', '\\', '101', 'u0041', "$a$'", '\\u0027', '\\047', 'DELETE', 'us-east-1'],
]

const value = fc
  .array(fc.constantFrom(...HOSTILE), { maxLength: 4 })
  .map((pieces) => pieces.join(''))

const PLACES = [
  ...["'{{ x }}'", "'a{{ x }}'", "'{{ x }}''b'", "E'{{ x }}'", "E'\\'{{ x }}'", "E'\\{{ x }}'"],
  ...["E'a'\n'{{ x }}'", "'a'\r'{{ x }}'", "'a' -- {{ x }}\n'b'", "N'{{ x }}'", "x'{{ x }}'"],
  ...[
    "E'\\x4{{ x }}'",
    "E'\\10{{ x }}'",
    "E'\\u00{{ x }}'",
    "b'{{ x }}'",
    "U&'{{ x }}'",
    "DATE'{{ x }}'",
  ],
  ...[
    '$${{ x }}$$',
    '$a${{ x }}$a$',
    '$größe${{ x }}$größe$',
    '$größe$ ${{ x }}$ $größe$',
    '${{ x }}$',
  ],
  ...['"{{ x }}"', '"a{{ x }}"', '{{ x }}', 't_{{ x }}', '{{ x }}_t', '{{ x }}{{ x }}', '-{{ x }}'],
  ...[
    '1{{ x }}',
    '{{ x }}1',
    "{{ x }}'a'",
    "'a'{{ x }}",
    '{{ x }}"a"',
    '${{ x }}',
    '?{{ x }}',
    '0{{ x }}',
  ],
  ...[
    'a.{{ x }}',
    '{{ x }}.a',
    '{{ x }}(1)',
    '@{{ x }}',
    ':{{ x }}',
    '/{{ x }}/ 1',
    '-{{ x }}-',
    '#{{ x }}',
  ],
  ...[
    '-- {{ x }}\n',
    '-- {{ x }}\r',
    '--{{ x }}',
    '/* {{ x }} */',
    '/*{{ x }}*/',
    '/* /* {{ x }} */ */',
  ],
  ...[
    '/*+ {{ x }} */',
    "-- '\r'{{ x }}'",
    "/* $a$ */ '{{ x }}'",
    '/{{ x }}* a */',
    '{{ x | sql_list }}',
  ],
  ...["'{{ x | sql_escape }}'", "'<Name>'", "'{{ '{{' }} {{ x }}'"],
]

const AROUND = [
  ...[
    ' ',
    '\n',
    '\r',
    ' = ',
    ', ',
    ' AND a = ',
    "'a'",
    '"c"',
    ' -- c\r',
    ' -- c\n',
    '/* c */',
    '1',
    'a',
  ],
  ...[
    "E'\\''",
    '$$a$$',
    '(',
    ')',
    ' IN (',
    ';',
    ' || ',
    '-',
    '/',
    '*',
    "'",
    '"',
    ' LIKE ',
    '\u00a0',
  ],
]

const template = fc
  .tuple(
    fc.constantFrom(
      'DELETE FROM t WHERE Identifier = ',
      'SELECT ',
      'UPDATE t SET a = 1 WHERE ',
      '',
    ),
    fc.array(fc.tuple(fc.constantFrom(...AROUND), fc.constantFrom(...PLACES)), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.constantFrom(...AROUND),
  )
  .map(([head, places, tail]) => head + places.flat().join('') + tail)

/**
 * What a statement is made of, without what stands in its texts and comments. Signs, and what touches with dots and dashes
 * between (`us-east-1`, `a.b`), are of one value; a list in parentheses is one, too.
 */
function values(text: string): string {
  const parts: string[] = []
  let end = -1
  for (const { kind, text: own, start, end: next } of tokenize(text)) {
    const isPart = kind === 'word' || kind === 'number' || own === '-' || own === '.'
    const touches = start === end && isPart
    const prefix = /^[a-z$]/i.exec(own)?.[0].toLowerCase() ?? ''
    if (isPart) {
      if (!touches && own !== '-') parts.push('value')
    } else parts.push(kind === 'string' ? `string${prefix}` : kind === 'quoted' ? 'name' : own)
    end = isPart && (touches || own !== '-') ? next : -1
  }
  return parts
    .join(' ')
    .replace(/\( (?:(?:string|value)(?: , )?)+ \)/g, 'value')
    .replace(/\bstring\b/g, 'value')
}

/** `undefined` where it is refused; a template without a value is its author's alone. */
function rendered(text: string, x: unknown): string | undefined {
  if (!text.includes('{{ x')) return undefined
  try {
    const done = sql(text, x)
    // What a condition leaves out may leave no SQL.
    tokenize(done)
    return done
  } catch (error) {
    if (AppError.is(error) && /^TEMPLATE_|^SYNTAX$/.test(error.code)) return undefined
    throw error
  }
}

function hints(text: string): string[] {
  const comments = scanText(text).filter(({ kind }) => kind === 'comment')
  return comments.map((comment) => comment.text).filter((comment) => comment.startsWith('/*+'))
}

/** With the first harmless value that the template takes. */
function plainly(text: string): string | undefined {
  for (const harmless of ['abc', '7', 'true', '']) {
    const done = rendered(text, harmless)
    if (done !== undefined) return done
  }
  return undefined
}

describe('whatever a value is, the statement is the template', () => {
  it.each([
    // The three that added a DELETE.
    ['SELECT $größe${{ x }}$größe$', '$größe$; DELETE FROM t; SELECT $größe$'],
    ["SELECT E'a'\n'{{ x }}'", "\\'; DELETE FROM t; --"],
    ['SELECT 1 -- {{ x }}\n', '\rDELETE FROM t'],
    ['SELECT $größe$ a $größe$ || {{ x }}', "'a'"],
    ["SELECT E'\\{{ x }}'", "'"],
    ["SELECT E'\\1{{ x }}'", '01'],
    ['SELECT $a$ ${{ x }}$ $a$', 'a'],
    ["SELECT {{ x }}'a\\'", 'E'],
    ['SELECT 1{{ x }}', 'e5'],
    ['SELECT -{{ x }}- 1', '-'],
    ['DELETE FROM t WHERE Identifier = {{ x }}', 'Identifier'],
    ["DELETE FROM t WHERE Identifier IN ('a') {{ x }} a = 1", 'OR'],
    ['{{ x }} FROM t', 'DELETE'],
    ['DELETE /*+ {{ x }} */ FROM t', 'nowait'],
    ["SELECT '{{ x }}'", 'a\0b'],
  ])('%j with %j', (text, x) => {
    const before = rendered(text, 'a')
    const after = rendered(text, x)
    if (after === undefined) return
    expect(splitStatements(after)).toHaveLength(1)
    if (before !== undefined) expect(values(after)).toBe(values(before))
  })

  it('in generated templates with hostile values', () => {
    const counts = { rendered: 0, refused: 0 }
    fc.assert(
      fc.property(template, value, (text, x) => {
        const plain = plainly(text)
        const hostile = rendered(text, x)
        if (hostile === undefined) {
          counts.refused++
          return
        }
        counts.rendered++
        expect(values(hostile), hostile).toBe(values(plain ?? ''))
        expect(splitStatements(hostile)).toHaveLength(splitStatements(plain ?? '').length)
        // Hints and keywords are the template's own.
        expect(hints(hostile), hostile).toEqual(hints(plain ?? ''))
      }),
      { numRuns: RUNS },
    )
    expect(counts.rendered).toBeGreaterThan(RUNS / 20)
    expect(counts.refused).toBeGreaterThan(RUNS / 20)
  }, 3_600_000)
})

describe('a name', () => {
  it.each([
    ['SELECT {{ x }} FROM t', 'DomainName'],
    ['SELECT a FROM {{ x }}.s3.buckets', 'awscc'],
    ['SELECT a FROM awscc.{{ x }}', 's3.buckets'],
    ['SELECT a FROM t ORDER BY a {{ x }}', 'DESC'],
    ['SELECT t_{{ x }} FROM t', 'prod'],
    ['SET region = {{ x }}', 'us-east-1'],
    ['SELECT a FROM t WHERE {{ x }} = 1', 'name'],
    ['SELECT a FROM t WHERE b = {{ x }}', 'true'],
    ['SELECT a FROM t WHERE b = {{ x }}.c', 't'],
    ['SELECT count({{ x }}) FROM t', 'name'],
    ['SELECT a FROM t LIMIT {{ x }}', '10'],
  ])('%s takes %s', (text, x) => {
    expect(sql(text, x)).toBe(text.replace('{{ x }}', x))
  })

  it.each([
    ['SELECT a FROM t WHERE b = {{ x }}', 'name'],
    ['SELECT a FROM t WHERE b LIKE {{ x }}', 'name'],
    ['UPDATE t SET a = {{ x }}', 'b'],
    ['SELECT a FROM t WHERE {{ x }} = 1', 'NOT'],
    ['SELECT a FROM t LIMIT {{ x }}', 'ALL'],
    ['SELECT t_{{ x }} FROM t', 'a-b'],
    ['SELECT "{{ x }}" FROM t', ''],
    ['{{ x }}', 'COMMIT'],
  ])('%s does not take %s', (text, x) => {
    expect(() => sql(text, x)).toThrow(appError('TEMPLATE_FORBIDDEN', { line: 1 }))
  })
})

it('shows the placeholder where the template itself is no SQL', () => {
  const text = "SELECT '{{ x }}',\n {{ x }}, 'a"
  expect(() => sql(text, 'b')).toThrow(appError('SYNTAX', { line: 2, column: 11 }))
})

describe('DuckDB', () => {
  let instance: DuckDBInstance
  beforeAll(async () => {
    instance = await DuckDBInstance.create()
  })
  afterAll(() => {
    instance.closeSync()
  })

  it('counts as many statements as the template has', async () => {
    const connection = await instance.connect()
    const count = async (text: string): Promise<number | undefined> =>
      connection.extractStatements(text).then(
        (found) => found.count,
        () => undefined,
      )
    await fc.assert(
      fc.asyncProperty(template, value, async (text, x) => {
        const plain = plainly(text)
        const hostile = rendered(text, x)
        if (hostile === undefined || plain === undefined) return
        const [before, after] = [await count(plain), await count(hostile)]
        if (before !== undefined && after !== undefined) expect(after, hostile).toBe(before)
      }),
      { numRuns: RUNS / 3 },
    )
    connection.closeSync()
  }, 3_600_000)
})
