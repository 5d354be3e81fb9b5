import { describe, expect, it } from 'vitest'
import type { RenderedResource, ResourceContext, Stack } from '../../src/manifest/index.js'
import { isEnabled, renderResource } from '../../src/manifest/index.js'
import type { JsonObject } from '../../src/util/index.js'
import { problemLines, stackOf } from './stack-folder.js'

type Options = Parameters<typeof stackOf>[2]

async function loaded(
  manifest: string,
  files: Record<string, string> = {},
  options: Options = {},
): Promise<Stack> {
  const stack = await stackOf(manifest, files, options)
  expect(problemLines(stack)).toEqual([])
  return stack
}

function rendered(
  stack: Stack,
  name = 'r',
  context: Partial<ResourceContext> = {},
): RenderedResource {
  const resource = stack.resources.find((one) => one.name === name)
  if (resource === undefined) throw new Error(`there is no ${name}`)
  return renderResource(stack, resource, { exports: new Map(), ...context })
}

async function propsOf(props: string, globals = '', options: Options = {}): Promise<JsonObject> {
  const manifest = `name: shop\n${globals}resources:\n  - name: r\n    props:\n${props.replace(/^/gm, '      ')}`
  return rendered(await loaded(manifest, {}, options)).props
}

describe('props', () => {
  it('see globals, earlier props and variables; a prop wins over a global', async () => {
    const props = await propsOf(
      `- { name: a, value: '{{ zone }}-{{ AWS_X }}' }
- { name: zone, value: own }
- { name: b, value: '{{ zone }}/{{ globals.zone }}/{{ a }}' }
- { name: c, value: '{{ vars.AWS_X }} {{ env_vars.AWS_X }} {{ stack_name }} {{ stack_env }} {{ resource_name }}' }`,
      'globals: [{ name: zone, value: outer }]\n',
      { vars: ['AWS_X=x=1'] },
    )
    expect(props).toEqual({
      a: 'outer-x=1',
      zone: 'own',
      b: 'own/outer/outer-x=1',
      c: 'x=1 x=1 shop dev r',
    })
  })

  it('read the outer variable under their own name', async () => {
    const props = await propsOf("- { name: Name, value: '{{ Name }}!' }", '', { vars: ['Name=n'] })
    expect(props).toEqual({ Name: 'n!' })
  })

  it('are found in PascalCase and snake_case', async () => {
    const props = await propsOf(
      `- { name: DomainName, value: d }
- { name: kms_arn, value: k }
- { name: x, value: '{{ domain_name }}{{ DomainName }}{{ KmsArn }}' }`,
      '',
      { vars: ['domain_name=weaker'] },
    )
    expect(props.x).toBe('ddk')
  })

  it('choose the value of the environment', async () => {
    const values = '- { name: n, values: { dev: { value: 1 }, prd: { value: [3] } } }'
    expect(await propsOf(values)).toEqual({ n: 1 })
    expect(await propsOf(values, '', { env: 'prd' })).toEqual({ n: [3] })
  })

  it('prefer value where both are given', async () => {
    expect(await propsOf('- { name: n, value: 0, values: { dev: { value: 1 } } }')).toEqual({
      n: 0,
    })
  })

  it('keep types: of YAML, of a variable that stands alone, of texts that look like others', async () => {
    const props = await propsOf(
      `- { name: number, value: '{{ size }}' }
- { name: list, value: '{{ zones }}' }
- { name: mixed, value: 'n{{ size }}' }
- { name: json, value: '{{ zones }} ' }
- { name: text, value: "-1" }
- { name: flag, value: true }
- { name: spelled, value: TrueNorth }
- { name: nested, value: { a: '{{ size }}', "{{ size }}k": ["{{ zones[1] }}"] } }`,
      'globals:\n  - { name: size, value: 3 }\n  - { name: zones, value: [a, b] }\n',
    )
    expect(props).toEqual({
      ...{ number: 3, list: ['a', 'b'], mixed: 'n3', json: '["a","b"] ', text: '-1', flag: true },
      ...{ spelled: 'TrueNorth', nested: { a: 3, '3k': ['b'] } },
    })
  })

  it('lose nulls and what they leave empty, and keep what was empty', async () => {
    const props = await propsOf(
      `- { name: gone, value: null }
- { name: deep, value: { a: { b: null }, c: [null], d: [{ e: null }, 1] } }
- { name: kept, value: { a: {}, b: [], c: '', d: 0, e: false } }
- { name: all, value: { a: { b: null } } }`,
    )
    expect(props).toEqual({ deep: { d: [1] }, kept: { a: {}, b: [], c: '', d: 0, e: false } })
  })

  it('are data when JSON text is indexed', async () => {
    const props = await propsOf("- { name: n, value: ['{{ SourceFields[0] }}'] }", '', {
      vars: ['SourceFields=["a","b"]'],
    })
    expect(props).toEqual({ n: ['a'] })
  })
})

describe('merge', () => {
  const globals = `globals:
  - { name: base, value: [{ Key: a, Value: 1 }, { Key: b, Value: 2 }] }
  - { name: more, value: [{ Value: 2, Key: b }, { Key: c, Value: 3 }] }
  - { name: low, value: { a: 1, b: 1 } }
  - { name: high, value: { b: 2 } }
`

  it.each([
    [
      '- { name: t, merge: [base, more] }',
      [
        { Key: 'a', Value: 1 },
        { Key: 'b', Value: 2 },
        { Key: 'c', Value: 3 },
      ],
    ],
    [
      '- { name: t, value: [x], merge: [base] }',
      ['x', { Key: 'a', Value: 1 }, { Key: 'b', Value: 2 }],
    ],
    ['- { name: t, value: { c: 0 }, merge: [low, high] }', { c: 0, a: 1, b: 2 }],
  ])('%s', async (prop, value) => {
    expect(await propsOf(prop, globals)).toEqual({ t: value })
  })

  it('joins lists in the order they come, with JSON texts as data', async () => {
    expect(
      await propsOf('- { name: t, value: [z], merge: [l] }', '', { vars: ['l=["y","z","x"]'] }),
    ).toEqual({
      t: ['z', 'y', 'x'],
    })
  })

  it('refuses two kinds', async () => {
    await expect(propsOf('- { name: t, value: [x], merge: [low] }', globals)).rejects.toThrow(
      't: low cannot be merged: both must be lists, or both maps',
    )
  })
})

describe('globals', () => {
  it('see variables and earlier globals, and are rendered for each resource where they ask for it', async () => {
    const stack = await loaded(
      `name: s
globals:
  - { name: a, value: '{{ AWS_X }}' }
  - { name: b, value: ['{{ a }}', '{{ stack_env }}'] }
  - { name: c, value: '{{ AWS_X }}-{{ resource_name }}' }
  - { name: off, value: false }
  - { name: zero, value: 0 }
  - { name: empty, value: [] }
resources:
  - { name: one, props: [{ name: p, value: '{{ b | join }}{{ c }}{{ off }}{{ zero }}{{ empty }}' }] }
  - { name: two, props: [{ name: p, value: '{{ globals.c }}' }] }
`,
      {},
      { vars: ['AWS_X=x'] },
    )
    expect(rendered(stack, 'one').props).toEqual({ p: 'xdevx-onefalse0[]' })
    expect(rendered(stack, 'two').props).toEqual({ p: 'x-two' })
  })

  it('may not be empty', async () => {
    const stack = await stackOf('globals: [{ name: a, value: "" }]\nresources: []')
    expect(problemLines(stack)).toEqual(['1:19 the global a is empty'])
  })
})

describe('exports', () => {
  const manifest = `name: s
resources:
  - name: net-a
    exports: [vpc_id, { id: main_id }]
  - name: group/b
    exports: [vpc_id]
  - name: r
    exports: [{ id: own_id }]
    props:
      - { name: flat, value: '{{ vpc_id }} {{ main_id }}' }
      - { name: scoped, value: '{{ net-a.vpc_id }} {{ group/b.vpc_id }}' }
      - { name: data, value: '{{ group/b.tags[0] }}' }
`.replace('exports: [vpc_id]', 'exports: [vpc_id, tags]')
  const exports = new Map<string, JsonObject>([
    ['net-a', { vpc_id: 'vpc-a', main_id: 'i-1' }],
    ['group/b', { vpc_id: 'vpc-b', tags: ['t'] }],
  ])

  it('are read flat, of the last resource before, and scoped', async () => {
    const stack = await loaded(manifest)
    expect(rendered(stack, 'r', { exports }).props).toEqual({
      flat: 'vpc-b i-1',
      scoped: 'vpc-a vpc-b',
      data: 't',
    })
    expect(stack.resources[2]?.references).toEqual(['group/b', 'net-a'])
    expect(Object.fromEntries(stack.resources[2]?.reasons ?? [])).toEqual({
      'group/b': '{{ vpc_id }}',
      'net-a': '{{ main_id }}',
    })
  })

  it('stay as written while they are not known, and are listed', async () => {
    const { props, unknown } = rendered(await loaded(manifest), 'r', {
      exports: new Map([['net-a', { vpc_id: 'vpc-a', main_id: 'i-1' }]]),
      pending: new Set(['group/b']),
    })
    expect(props).toMatchObject({
      scoped: 'vpc-a {{ group/b.vpc_id }}',
      data: '{{ group/b.tags[0] }}',
    })
    expect(unknown).toEqual([
      { path: '/scoped', needs: ['group/b'] },
      { path: '/data', needs: ['group/b'] },
    ])
  })

  it('of the resource itself are known by column too, to a shared .iql file', async () => {
    const stack = await loaded(manifest, {
      'stack/resources/r.iql':
        "/*+ delete */\nDELETE '{{ id }}' '{{ own_id }}' '{{ this.id }}' '{{ r.own_id }}'",
    })
    const all = new Map(exports).set('r', { own_id: 'mine' })
    expect(rendered(stack, 'r', { exports: all }).anchor('delete')).toBe(
      "DELETE 'mine' 'mine' 'mine' 'mine'",
    )
  })

  it('are there under a name that a variable has as well', async () => {
    const stack = await loaded(`resources:
  - { name: vpc, exports: [vpc] }
  - { name: r, props: [{ name: p, value: '{{ vpc }} {{ vpc.vpc }}' }] }
`)
    const context = { exports: new Map([['vpc', { vpc: 'id' }]]) }
    expect(rendered(stack, 'r', context).props).toEqual({ p: 'id id' })
  })
})

describe('this, callback and tokens', () => {
  it('are filled in when an anchor is rendered', async () => {
    const stack = await loaded('resources: [{ name: r }, { name: later }]', {
      'stack/resources/r.iql':
        "/*+ exists */\nE\n/*+ update */\nU '{{ this.identifier }}' '{{ this.idempotency_token }}' '{{ idempotency_token }}' '{{ r.idempotency_token }}'\n/*+ callback */\nC '{{ callback.RequestToken }}' '{{ r.callback.RequestToken }}' '{{ this.callback.ProgressEvent.RequestToken }}'",
      'stack/resources/later.iql': "/*+ create */\n'{{ r.callback.RequestToken }}'",
    })
    let made = 0
    const base = { exports: new Map(), uuid: () => `u${++made}`, idempotencyToken: 'token' }
    const { anchor } = rendered(stack, 'r', base)
    expect(() => anchor('update')).toThrow('"this.identifier" is not defined')
    const self = { identifier: 'i' }
    expect(anchor('update', { ...base, self })).toBe("U 'i' 'token' 'token' 'token'")
    const row = { RequestToken: 't', ProgressEvent: { RequestToken: 't' } }
    const callbacks = new Map([['r', row]])
    expect(anchor('callback', { ...base, callbacks })).toBe("C 't' 't' 't'")
    expect(
      rendered(stack, 'later', { ...base, callbacks, exports: new Map([['r', {}]]) }).anchor(
        'create',
      ),
    ).toBe("'t'")
    expect(stack.resources[1]?.references).toEqual(['r'])
    expect(anchor('delete')).toBeUndefined()
  })

  it('makes a new uuid for each call, and props keep theirs', async () => {
    const stack = await loaded(
      "resources: [{ name: r, props: [{ name: a, value: '{{ uuid() }} {{ uuid() }}' }] }]",
      { 'stack/resources/r.iql': "/*+ create */\n'{{ a }}'\n/*+ update */\n'{{ a }}'" },
    )
    let made = 0
    const { props, anchor } = rendered(stack, 'r', { uuid: () => `u${++made}` })
    expect(props.a).toBe('u1 u2')
    expect([anchor('create'), anchor('update')]).toEqual(["'u1 u2'", "'u1 u2'"])
  })
})

describe('identifiers, regions and scripts', () => {
  it('are templates', async () => {
    const stack = await loaded(`globals: [{ name: region, value: eu-west-1 }]
resources:
  - name: r
    identifier: '{{ Name }}|{{ stack_env }}'
    region: '{{ edge }}'
    props: [{ name: Name, value: n }, { name: edge, value: us-east-1 }]
  - { name: s, type: script, run: 'echo {{ region }}' }
`)
    expect(rendered(stack)).toMatchObject({ identifier: 'n|dev', region: 'us-east-1' })
    expect(rendered(stack, 's').region).toBe('eu-west-1')
    expect(rendered(stack, 's').run()).toBe('echo eu-west-1')
  })

  it('fill the parts of an identifier from what was recorded', async () => {
    const stack = await loaded('resources: [{ name: r }]', {
      'stack/resources/r.iql': "/*+ delete */\nD '<DomainName>|<Uri>'",
    })
    const identifier = { DomainName: 'd', Uri: 'u' }
    expect(rendered(stack, 'r', { identifier }).anchor('delete')).toBe("D 'd|u'")
  })

  it('leave the region to the session where the stack has none', async () => {
    const stack = await loaded(
      'resources: [{ name: r, props: [{ name: p, value: "{{ region }}" }] }]',
    )
    expect(rendered(stack, 'r', { region: 'sa-east-1' })).toMatchObject({
      region: 'sa-east-1',
      props: { p: 'sa-east-1' },
    })
  })
})

describe('if', () => {
  async function enabled(
    expression: string,
    context: Partial<ResourceContext> = {},
  ): Promise<unknown> {
    const stack = await loaded(
      `globals: [{ name: on, value: true }, { name: zones, value: [a, b] }]
resources: [{ name: other, exports: [state] }, { name: r, if: ${JSON.stringify(expression)} }]`,
      {},
      { vars: ["quote=it's", 'no=false', "evil=' == '' or '' == '"] },
    )
    const resource = stack.resources[1]
    return resource && isEnabled(stack, resource, { exports: new Map(), ...context })
  }

  it.each<[string, boolean]>([
    ["environment == 'dev'", true],
    ["stack_env != 'dev'", false],
    ["'{{ stack_env }}' == 'dev'", true],
    ['"{{ stack_env }}" == "dev"', true],
    ["{{ stack_env }} == 'dev'", true],
    ["'{{ stack_env }}-x' == 'dev-x'", true],
    ["'{{ stack_env }}' in ['dev', 'test']", true],
    ["'{{ stack_env }}' not in ['dev', 'test']", false],
    ["'{{ stack_env }}' == 'prd' or on and not false", true],
    ["('a' in zones) and 'c' not in zones", true],
    ['{{ on }}', true],
    ['{{ no }}', false],
    ['True', true],
    ['False', false],
    ['false', false],
    ['none', false],
    ['1 < 2', true],
    ["'{{ quote }}' == \"it's\"", true],
    // A value is a value, whatever it spells.
    ["'{{ evil }}' == 'x'", false],
  ])('%s', async (expression, value) => {
    expect(await enabled(expression)).toBe(value)
  })

  it('is open while it depends on a resource that is not done', async () => {
    expect(await enabled("other.state == 'on'", { pending: new Set(['other']) })).toBeUndefined()
    const exports = new Map([['other', { state: 'on' }]])
    expect(await enabled("other.state == 'on'", { exports })).toBe(true)
    expect(await enabled("'{{ state }}' == 'off'", { exports })).toBe(false)
  })

  it.each([
    '[].constructor.constructor("return process")()',
    '__import__("os").system("true")',
    'range.constructor("return 1")()',
  ])('runs no code: %s', async (expression) => {
    const stack = await stackOf(`resources: [{ name: r, if: ${JSON.stringify(expression)} }]`)
    const [resource] = stack.resources
    expect(() => resource && isEnabled(stack, resource, { exports: new Map() })).toThrow(
      /is not allowed in a template/,
    )
  })

  it('may be a boolean', async () => {
    const stack = await loaded('resources: [{ name: r, if: false }]')
    const [resource] = stack.resources
    expect(resource && isEnabled(stack, resource, { exports: new Map() })).toBe(false)
  })
})
