import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadStack, manifestError } from '../../src/manifest/index.js'
import { appError } from '../resource/expected-error.js'
import { problemLines, stackFolder, stackOf } from './stack-folder.js'

const EVERY_KEY = `version: 1
name: shop
description: all keys
providers: [aws, 'awscc::v24.00.0']
globals:
  - { name: region, value: us-east-1, description: d }
resources:
  - name: base
    type: resource
    description: d
    table: awscc.s3.buckets
    region: eu-west-1
    file: shared/bucket.iql
    props:
      - { name: BucketName, value: b, description: d }
      - { name: Tags, values: { dev: { value: [] } }, merge: [region] }
    exports: [Arn, { BucketName: bucket }]
    protected: [bucket]
    if: stack_env == 'dev'
    skip_validation: true
    auth: { type: aws_signing_v4, keyIDenvvar: KEY }
    return_vals: { create: [Identifier, { RequestToken: token }], update: [a], delete: [b] }
    protect: true
    retain: true
    ignore_changes: [Tags]
    timeouts: { create: 90, update: 2m, delete: 1h }
    identifier: b
    replacement: delete_then_create
  - { name: many, type: multi, depends_on: [base] }
  - { name: look, type: query, sql: 'SELECT 1 AS one', exports: [one] }
  - { name: go, type: command, sql: "DELETE FROM x WHERE region = '{{ region }}'" }
  - { name: tell, type: script, run: 'echo {}', exports: [said] }
exports: [bucket, base.Arn, { said: words }]
`

describe('loadStack', () => {
  it('reads every key', async () => {
    const stack = await stackOf(EVERY_KEY, {
      'stack/resources/shared/bucket.iql': '/*+ create */\nC',
      'stack/resources/many.iql': '/*+ create */\nC',
    })
    expect(problemLines(stack)).toEqual([])
    const [base, many, look, go, tell] = stack.resources
    expect(stack).toMatchObject({
      ...{ name: 'shop', description: 'all keys', env: 'dev', region: 'us-east-1' },
      providers: ['aws', 'awscc::v24.00.0'],
      exports: [
        { variable: 'bucket', name: 'bucket' },
        { variable: 'base.Arn', name: 'base.Arn' },
        { variable: 'said', name: 'words' },
      ],
    })
    expect(base).toMatchObject({
      ...{
        name: 'base',
        type: 'resource',
        table: { name: 'awscc.s3.buckets' },
        region: 'eu-west-1',
      },
      iql: 'stack/resources/shared/bucket.iql',
      exports: [
        { column: 'Arn', variable: 'Arn' },
        { column: 'BucketName', variable: 'bucket' },
      ],
      protectedExports: new Set(['bucket']),
      condition: { text: "stack_env == 'dev'" },
      ...{ skipValidation: true, protect: true, retain: true, ignoreChanges: [{ text: 'Tags' }] },
      auth: { type: 'aws_signing_v4', keyIDenvvar: 'KEY' },
      timeouts: { create: 90, update: 120, delete: 3600 },
      ...{ identifier: { text: 'b' }, replacement: 'delete_then_create' },
      props: [
        { name: 'BucketName', value: 'b' },
        { name: 'Tags', value: [], merge: ['region'] },
      ],
    })
    expect(base?.returnVals.get('create')).toMatchObject([
      { column: 'Identifier', variable: 'Identifier' },
      { column: 'RequestToken', variable: 'token' },
    ])
    expect(many).toMatchObject({ type: 'multi', references: ['base'], exports: [] })
    expect(look?.anchors.get('exports')).toMatchObject({ template: 'SELECT 1 AS one', options: {} })
    expect(go?.anchors.get('command')?.template).toContain('DELETE')
    expect(tell).toMatchObject({ type: 'script', run: { text: 'echo {}' } })
  })

  it('takes manifest.yml, a file, and the name of the folder', async () => {
    const cwd = stackFolder({ 'my-stack/manifest.yml': 'resources: []' })
    for (const dir of ['my-stack', 'my-stack/', 'my-stack/manifest.yml', join(cwd, 'my-stack')]) {
      const stack = await loadStack({ dir, env: 'dev', cwd })
      expect([stack.name, stack.file, stack.problems]).toEqual([
        'my-stack',
        'my-stack/manifest.yml',
        [],
      ])
    }
    await expect(loadStack({ dir: 'none', env: 'dev', cwd })).rejects.toThrow(
      appError('CONFIGURATION', { message: /none has no stackql_manifest.yml or manifest.yml/ }),
    )
  })

  it('reads resource names with / from folders', async () => {
    const stack = await stackOf('resources: [{ name: net/vpc }]', {
      'stack/resources/net/vpc.iql': '/*+ create */\nC',
    })
    expect(stack.resources[0]?.iql).toBe('stack/resources/net/vpc.iql')
  })
})

describe('variables', () => {
  const manifest = `globals:
  - { name: all, value: '{{ A }}{{ B }}{{ C }}{{ D[1] }}' }
resources: []`

  it('come from .env, files and -e, the last wins', async () => {
    const cwd = stackFolder({
      'stack/manifest.yml': manifest,
      '.env': 'A=a1\nB=b1\nC=c1\n',
      'v.yml': 'B: b2\nC: c2\nD: [1, 2]\n',
    })
    const stack = await loadStack({
      dir: 'stack',
      env: 'dev',
      cwd,
      varFiles: ['v.yml'],
      vars: ['C=c=3'],
    })
    expect(stack.variables).toEqual({ A: 'a1', B: 'b2', C: 'c=3', D: [1, 2] })
    expect(stack.problems).toEqual([])
  })

  it('may have a file of another name, which must be there', async () => {
    const cwd = stackFolder({
      'stack/manifest.yml': 'resources: []',
      '.env': 'A=1',
      'prod.vars': 'A=2',
    })
    const options = { dir: 'stack', env: 'dev', cwd }
    expect((await loadStack({ ...options, envFile: 'prod.vars' })).variables).toEqual({ A: '2' })
    await expect(loadStack({ ...options, envFile: 'x.env' })).rejects.toThrow(
      'there is no file x.env for variables',
    )
    await expect(loadStack({ ...options, varFiles: ['x.yml'] })).rejects.toThrow(
      'there is no file x.yml',
    )
    await expect(loadStack({ ...options, vars: ['A'] })).rejects.toThrow(
      appError('USAGE', { message: /-e "A" is not of the form NAME=VALUE/ }),
    )
  })

  it('do not come from the environment of the process', async () => {
    process.env.SKYQL_TEST_VARIABLE = 'x'
    const stack = await stackOf(
      'globals: [{ name: g, value: "{{ SKYQL_TEST_VARIABLE }}" }]\nresources: []',
    )
    delete process.env.SKYQL_TEST_VARIABLE
    expect(problemLines(stack)).toEqual(['1:33 global g: "SKYQL_TEST_VARIABLE" is not defined'])
    expect(stack.problems[0]?.hint).toContain('-e SKYQL_TEST_VARIABLE=')
  })
})

describe('file()', () => {
  it('is the content of a file, and files may include files', async () => {
    const stack = await stackOf(
      `resources:
  - name: r
    table: awscc.s3.bucket_policies
    props: [{ name: PolicyDocument, value: { Statement: ['file(policies/read.json)', "file('b.yml')"] } }]`,
      {
        'stack/resources/policies/read.json':
          '{"Effect": "Allow", "more": "file(policies/more.yaml)"}',
        'stack/resources/policies/more.yaml': 'a: {{ b }}\n'.replace(
          '{{ b }}',
          '"{{ stack_env }}"',
        ),
        'stack/resources/b.yml': '- 1',
      },
    )
    expect(problemLines(stack)).toEqual([])
    expect(stack.resources[0]?.props[0]?.value).toEqual({
      Statement: [{ Effect: 'Allow', more: { a: '{{ stack_env }}' } }, [1]],
    })
  })

  it('stays inside the folder of the stack', async () => {
    const cwd = stackFolder({
      'stack/manifest.yml': `globals:
  - { name: a, value: 'file(../../secret.json)' }
  - { name: b, value: 'file(/etc/hostname)' }
  - { name: c, value: 'file(link.json)' }
  - { name: d, value: 'file(missing.json)' }
  - { name: e, value: 'file(broken.json)' }
  - { name: f, value: 'file(loop.json)' }
  - { name: g, value: 'file(../shared.json)' }
resources: [{ name: r, file: ../../x.iql }]`,
      'secret.json': '1',
      'stack/shared.json': '"shared"',
      'stack/resources/broken.json': '{"a": [}',
      'stack/resources/loop.json': '["file(loop.json)"]',
    })
    symlinkSync(join(cwd, 'secret.json'), join(cwd, 'stack/resources/link.json'))
    const stack = await loadStack({ dir: 'stack', env: 'dev', cwd })
    expect(problemLines(stack).filter((line) => !line.includes('is empty'))).toEqual([
      expect.stringContaining('2:24 ../../secret.json is outside of the stack'),
      expect.stringContaining('3:24 /etc/hostname is outside of the stack'),
      expect.stringContaining('4:24 link.json is outside of the stack'),
      '5:24 there is no file missing.json',
      expect.stringContaining('6:24 stack/resources/broken.json:1:8 cannot be read: '),
      '7:24 loop.json includes loop.json: a file cannot include itself',
      expect.stringContaining('9:30 r: ../../x.iql is outside of the stack'),
    ])
    expect(stack.globals.at(-1)?.value).toBe('shared')
  })

  it('may lie in a folder that is linked as a whole', async () => {
    const cwd = stackFolder({ 'real/resources/r.iql': '/*+ create */\nC' })
    writeFileSync(join(cwd, 'real/manifest.yml'), 'resources: [{ name: r }]')
    mkdirSync(join(cwd, 'links'))
    symlinkSync(join(cwd, 'real'), join(cwd, 'links/stack'))
    const stack = await loadStack({ dir: 'links/stack', env: 'dev', cwd })
    expect(problemLines(stack)).toEqual([])
    expect(stack.resources[0]?.iql).toBe('links/stack/resources/r.iql')
  })
})

describe('problems', () => {
  it('are told at once, each with its place and the nearest name', async () => {
    const stack = await stackOf(`nam: x
globals:
  - { name: zone }
resources:
  - name: a
    typ: resource
    props:
      - { name: One, value: '{{ regoin }}', vlaue: 1 }
      - { name: Two, values: { prod: { value: 1 } } }
      - { name: Two }
    exports: [{ a: b, c: d }, vpc_id]
    protected: [vpcid]
  - { name: a, type: resourse }
  - { name: b, props: {} , depends_on: [c], timeouts: { create: soon } }
  - { name: d, props: [{ name: x, value: '{{ a.vpc }}' }, { name: y, value: '{{ unclosed' }] }
  - { name: e, type: query }
  - { name: f, type: script }
  - { name: g, file: none.iql, sql: SELECT 1 }
  - { type: resource }
exports: [nothing]
`)
    expect(problemLines(stack)).toMatchInlineSnapshot(`
      [
        "1:1 the manifest has no key "nam"",
        "3:5 globals[0] needs a value",
        "6:5 resources[0] has no key "typ"",
        "8:45 resources[0].props[0] has no key "vlaue"",
        "11:15 resources[0].exports[0] must be one name, or one "column: variable"",
        "13:22 resources[1].type cannot be "resourse"",
        "14:23 resources[2].props must be a list, not a map",
        "14:65 resources[2].timeouts.create must be seconds, or like 90s, 30m, 2h",
        "19:5 resources[7] needs a name",
        "9:22 prop Two has no value for the environment dev",
        "10:9 prop Two has no value",
        "16:13 e: there is no file e.iql",
        "17:5 script f needs a run",
        "18:32 g: sql is for commands and queries",
        "18:22 g: there is no file none.iql",
        "13:13 the resource "a" is there twice; the first is on line 5",
        "10:17 a: the prop "Two" is there twice; the first is on line 9",
        "5:11 a protects "vpcid", which it does not export",
        "20:11 the stack exports "nothing", which no resource exports",
        "8:33 a, prop One: "regoin" is not defined",
        "14:41 b depends on c, which is no resource of the stack",
        "15:46 d, prop x: "a.vpc" is not defined",
        "15:78 d, prop y: {{ is not closed",
      ]
    `)
    expect(manifestError(stack.problems).code).toBe('MANIFEST')
    expect(manifestError(stack.problems).message).toContain(
      'stack/stackql_manifest.yml:6:5: resources[0] has no key "typ" (Did you mean type?)',
    )
  })

  it.each([
    ['resources: [', 'the manifest cannot be read: '],
    ['resources: [{ name: {{ x }} }]', "write '{{ x }}'"],
    ['a: 1\na: 2', 'the manifest cannot be read: Map keys must be unique'],
    ['', 'the manifest must be a map, not nothing'],
    ['- a', 'the manifest must be a map, not a list'],
    ['name: x', 'the manifest needs a resources'],
    ['resources: 5', 'resources must be a list, not 5'],
    ['resources: [5]', 'resources[0] must be a map, not 5'],
    ['resources: []\nname: .inf', 'the value has no JSON form'],
  ])('%j', async (manifest, message) => {
    const lines = problemLines(await stackOf(manifest))
    expect(lines[0]).toContain(message)
  })

  it('of a condition quote it', async () => {
    const stack = await stackOf(
      "resources:\n  - name: r\n    if: '1 +'\n  - { name: s, if: 'a ! b' }",
    )
    expect(problemLines(stack).filter((line) => line.includes('condition'))).toEqual([
      '3:10 r, if: the condition "1 +" is no expression: it ends too early',
      expect.stringContaining('4:21 s, if: the condition "a ! b" is no expression: '),
    ])
  })

  it('of one kind keep their own code, place and hint', async () => {
    const stack = await stackOf(
      'resources: [{ name: r, props: [{ name: p, value: "{{ stack_nam }}" }] }]',
    )
    expect(manifestError(stack.problems)).toMatchObject({
      code: 'TEMPLATE_UNDEFINED',
      message: 'r, prop p: "stack_nam" is not defined',
      details: {
        hint: expect.stringContaining('stack_name') as unknown,
        file: 'stack/stackql_manifest.yml',
        position: { line: 1, column: 54 },
      },
    })
  })

  it('name an environment that is not given', async () => {
    expect(problemLines(await stackOf('resources: []', {}, { env: '' }))).toEqual([
      '1:1 no environment is given',
    ])
  })

  it('know what a template itself answers for', async () => {
    const stack = await stackOf(`resources:
  - name: r
    props:
      - { name: a, value: "{{ x | default('d') }}" }
      - { name: b, value: "{% if y is defined %}{{ y }}{% endif %}" }
      - { name: c, value: "{% for i in [1] %}{{ i }}{{ loop.index }}{% endfor %}{% set z = 1 %}{{ z }}" }
      - { name: d, value: "{% macro m(p, q=1) %}{{ p }}{{ q }}{% endmacro %}{{ m(1) }}" }
      - { name: e, value: "{{ {k: 1} | tojson }}{{ [3] | join(d='') }}" }
`)
    expect(problemLines(stack)).toEqual([])
  })
})

describe('references', () => {
  it('come from props, anchors, if, merge and identifiers; props and globals hide exports', async () => {
    const stack = await stackOf(
      `globals: [{ name: g, value: 1 }]
resources:
  - { name: a, exports: [x, g] }
  - { name: b, exports: [{ y: yy }] }
  - name: c
    if: a.x == 1
    props: [{ name: own, value: 1 }, { name: p, value: '{{ own }}{{ later }}', merge: [yy] }]
  - { name: d, identifier: '{{ c.q }}', exports: [later], props: [{ name: p, value: '{{ g }}' }] }
`,
      { 'stack/resources/b.iql': "/*+ create */\n{% for v in a.x %}'{{ v }}'{% endfor %}" },
    )
    const edges = stack.resources.map(({ name, references }) => [name, references])
    expect(edges).toEqual([
      ['a', []],
      ['b', ['a']],
      ['c', ['d', 'b', 'a']],
      ['d', ['a', 'c']],
    ])
    expect(problemLines(stack)).toEqual(['8:29 d, identifier: "c.q" is not defined'])
  })
})
