import { describe, expect, it } from 'vitest'
import type { Anchor, Stack } from '../../src/manifest/index.js'
import { renderResource } from '../../src/manifest/index.js'
import { problemLines, stackOf } from './stack-folder.js'

const MANIFEST = 'resources:\n  - name: r\n    props: [{ name: Name, value: "it\'s" }]\n'

async function anchorsOf(iql: string): Promise<{ stack: Stack; anchors: Record<string, Anchor> }> {
  const stack = await stackOf(MANIFEST, { 'stack/resources/r.iql': iql })
  return { stack, anchors: Object.fromEntries(stack.resources[0]?.anchors ?? []) }
}

describe('anchor lines', () => {
  it.each([
    ['/*+ exists */\nSELECT 1', 'exists', 'SELECT 1'],
    ['/*+ preflight */\nSELECT 1', 'exists', 'SELECT 1'],
    ['/*+ postdeploy */\nSELECT 1', 'statecheck', 'SELECT 1'],
    ['/*+statecheck*/\nSELECT 1', 'statecheck', 'SELECT 1'],
    ['   /*+ CREATE */\nINSERT', 'create', 'INSERT'],
    ['/*+ createorupdate */\nINSERT', 'createorupdate', 'INSERT'],
    ['/*+ callback:delete */\nSELECT 1', 'callback:delete', 'SELECT 1'],
    ['/*+ troubleshoot */\nSELECT 1', 'troubleshoot', 'SELECT 1'],
    ['/*+ create */ text on the line is lost\nINSERT', 'create', 'INSERT'],
    ['/*+ create */\r\nINSERT\r\n', 'create', 'INSERT'],
    ['/*+ create */\nA;\n\nB;\n', 'create', 'A;\n\nB;'],
    ['/*+ create */\nfirst\n/*+ create */\nsecond', 'create', 'second'],
  ])('reads %j', async (iql, name, template) => {
    const { stack, anchors } = await anchorsOf(iql)
    expect(stack.problems).toEqual([])
    expect(Object.keys(anchors)).toEqual([name])
    expect(anchors[name]?.template).toBe(template)
  })

  it('reads options: numbers and texts, spaces anywhere', async () => {
    const { stack, anchors } = await anchorsOf(
      "/*+ exists, retries=3,retry_delay = 5 */\nSELECT 1\n/*+ delete, postdelete_retries=4, postdelete_retry_delay=1 */\nD\n/*+ callback:create, retries=2, short_circuit_field=ProgressEvent.OperationStatus, short_circuit_value='SUCCESS' */\nC",
    )
    expect(stack.problems).toEqual([])
    expect(anchors.exists?.options).toEqual({ retries: 3, retryDelay: 5 })
    expect(anchors.delete?.options).toEqual({ postdeleteRetries: 4, postdeleteRetryDelay: 1 })
    expect(anchors['callback:create']?.options).toEqual({
      retries: 2,
      shortCircuitField: 'ProgressEvent.OperationStatus',
      shortCircuitValue: 'SUCCESS',
    })
  })

  it('takes an anchor without text for absent', async () => {
    const { anchors } = await anchorsOf('/*+ update */\n\n/*+ delete */\nDELETE')
    expect(Object.keys(anchors)).toEqual(['delete'])
  })

  it('puts text before the first anchor before its query', async () => {
    const { stack } = await anchorsOf('-- a comment\n/*+ create */\nINSERT {{ Name }}\n')
    const [resource] = stack.resources
    const rendered = resource && renderResource(stack, resource, { exports: new Map() })
    expect(() => rendered?.anchor('create')).toThrow(/must stand in quotes/)
    const quoted = await anchorsOf("-- a comment\n/*+ create */\nINSERT '{{ Name }}'\n")
    expect(quoted.anchors.create?.template).toMatch(/^-- a comment\n[^]*INSERT '\{\{ Name \}\}'$/)
  })

  it.each([
    [
      'INSERT INTO x\n/*+ delete */\nD',
      '1:1 this statement stands before the first anchor and would run with that one',
    ],
    [
      '-- {% set a = 1 %}\n{% set b = 2 %}\n  update x set a = 1;\n/*+ delete */\nD',
      '3:3 this statement stands before the first anchor and would run with that one',
    ],
    [
      '/* create */\nINSERT INTO x\n/*+ delete */\nD',
      '1:1 /* create */ is a comment, not an anchor: what follows it would run with the first anchor',
    ],
    [
      '/*+ create */\nINSERT\n /*Update, retries=3*/\nUPDATE',
      '3:2 /*Update, retries=3*/ is a comment, not an anchor: what follows it would run with create',
    ],
    [
      '/*+ create */ INSERT INTO x\n/*+ delete */\nD',
      '1:15 what stands behind an anchor on its line is not read',
    ],
  ])('refuses %j, of which a statement would be lost or run with another', async (iql, line) => {
    const { stack } = await anchorsOf(iql)
    expect(problemLines(stack)).toEqual([line])
  })

  it.each([
    '-- INSERT INTO x\n/* UPDATE x */\n{# DELETE #}{% set a = 1 %}\n/*+ create */\nINSERT',
    '/* create */\n\n-- as it was\n/*+ create */\nINSERT',
    '/*+ create */\n/* create */\nINSERT',
    '/*+ create */\nINSERT\n/* delete */\n/*+ delete */\nDELETE',
    '/*+ command */\nINSERT;\n/* delete */\nDELETE',
    '/*+ create */ -- with its defaults\nINSERT',
  ])('takes comments for comments: %j', async (iql) => {
    const { stack } = await anchorsOf(iql)
    expect(stack.problems).toEqual([])
  })

  it('reads a file with a byte order mark, and none that is not UTF-8', async () => {
    const { stack, anchors } = await anchorsOf('\ufeff/*+ create */\nINSERT\n/*+ delete */\nDELETE')
    expect(stack.problems).toEqual([])
    expect(Object.keys(anchors)).toEqual(['create', 'delete'])
    const latin1 = Buffer.from('/*+ create */\nINSERT \xe9', 'latin1')
    const { problems } = await stackOf(MANIFEST, { 'stack/resources/r.iql': latin1 })
    expect(problems.map(({ code }) => code)).toEqual(['FILE_UNREADABLE'])
    expect(problems[0]?.message).toContain('not valid for encoding utf-8')
  })

  it('says what is wrong with a line, and where', async () => {
    const { stack } = await anchorsOf(
      'SELECT 1\n/*+ exits */\nS\n  /*+ create, retry=1 */\nC\n/*+ delete, retries=often */\nD',
    )
    expect(problemLines(stack)).toEqual([
      '2:1 there is no anchor "exits"',
      '4:3 create has no option "retry"',
      '6:1 the option retries of delete takes a number',
    ])
    expect(stack.problems[0]?.hint).toBe('Did you mean exists?')
    const none = await anchorsOf('INSERT INTO x')
    expect(problemLines(none.stack)).toEqual([
      '1:1 stack/resources/r.iql has no anchor, so nothing in it would run',
    ])
  })
})

describe('values in anchors', () => {
  async function create(iql: string, value: string): Promise<string | undefined> {
    const stack = await stackOf(
      `resources:\n  - name: r\n    props: [{ name: Name, value: ${JSON.stringify(value)} }]\n`,
      { 'stack/resources/r.iql': `/*+ create */\n${iql}` },
    )
    expect(problemLines(stack)).toEqual([])
    const [resource] = stack.resources
    return resource && renderResource(stack, resource, { exports: new Map() }).anchor('create')
  }

  it.each([
    ["INSERT '{{ Name }}'", "x', (DELETE FROM t); --", "INSERT 'x'', (DELETE FROM t); --'"],
    ["INSERT '{{ name }}'", "it's", "INSERT 'it''s'"],
    ["INSERT '{{ Name | sql_escape }}'", "it's", "INSERT 'it''s'"],
    ["DELETE WHERE Identifier = '<Name>'", "it's", "DELETE WHERE Identifier = 'it''s'"],
    ["D '<Name|Name>'", 'a', "D 'a|a'"],
    ["D '<Name>|<Name>'", 'a', "D 'a|a'"],
    ["D '<Name>|<Name>'", "a|'b", `D '{"Name":"a|''b"}'`],
    ["D 'x <Name>' -- <b>", 'a', "D 'x <Name>' -- <b>"],
  ])('%s with %j', async (iql, value, sql) => {
    expect(await create(iql, value)).toBe(sql)
  })

  it('takes an identifier of the manifest for parts that have no value', async () => {
    const stack = await stackOf(
      'resources: [{ name: r, identifier: "a|b\'s", props: [{ name: Uri, value: null }] }]',
      {
        'stack/resources/r.iql':
          "/*+ delete */\nD '<DomainName>|<Uri>'\n/*+ exists */\nE '<A|B|C>'",
      },
    )
    const [resource] = stack.resources
    const rendered = resource && renderResource(stack, resource, { exports: new Map() })
    expect(rendered?.anchor('delete')).toBe("D 'a|b''s'")
    expect(() => rendered?.anchor('exists')).toThrow('<A>, <B>, <C> has no value')
  })

  it('refuses what cannot be quoted where it stands', async () => {
    await expect(create('DELETE FROM {{ Name }}', 'a; DROP TABLE x')).rejects.toThrow(
      /must stand in quotes/,
    )
  })

  it('points at the line of the .iql file that cannot be rendered', async () => {
    const stack = await stackOf(MANIFEST, {
      'stack/resources/r.iql': '/*+ create */\nINSERT\n  {{ Name.x.y }}\n',
    })
    const [resource] = stack.resources
    const rendered = resource && renderResource(stack, resource, { exports: new Map() })
    expect(() => rendered?.anchor('create')).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE_UNDEFINED',
        details: expect.objectContaining({
          file: 'stack/resources/r.iql',
          position: expect.objectContaining({ line: 3, column: 6 }) as unknown,
        }) as unknown,
      }),
    )
  })
})

describe('literal regions', () => {
  const located = (region: string): string =>
    `globals: [{ name: region, value: ${region} }]\n${MANIFEST}`

  it.each([
    ["/*+ delete */\nDELETE FROM a.b.c WHERE region = 'us-east-1'", 1],
    ["/*+ delete */\nDELETE FROM a.b.c WHERE region = '{{ region }}'", 0],
    ["/*+ create */\nINSERT INTO a.b.c (Name, region) SELECT '{{ Name }}', 'us-east-1'", 1],
    ["/*+ create */\nINSERT INTO a.b.c (region, Name) VALUES ('us-east-1', 'a,b')", 1],
    [
      "/*+ create */\nINSERT INTO a.b.c (Name, region) SELECT f('a,b', 'us-east-1'), '{{ region }}'",
      0,
    ],
    ["/*+ create */\nINSERT INTO a.b.c (Name, region) SELECT 'us-east-1', 'eu-west-1'", 0],
  ])('%s', async (iql, count) => {
    const stack = await stackOf(located('eu-west-1'), { 'stack/resources/r.iql': iql })
    expect(stack.problems).toHaveLength(count)
    const same = await stackOf(located('us-east-1'), {
      'stack/resources/r.iql': iql.replace(", 'eu-west-1'", ", 'us-east-1'"),
    })
    expect(same.problems).toEqual([])
  })
})
