import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../src/errors/index.js'
import { readStatement, splitStatements } from '../../src/sql/index.js'
import { callsOf, domain, failureOf, integration, rows, TestBed } from './support.js'

/* What is wrong is said with its place in the statement, and nothing is sent. */

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'
const KEY = `Identifier = 'retail|s3://a'`

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start(
    { estate: [domain('retail'), integration('retail', 's3://a')] },
    { yes: false },
  )
})

afterAll(() => bed.close())

interface Bad {
  /** With ▲ where the error has to point. */
  readonly sql: string
  readonly code: ErrorCode
  readonly message?: RegExp
  readonly hint?: RegExp
  /** Reads that are needed to see what is wrong. */
  readonly reads?: Readonly<Record<string, number>>
}

const cases: Record<string, Bad> = {
  'a word that begins no statement': {
    sql: `▲SELEC 1`,
    code: 'SYNTAX',
    hint: /SELECT/,
  },
  'a syntax error of DuckDB': { sql: `SELECT uri FROM ${T}\nWHERE uri = ▲= 1`, code: 'SYNTAX' },
  'a service that is called by a word of SQL': {
    sql: 'SELECT * FROM ▲lambda.functions',
    code: 'SYNTAX',
    hint: /"lambda" .* needs double quotes/,
  },
  'a column that is called by a word of SQL': {
    sql: `SELECT ▲primary FROM ${T}`,
    code: 'SYNTAX',
    hint: /"primary" .* needs double quotes/,
  },
  'a word of SQL that is noticed late': {
    sql: `SELECT group ▲FROM ${T}`,
    code: 'SYNTAX',
    hint: /"group" .* needs double quotes/,
  },
  'a column of several tables': {
    sql: `SELECT ▲domain_name FROM ${T} i, ${D} d`,
    code: 'AMBIGUOUS_COLUMN',
    hint: /"i\.domain_name" or "d\.domain_name"/,
  },
  'an unknown function': {
    sql: `SELECT ▲lowr(uri) FROM ${T}`,
    code: 'UNKNOWN_FUNCTION',
    message: /^there is no function "lowr"$/,
    hint: /"lower"/,
  },
  'a function that does not take that': {
    sql: `SELECT ▲split_part(uri) FROM ${T}`,
    code: 'SQL_RUNTIME',
    hint: /split_part\(string, delimiter, position\)/,
  },
  'a column that its table does not have': {
    sql: `SELECT ▲i.domain FROM ${T} i`,
    code: 'UNKNOWN_COLUMN',
    message: /^"i" has no column "domain"$/,
    hint: /did you mean "domain_name"/,
  },
  'a table that the statement does not read': {
    sql: `SELECT ▲d.uri FROM ${T} i`,
    code: 'UNKNOWN_COLUMN',
    hint: /did you mean "i"/,
  },
  'a text that never ends': { sql: `SELECT ▲'abc`, code: 'SYNTAX' },
  'an unknown provider': {
    sql: 'SELECT * FROM ▲awsc.customerprofiles.integrations',
    code: 'UNKNOWN_PROVIDER',
    hint: /awscc/,
  },
  'an unknown service': {
    sql: 'SELECT * FROM ▲awscc.customerprofile.integrations',
    code: 'UNKNOWN_SERVICE',
    hint: /customerprofiles/,
  },
  'an unknown table': {
    sql: 'SELECT * FROM ▲awscc.customerprofiles.integration',
    code: 'UNKNOWN_TABLE',
    hint: /integrations/,
  },
  'an unknown table to write to': {
    sql: `DELETE FROM ▲awscc.customerprofiles.domainz WHERE Identifier = 'x'`,
    code: 'UNKNOWN_TABLE',
    hint: /domains/,
  },
  'an unknown table to describe': {
    sql: 'DESCRIBE ▲awscc.customerprofiles.domainz',
    code: 'UNKNOWN_TABLE',
    hint: /domains/,
  },
  'an unknown table to show': {
    sql: 'SHOW METHODS IN ▲awscc.customerprofiles.domainz',
    code: 'UNKNOWN_TABLE',
    hint: /domains/,
  },
  'an unknown column': {
    sql: `SELECT uri, ▲domain_nam FROM ${T}`,
    code: 'UNKNOWN_COLUMN',
    hint: /domain_name/,
  },
  'a column that one side of a join lacks': {
    sql: `SELECT * FROM awscc.customerprofiles.domains JOIN ${T} USING (default_expiration_days)`,
    code: 'UNKNOWN_COLUMN',
  },
  'a query without columns': {
    sql: `SELECT▲`,
    code: 'SYNTAX',
  },
  'an unknown column in WHERE of a DELETE': {
    sql: `DELETE FROM ${T} WHERE ${KEY} AND ▲domain_nam = 'x'`,
    code: 'UNKNOWN_COLUMN',
    hint: /domain_name/,
  },
  'an unknown column in an INSERT': {
    sql: `INSERT INTO ${T} (DomainName, ▲Urj) VALUES ('a', 'b')`,
    code: 'UNKNOWN_COLUMN',
    hint: /Uri/,
  },
  'an unknown column in SET': {
    sql: `UPDATE ${T} SET tags = '[]', ▲object_type = 'b' WHERE ${KEY}`,
    code: 'UNKNOWN_COLUMN',
    hint: /object_type_name/,
  },
  'an unknown column in the value of SET': {
    sql: `UPDATE ${T} SET object_type_name = upper(▲uriii) WHERE ${KEY}`,
    code: 'UNKNOWN_COLUMN',
    hint: /uri/,
  },
  'an unknown column in RETURNING': {
    sql: `INSERT INTO ${T} (DomainName, Uri) VALUES ('a', 'b') RETURNING uri, ▲nope`,
    code: 'UNKNOWN_COLUMN',
  },
  'a column twice in an INSERT': {
    sql: `INSERT INTO ${T} (DomainName, Uri, ▲uri) VALUES ('a', 'b', 'c')`,
    code: 'SYNTAX',
  },
  'a column twice in SET': {
    sql: `UPDATE ${T} SET tags = '[]', ▲Tags = '[]' WHERE ${KEY}`,
    code: 'SYNTAX',
  },
  'too few values': {
    sql: `INSERT INTO ${T} (DomainName, Uri) ▲VALUES ('a')`,
    code: 'SYNTAX',
    message: /2 columns.*1 value/,
  },
  'a read-only property': {
    sql: `INSERT INTO ${T} (DomainName, ▲CreatedAt) VALUES ('a', 'b')`,
    code: 'READ_ONLY_PROPERTY',
  },
  'a read-only property in SET': {
    sql: `UPDATE ${T} SET ▲created_at = 'b' WHERE ${KEY}`,
    code: 'READ_ONLY_PROPERTY',
  },
  'a read-only property in a patch': {
    sql: `UPDATE ${T} SET PatchDocument = ▲'[{"op":"replace","path":"/CreatedAt","value":"x"}]' WHERE ${KEY}`,
    code: 'READ_ONLY_PROPERTY',
  },
  'a create-only property': {
    sql: `UPDATE ${T} SET uri = 's3://b' WHERE ${KEY}`,
    code: 'CREATE_ONLY_PROPERTY',
    hint: /REPLACE INTO/,
    reads: { GetResource: 1 },
  },
  'a create-only property in a patch': {
    sql: `UPDATE ${T} SET PatchDocument = ▲'[{"op":"replace","path":"/Uri","value":"x"}]' WHERE ${KEY}`,
    code: 'CREATE_ONLY_PROPERTY',
  },
  'the region in SET': {
    sql: `UPDATE ${T} SET ▲region = 'eu-west-1' WHERE ${KEY}`,
    code: 'CREATE_ONLY_PROPERTY',
  },
  'a wrong type': {
    sql: `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('a', ▲'many')`,
    code: 'VALUE_TYPE',
    message: /DefaultExpirationDays expects an integer, not "many"/,
  },
  'a wrong type that no literal shows': {
    sql: `INSERT INTO ${D} (DomainName, ▲DefaultExpirationDays) VALUES ('a', 1.5)`,
    code: 'VALUE_TYPE',
  },
  'a value that is none of those allowed': {
    sql: `INSERT INTO ${T} (DomainName, Scope) VALUES ('a', ▲'PROFIL')`,
    code: 'VALUE_TYPE',
    hint: /PROFILE/,
  },
  'a missing required property': {
    sql: `INSERT INTO ▲${T} (Uri) VALUES ('a')`,
    code: 'MISSING_PROPERTY',
    message: /DomainName/,
  },
  'a missing required property of one row': {
    sql: `INSERT INTO ${T} (DomainName, Uri) VALUES ('a', 'b'), (NULL, 'c')`,
    code: 'MISSING_PROPERTY',
    message: /row 2.*DomainName/,
  },
  'an unknown key in JSON': {
    sql: `INSERT INTO ${T} (DomainName, FlowDefinition) VALUES ('a', ▲'{"FlowNam":"x"}')`,
    code: 'UNKNOWN_COLUMN',
    hint: /FlowName/,
  },
  'broken JSON': {
    sql: `INSERT INTO ${T} (DomainName, Tags) VALUES ('a', '[{"Key":"it''s",▲}]')`,
    code: 'VALUE_JSON',
    message: /Tags/,
  },
  'broken JSON in SET': {
    sql: `UPDATE ${T} SET tags = '[{"Key":"a" ▲"Value":"b"}]' WHERE ${KEY}`,
    code: 'VALUE_JSON',
  },
  'a broken patch': {
    sql: `UPDATE ${T} SET PatchDocument = string('{▲') WHERE ${KEY}`,
    code: 'VALUE_JSON',
  },
  'a patch with an unknown operation': {
    sql: `UPDATE ${T} SET PatchDocument = ▲'[{"op":"nope","path":"/Tags"}]' WHERE ${KEY}`,
    code: 'VALUE_JSON',
    message: /op/,
  },
  'PatchDocument beside another column': {
    sql: `UPDATE ${T} SET ▲PatchDocument = '[]', tags = '[]' WHERE ${KEY}`,
    code: 'SYNTAX',
  },
  'PatchDocument in an INSERT': {
    sql: `INSERT INTO ${T} (DomainName, ▲PatchDocument) VALUES ('a', 'b')`,
    code: 'UNKNOWN_COLUMN',
  },
  'an identifier with too few parts': {
    sql: `SELECT uri FROM ${T} WHERE Identifier = ▲'retail'`,
    code: 'BAD_IDENTIFIER',
    message: /DomainName\|Uri, in this order/,
  },
  'a bad identifier of a DELETE': {
    sql: `DELETE FROM ${T} WHERE Identifier = ▲'retail|' AND region = 'us-east-1'`,
    code: 'BAD_IDENTIFIER',
  },
  'one bad identifier of two': {
    sql: `DELETE FROM ${T} WHERE Identifier IN ('retail|s3://a', ▲'x') AND region = 'us-east-1'`,
    code: 'BAD_IDENTIFIER',
  },
  'a placeholder of the page': {
    sql: `UPDATE ${T} SET tags = '[]' WHERE Identifier = ▲'<DomainName>|<Uri>'`,
    code: 'BAD_IDENTIFIER',
    message: /placeholder/,
  },
  'an UPDATE without WHERE': {
    sql: `UPDATE ${T} SET object_type_name = 'x'`,
    code: 'CONFIRMATION_REQUIRED',
    hint: /--yes/,
    reads: { ListResources: 2, GetResource: 1 },
  },
  'a DELETE without WHERE': {
    sql: `DELETE FROM ${T}`,
    code: 'CONFIRMATION_REQUIRED',
    hint: /--dry-run/,
    reads: { ListResources: 2 },
  },
  'a DELETE without an Identifier': {
    sql: `DELETE FROM ${T} WHERE region = 'us-east-1' AND domain_name = 'retail'`,
    code: 'CONFIRMATION_REQUIRED',
    message: /1 resource .*1 to delete.* not name by Identifier/,
    reads: { ListResources: 1 },
  },
  'a DELETE that is true of all': {
    sql: `DELETE FROM ${T} WHERE ${KEY} OR true`,
    code: 'CONFIRMATION_REQUIRED',
    reads: { ListResources: 2 },
  },
  'two rows': {
    sql: `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('a', 1), ('b', 2)`,
    code: 'CONFIRMATION_REQUIRED',
    message: /2 resources/,
  },
  'a list table to write to': {
    sql: `DELETE FROM ▲${T}_list_only WHERE ${KEY}`,
    code: 'UNSUPPORTED_OPERATION',
  },
  'a region that is no text': {
    sql: `INSERT INTO ${T} (DomainName, ▲region) VALUES ('a', 3)`,
    code: 'VALUE_TYPE',
  },
  'a text that is no region': {
    sql: `SELECT uri FROM ${T} WHERE region = 'x.example.com/'`,
    code: 'NO_REGION',
  },
  'a region to write to that is none': {
    sql: `INSERT INTO ${T} (DomainName, region) VALUES ('a', 'us-east-1@x')`,
    code: 'NO_REGION',
  },
  'a write behind a common table expression': {
    sql: `WITH q AS (SELECT 1) DELETE FROM ${T} WHERE ${KEY}`,
    code: 'UNSUPPORTED_STATEMENT',
  },
  'two readings': {
    sql: `DELETE FROM ${T} WHERE uri = '\\' || ' OR Identifier = ' --'`,
    code: 'READERS_DISAGREE',
  },
}

describe('an error with its place, and nothing sent', () => {
  test.each(Object.entries(cases))('%s', async (_title, { sql: marked, ...expected }) => {
    const offset = marked.indexOf('▲')
    const sql = marked.replace('▲', '')
    const calls = await callsOf(bed.session, async () => {
      const failure = await failureOf(run(sql))
      expect(failure).toMatchObject({ code: expected.code })
      if (expected.message !== undefined) expect(failure.message).toMatch(expected.message)
      if (expected.hint !== undefined) expect(failure.details.hint).toMatch(expected.hint)
      if (offset >= 0) {
        expect(failure.details.source).toBe(sql)
        expect(failure.details.position?.offset).toBe(offset)
      }
    })
    expect(calls).toEqual(expected.reads ?? {})
  })

  async function run(sql: string): Promise<unknown> {
    return rows(bed.session, sql)
  }
})

test('values that look like SQL stay values', async () => {
  const uri = `x'; DELETE FROM ${T}; --`
  await rows(
    bed.session,
    `INSERT INTO ${T} (DomainName, Uri) VALUES ('retail', '${uri.replaceAll("'", "''")}')`,
  )
  expect(
    await rows(
      bed.session,
      `SELECT uri FROM ${T} WHERE Identifier = 'retail|${uri.replaceAll("'", "''")}'`,
    ),
  ).toEqual([[uri]])
  expect(await rows(bed.session, `SELECT uri FROM ${T} WHERE uri = '1'' OR ''1''=''1'`)).toEqual([])
})

describe('a script whose last statement is wrong', () => {
  test.each([
    ['a syntax error', `SELECT uri FROM ${T} WHERE = 1`],
    ['an unknown table', 'SELECT * FROM awscc.customerprofiles.nope'],
    ['an unknown column', `SELECT nope FROM ${T}`],
    ['an unknown column to write', `UPDATE ${T} SET nope = 1 WHERE ${KEY}`],
    ['a bad Identifier', `DELETE FROM ${T} WHERE Identifier = 'x'`],
    ['an unknown name in RETURNING', `DELETE FROM ${T} WHERE ${KEY} RETURNING nope`],
    ['an unknown table to describe', 'DESCRIBE awscc.customerprofiles.nope'],
  ])('%s is found before anything is sent', async (_title, last) => {
    const script = `INSERT INTO ${T} (DomainName, Uri) VALUES ('retail', 'script'); ${last}`
    const calls = await callsOf(bed.session, async () => {
      const check = async (): Promise<void> => {
        const statements = splitStatements(script).map(({ text }) => readStatement(text))
        for (const statement of statements) await bed.session.check(statement)
      }
      expect((await failureOf(check())).kind).toBe('user')
    })
    expect(calls).toEqual({})
  })

  test('a script that sets its region passes the check without one', async () => {
    const session = bed.open({ regions: [] })
    for (const sql of [
      `SET regions = 'us-east-1'`,
      `SELECT uri FROM ${T}`,
      `DELETE FROM ${T} WHERE ${KEY}`,
    ]) {
      await session.check(readStatement(sql))
    }
    expect(await failureOf(rows(session, `SELECT uri FROM ${T}`))).toMatchObject({
      code: 'NO_REGION',
    })
  })
})

test('no credentials: what to set, and that the local cloud needs none', async () => {
  const saved = { ...process.env }
  delete process.env['AWS_ACCESS_KEY_ID']
  delete process.env['AWS_SECRET_ACCESS_KEY']
  process.env['HOME'] = '/nonexistent'
  process.env['AWS_CONFIG_FILE'] = '/nonexistent/config'
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nonexistent/credentials'
  try {
    const session = bed.open()
    expect(await failureOf(rows(session, `SELECT uri FROM ${T}`))).toMatchObject({
      code: 'NO_CREDENTIALS',
      details: { hint: expect.stringMatching(/AWS_ACCESS_KEY_ID.*--local/) as string },
    })
  } finally {
    process.env = saved
  }
})

test('an endpoint that no one listens at is unreachable', async () => {
  const session = bed.open({ endpointUrl: 'http://127.0.0.1:9' })
  expect(await failureOf(rows(session, `SELECT uri FROM ${T}`))).toMatchObject({
    code: 'UNREACHABLE',
    kind: 'resources',
  })
})
