import { describe, expect, test } from 'vitest'
import {
  confirmReading,
  readStatement,
  splitStatements,
  type Statement,
} from '../../src/sql/index.js'
import { appError } from '../resource/expected-error.js'

const T = 'awscc.customerprofiles.integrations'

describe('splitting a script', () => {
  test.each([
    ['', []],
    [' ; ;; ', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1;', ['SELECT 1']],
    [`SELECT ';'; SELECT 2`, [`SELECT ';'`, 'SELECT 2']],
    ['SELECT 1 -- ;\n; SELECT /* ; */ 2', ['SELECT 1', 'SELECT /* ; */ 2']],
    [`SELECT $$;$$; SELECT "a;b"`, ['SELECT $$;$$', 'SELECT "a;b"']],
    [`SELECT E'\\';'; SELECT 2`, [`SELECT E'\\';'`, 'SELECT 2']],
    [`SELECT '\\'; SELECT 2`, [`SELECT '\\'`, 'SELECT 2']],
    ['/*+ create */ INSERT INTO t (a) SELECT 1;\n', ['INSERT INTO t (a) SELECT 1']],
  ])('%s', (script, statements) => {
    const found = splitStatements(script)
    expect(found.map(({ text }) => text)).toEqual(statements)
    for (const { text, offset } of found) expect(script.slice(offset).startsWith(text)).toBe(true)
  })
})

describe('the kind of a statement', () => {
  test.each<[string, Statement['kind']]>([
    ['SELECT 1', 'query'],
    ['-- first\nselect 1', 'query'],
    ['(SELECT 1)', 'query'],
    ['FROM a.b.c', 'query'],
    ['VALUES (1)', 'query'],
    ['WITH q AS (SELECT 1) SELECT * FROM q', 'query'],
    [`/*+ create */ INSERT INTO ${T} (a) VALUES (1)`, 'insert'],
    [`update ${T} set a = 1`, 'update'],
    [`DELETE FROM ${T}`, 'delete'],
    ['SHOW PROVIDERS', 'show'],
    [`SHOW INSERT INTO ${T}`, 'show'],
    [`DESCRIBE EXTENDED ${T}`, 'describe'],
    [`desc ${T}`, 'describe'],
    ['EXPLAIN SELECT 1', 'explain'],
    [`SET regions = 'us-east-1,eu-west-1'`, 'set'],
  ])('%s', (sql, kind) => {
    expect(readStatement(sql).kind).toBe(kind)
  })

  test.each([
    ['SELEC 1', 'SYNTAX', 1, /did you mean SELECT/],
    ['COPY t TO x', 'UNSUPPORTED_STATEMENT', 1, undefined],
    ['  ALTER TABLE t', 'UNSUPPORTED_STATEMENT', 3, undefined],
    ['1 + 1', 'SYNTAX', 1, undefined],
    ['EXPLAIN SHOW PROVIDERS', 'SYNTAX', undefined, undefined],
    ['EXPLAIN', 'SYNTAX', undefined, undefined],
    ['SHOW NOTHING', 'SYNTAX', 6, undefined],
    ['SHOW SERVICES', 'SYNTAX', undefined, undefined],
    [`DESCRIBE ${T} x`, 'SYNTAX', undefined, undefined],
    [`DELETE ${T}`, 'SYNTAX', 8, undefined],
    [`UPDATE ${T} a = 1`, 'SYNTAX', undefined, undefined],
    [`UPDATE ${T} SET a`, 'SYNTAX', undefined, undefined],
    [`UPDATE ${T} SET a = WHERE b = 1`, 'SYNTAX', undefined, undefined],
    [`INSERT INTO ${T} VALUES (1)`, 'SYNTAX', undefined, undefined],
    [`INSERT INTO ${T} (a VALUES (1)`, 'SYNTAX', undefined, undefined],
    [`INSERT INTO ${T} (a) DELETE FROM x`, 'SYNTAX', undefined, undefined],
    [`INSERT INTO ${T} (a) VALUES (1) ON CONFLICT DO`, 'SYNTAX', undefined, undefined],
    [`INSERT INTO ${T} (a) VALUES (1) ON CONFLICT DO UPDATE a = 1`, 'SYNTAX', undefined, undefined],
    [`REPLACE ${T} (a) VALUES (1)`, 'SYNTAX', 9, undefined],
    [`INSERT OR FAIL INTO ${T} (a) VALUES (1)`, 'SYNTAX', 11, undefined],
    ['COMMIT twice', 'SYNTAX', 8, undefined],
    [`DELETE FROM ${T} USING x WHERE a = 1`, 'UNSUPPORTED_STATEMENT', 49, undefined],
    [`UPDATE ${T} SET a = 1 FROM x WHERE b = 1`, 'UNSUPPORTED_STATEMENT', undefined, undefined],
    [`DELETE FROM ${T} WHERE (a = 1`, 'SYNTAX', undefined, undefined],
    [`DELETE FROM ${T} WHERE a = 1) OR (b = 2`, 'SYNTAX', undefined, undefined],
  ] as const)('%s is refused', (sql, code, column, hint) => {
    expect(() => readStatement(sql)).toThrow(
      appError(code, {
        ...(column === undefined ? {} : { line: 1, column }),
        ...(hint === undefined ? {} : { hint }),
      }),
    )
  })
})

describe('the parts of a write', () => {
  test('INSERT', () => {
    const sql = `INSERT INTO "awscc".customerprofiles.integrations (DomainName, "Uri", region)
SELECT 'a, (b', x FROM y RETURNING *, Identifier`
    const statement = readStatement(sql)
    expect(statement).toMatchObject({
      table: { parts: ['awscc', 'customerprofiles', 'integrations'], offset: 12 },
      columns: [{ name: 'DomainName' }, { name: 'Uri' }, { name: 'region' }],
      rows: { text: `SELECT 'a, (b', x FROM y` },
      returning: { text: '*, Identifier' },
    })
    if (statement.kind !== 'insert') return
    for (const { name, offset } of statement.columns) {
      expect(sql.slice(offset)).toMatch(new RegExp(`^"?${name}`))
    }
  })

  test('UPDATE', () => {
    const sql = `UPDATE ${T} SET tags = json_object('a', 1), b = (SELECT 1 FROM x WHERE y = 1), c = 'WHERE' WHERE (d = 1 OR e = 2) AND f = ',' RETURNING a`
    expect(readStatement(sql)).toMatchObject({
      assignments: [
        { column: { name: 'tags' }, value: { text: `json_object('a', 1)` } },
        { column: { name: 'b' }, value: { text: '(SELECT 1 FROM x WHERE y = 1)' } },
        { column: { name: 'c' }, value: { text: `'WHERE'` } },
      ],
      where: { text: `(d = 1 OR e = 2) AND f = ','` },
      returning: { text: 'a' },
    })
  })

  test('DELETE', () => {
    expect(readStatement(`DELETE FROM ${T} WHERE a = 'RETURNING' -- x`)).toMatchObject({
      where: { text: `a = 'RETURNING'` },
    })
  })

  test('SHOW and SET', () => {
    expect(readStatement(`SHOW RESOURCES IN awscc.s3 LIKE 'b%'`)).toMatchObject({
      what: 'resources',
      name: { parts: ['awscc', 's3'] },
      like: 'b%',
    })
    expect(readStatement('SHOW METHODS FROM a.b.c')).toMatchObject({ what: 'methods' })
    expect(readStatement(`SET Regions TO 'it''s'`)).toMatchObject({
      name: 'regions',
      value: "it's",
    })
  })
})

async function confirmed(sql: string): Promise<void> {
  const statement = readStatement(sql)
  if (statement.kind !== 'insert' && statement.kind !== 'update' && statement.kind !== 'delete') {
    throw new Error('no write')
  }
  await confirmReading(statement)
}

describe('the second reader', () => {
  test.each([
    `DELETE FROM ${T} WHERE Identifier LIKE 'x'||'%'`,
    `UPDATE ${T} SET tags='[]'::json WHERE Identifier='a'`,
    `UPDATE ${T} SET a = E'it\\'s' WHERE Identifier='a'`,
    `UPDATE ${T} SET a = $$it's$$ WHERE Identifier='a'`,
    `UPDATE ${T} SET a = 'C:\\temp' WHERE Identifier='a'`,
    `UPDATE ${T} SET a = '{"Pattern":"\\\\d+\\n\\u0041\\"\\/"}' WHERE Identifier='a'`,
    `UPDATE ${T} SET a = 'ends with \\' WHERE Identifier='a'`,
    `INSERT INTO ${T} (a) SELECT 'x' RETURNING *`,
    `INSERT INTO ${T} ("DomainName", region) VALUES ('it''s','y'), ('', NULL)`,
    `INSERT INTO awscc.lambda.functions (Code, "group", values) VALUES (1, 2, 3)`,
    `INSERT INTO ${T} (a) WITH q AS (SELECT 1) SELECT * FROM q GROUP BY ALL`,
    `update ${T} set a=1 where identifier='a' and tags ->> 'k' = 'v' -- done`,
    `/*+ delete */ DELETE FROM ${T} WHERE Identifier IN ('a','b') RETURNING uri`,
  ])('agrees: %s', async (sql) => {
    await expect(confirmed(sql)).resolves.toBeUndefined()
  })

  test.each([
    `DELETE FROM ${T} WHERE a = '\\' || ' OR region = ' --'`,
    `UPDATE ${T} SET a = '\\', b = ' WHERE c = 1 --' WHERE d = '\\'''`,
  ])('disagrees: %s', async (sql) => {
    await expect(confirmed(sql)).rejects.toThrow(appError('READERS_DISAGREE'))
  })

  test('refuses an unusual space in a text beside a quote in a comment, which DuckDB would change', async () => {
    const write = (comment: string): string =>
      `${comment} UPDATE ${T} SET a = '\ufeffx' WHERE Identifier = 'a'`
    await expect(confirmed(write("/* it's */"))).rejects.toThrow(appError('READERS_DISAGREE'))
    await expect(confirmed(write('/* its */'))).resolves.toBeUndefined()
  })

  test.each(['\u00a0', '\u2003', '\u3000', '\ufeff'])(
    'refuses the space %j between words',
    async (space) => {
      const sql = `/* its */\nDELETE FROM${space}${T} WHERE Identifier = 'a${space}b' -- ${space}`
      await expect(confirmed(sql)).rejects.toThrow(
        appError('READERS_DISAGREE', { message: /U\+/, line: 2, column: 12 }),
      )
      await expect(confirmed(sql.replace(`FROM${space}`, 'FROM '))).resolves.toBeUndefined()
    },
  )

  test.each([
    [`DELETE FROM ${T} -- only the victim\rWHERE Identifier = 'a'`],
    [`DELETE FROM ${T} /* x */\f-- y\r\nWHERE\rIdentifier = 'a'`],
    [`UPDATE ${T} SET a = 'x' -- y\rWHERE Identifier = 'a'`],
  ])('ends a comment at a carriage return: %j', async (sql) => {
    const statement = readStatement(sql)
    await expect(confirmed(sql)).resolves.toBeUndefined()
    expect('where' in statement && statement.where).toMatchObject({
      text: expect.stringMatching(/Identifier = 'a'$/) as string,
    })
  })

  test.each(['\x85', '\u2028', '\u2029', '\u200b', '\u200d', '\u00ad', '\u1680', '\u00a0', '€'])(
    'refuses %j outside texts and quoted names, by its name',
    async (char) => {
      const code = `U\\+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
      for (const sql of [
        `DELETE FROM ${T}${char} WHERE Identifier = 'a'`,
        `DELETE FROM ${T} WHERE ${char}Identifier = 'a'`,
        `DELETE FROM ${T} WHERE Identifier = 'a' OR ${char}x = 'b'`,
        `DELETE FROM ${T} WHERE Identifier = 'a' OR x = 'b' ${char}`,
      ]) {
        await expect(confirmed(sql), sql).rejects.toThrow(
          appError('READERS_DISAGREE', { message: new RegExp(code) }),
        )
      }
      const inside = `DELETE FROM ${T} WHERE Identifier = 'a${char}' OR "x${char}" = $$${char}$$`
      await expect(confirmed(inside)).resolves.toBeUndefined()
    },
  )

  test.each(['\f', '\x85', '\u2028', '\u2029'])('refuses %j in a comment', async (char) => {
    const write = (comment: string): string =>
      `DELETE FROM ${T} -- all but${comment} one\nWHERE Identifier = 'a'`
    await expect(confirmed(write(char))).rejects.toThrow(appError('READERS_DISAGREE'))
    await expect(confirmed(write(' größe €'))).resolves.toBeUndefined()
  })

  test.each([
    [`DELETE FROM ${T} WHERE a = 1x`, /directly behind the number 1/],
    [`DELETE FROM ${T} WHERE a = x'41'`, /x'…' is not supported/],
    [`SELECT b'01'`, /b'…' is not supported/],
    [`SELECT 0x1G`, /directly behind/],
    [`SELECT 1_`, /directly behind/],
  ])('refuses %s', (sql, message) => {
    expect(() => readStatement(sql)).toThrow(appError('SYNTAX', { message }))
  })
})

test('a hint stands in a comment of its own', () => {
  const hints = (sql: string): readonly string[] => {
    const statement = readStatement(sql)
    return statement.kind === 'delete' ? statement.hints : []
  }
  expect(hints(`DELETE /*+ nowait */ FROM ${T} WHERE a = 1`)).toEqual(['nowait'])
  expect(hints(`DELETE FROM ${T} WHERE a = 1 -- /*+ nowait */`)).toEqual([])
  expect(hints(`DELETE FROM ${T} /* x /*+ nowait */ */ WHERE a = '/*+ nowait */'`)).toEqual([])
})
