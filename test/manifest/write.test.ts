import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Stack } from '../../src/manifest/index.js'
import {
  acceptValues,
  addResource,
  anchorsText,
  MANIFEST_SCHEMA_URL,
  renamedManifest,
  renderResource,
  stackNameFor,
  starterFiles,
} from '../../src/manifest/index.js'
import type { Json } from '../../src/util/index.js'
import { appError } from '../resource/expected-error.js'
import { problemLines, stackOf } from './stack-folder.js'

const MANIFEST = `# a comment
name: shop

globals:
  - { name: size, value: 3 } # sizes
  - { name: more, value: [] }
resources:
  - name: first
    props:
      - name: retention_in_days
        value: 7 # a week
      - name: Tags
        value:
          - Key: a
            Value: 'one'
      - name: Config
        values:
          dev: { value: { sub_nets: [a], size: '{{ size }}' } }
          prd: { value: {} }
      - { name: Merged, value: [], merge: [more] }

  # the last one
  - name: last
    table: awscc.logs.log_groups
`

async function props(manifest: string, resource: string): Promise<unknown> {
  const stack: Stack = await stackOf(manifest)
  const found = stack.resources.find(({ name }) => name === resource)
  return found && renderResource(stack, found, { exports: new Map() }).props
}

describe('acceptValues', () => {
  it('changes values in place and keeps everything else', async () => {
    const stack = await stackOf(MANIFEST)
    const { text, left } = await acceptValues(stack, [
      { resource: 'first', path: '/RetentionInDays', value: 14 },
      { resource: 'first', path: '/Tags/0/Value', value: 'two' },
      { resource: 'first', path: '/Tags/1', value: { Key: 'b', Value: '{{ x }}' } },
      { resource: 'first', path: '/Config/SubNets/0', value: 'b' },
      { resource: 'first', path: '/KmsKeyId', value: 'k' },
      { resource: 'last', path: '/LogGroupName', value: 'g' },
    ])
    expect(left).toEqual([])
    expect(text).toBe(
      MANIFEST.replace('value: 7 #', 'value: 14 #')
        .replace(
          "Value: 'one'",
          `Value: 'two'\n          - Key: b\n            Value: '{{ "{{ x }}" }}'`,
        )
        .replace('[a]', '[b]')
        .replace('merge: [more] }\n', 'merge: [more] }\n      - { name: KmsKeyId, value: k }\n')
        .replace(
          'log_groups\n',
          'log_groups\n    props:\n      - name: LogGroupName\n        value: g\n',
        ),
    )
    expect(await props(text, 'first')).toMatchObject({
      retention_in_days: 14,
      Tags: [
        { Key: 'a', Value: 'two' },
        { Key: 'b', Value: '{{ x }}' },
      ],
      Config: { sub_nets: ['b'], size: 3 },
    })
  })

  it('takes away what is gone', async () => {
    const stack = await stackOf(MANIFEST)
    const { text } = await acceptValues(stack, [
      { resource: 'first', path: '/RetentionInDays', value: undefined },
      { resource: 'first', path: '/Tags/0', value: undefined },
    ])
    expect(await props(text, 'first')).toEqual({
      Tags: [],
      Config: { sub_nets: ['a'], size: 3 },
      Merged: [],
    })
  })

  it('leaves what a template, a merge or no prop declares, and says so', async () => {
    const stack = await stackOf(MANIFEST)
    const { text, left } = await acceptValues(stack, [
      { resource: 'first', path: '/Config/size', value: 4 },
      { resource: 'first', path: '/Config', value: {} },
      { resource: 'first', path: '/Merged', value: [1] },
      { resource: 'first', path: '/Other/Inner', value: 1 },
      { resource: 'none', path: '/A', value: 1 },
    ])
    expect(text).toBe(MANIFEST)
    expect(left.map(({ why }) => why)).toEqual([
      'a template declares it',
      'a template declares it',
      'its value is merged from others',
      'no prop declares it',
      'the manifest does not name the resource itself',
    ])
  })

  it('leaves what an anchor of YAML shares with other places, on either side of it', async () => {
    const manifest = `resources:
  - name: a
    props:
      - name: Tags
        value: &t [{ Key: a, Value: b }]
      - name: Policy
        value: { Version: 1, Statement: [&s { Effect: Allow }], Own: [1] }
      - { name: Size, value: &unused 3 }
  - name: b
    props:
      - { name: Tags, value: *t }
      - { name: Policy, value: { Statement: [*s] } }
      - name: Merged
        value: { <<: *s, Own: 1 }
`
    const stack = await stackOf(manifest)
    const { text, left } = await acceptValues(stack, [
      { resource: 'a', path: '/Tags/0/Value', value: 'c' },
      { resource: 'a', path: '/Policy/Statement', value: [] },
      { resource: 'a', path: '/Policy/Statement/0', value: undefined },
      { resource: 'a', path: '/Policy/Own/0', value: 2 },
      { resource: 'a', path: '/Size', value: 4 },
      { resource: 'b', path: '/Tags', value: [] },
      { resource: 'b', path: '/Tags/0/Value', value: 'c' },
      { resource: 'b', path: '/Policy/Statement/0/Effect', value: 'Deny' },
      { resource: 'b', path: '/Merged/Effect', value: 'Deny' },
      { resource: 'b', path: '/Merged/Own', value: 2 },
    ])
    expect(left.map(({ resource, path }) => resource + path)).toEqual([
      'a/Tags/0/Value',
      'a/Policy/Statement',
      'a/Policy/Statement/0',
      'b/Tags',
      'b/Tags/0/Value',
      'b/Policy/Statement/0/Effect',
      'b/Merged/Effect',
    ])
    expect(new Set(left.map(({ why }) => why))).toEqual(
      new Set(['an anchor of YAML shares it with other places']),
    )
    expect(text).toBe(
      manifest
        .replace('Own: [1]', 'Own: [2]')
        .replace('&unused 3', '&unused 4')
        .replace('Own: 1 }', 'Own: 2 }'),
    )
  })

  it('writes texts that come back as they were', async () => {
    const stack = await stackOf(MANIFEST)
    const value = fc.string({ unit: fc.constantFrom(...`{}%#"'\\ab\n:-file(`.split(''), 'file(') })
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 4 }), async (texts) => {
        const accepted = [{ resource: 'last', path: '/Tags', value: texts as Json }]
        const { text } = await acceptValues(stack, accepted)
        expect(await props(text, 'last')).toEqual({ Tags: texts })
      }),
      { numRuns: 40 },
    )
  })
})

describe('addResource', () => {
  it('adds an entry at the end', async () => {
    const bucket = {
      name: 'logs',
      table: 'awscc.s3.buckets',
      identifier: 'b',
      props: { BucketName: 'b' },
    }
    const text = await addResource(MANIFEST, { ...bucket, exports: ['Arn'] })
    expect(text.startsWith(MANIFEST.slice(0, 80))).toBe(true)
    expect(text).toContain('# the last one')
    const stack = await stackOf(text)
    expect(problemLines(stack)).toEqual([])
    expect(stack.resources.at(-1)).toMatchObject({
      name: 'logs',
      table: { name: 'awscc.s3.buckets' },
      identifier: { text: 'b' },
      exports: [{ column: 'Arn', variable: 'Arn' }],
    })
    const first = await addResource('name: x\nresources: []\n', bucket)
    expect((await stackOf(first)).resources).toHaveLength(1)
  })
})

describe('anchorsText', () => {
  it('makes statements that the anchors of a resource can be', async () => {
    const text = anchorsText({
      table: 'awscc.customerprofiles.integrations',
      identifier: ['DomainName', 'Uri'],
      props: ['DomainName', 'Uri', 'Tags'],
      updatable: ['Tags'],
      exports: ['uri'],
    })
    const stack = await stackOf(
      `globals: [{ name: region, value: us-east-1 }]
resources: [{ name: r, props: [{ name: DomainName, value: d }, { name: Uri, value: u }, { name: Tags, value: [] }] }]`,
      { 'stack/resources/r.iql': text },
    )
    expect(problemLines(stack)).toEqual([])
    const [resource] = stack.resources
    const rendered = resource && renderResource(stack, resource, { exports: new Map() })
    expect([...(resource?.anchors.keys() ?? [])]).toEqual([
      'exists',
      'create',
      'update',
      'exports',
      'delete',
    ])
    expect(rendered?.anchor('create')).toBe(
      "INSERT INTO awscc.customerprofiles.integrations (\n  DomainName,\n  Uri,\n  Tags,\n  region\n)\nSELECT\n  'd',\n  'u',\n  '[]',\n  'us-east-1';",
    )
    expect(rendered?.anchor('update')).toContain(
      `string('[{"op":"add","path":"/Tags","value":[]}]')\nWHERE region = 'us-east-1'\n  AND Identifier = 'd|u';`,
    )
  })
})

describe('a new stack', () => {
  it('has a manifest that loads and names its schema', async () => {
    const manifest = starterFiles('my-stack')['stackql_manifest.yml'] ?? ''
    expect(manifest.split('\n')[0]).toBe(`# yaml-language-server: $schema=${MANIFEST_SCHEMA_URL}`)
    const stack = await stackOf(manifest)
    expect(problemLines(stack)).toEqual([])
    expect(stack.name).toBe('my-stack')
  })

  it('is named as its folder is', () => {
    expect(['My_Stack', './a/b_c/', 'x'].map(stackNameFor)).toEqual(['my-stack', 'b-c', 'x'])
  })

  it.each(['Bad_Name!', '.', '-x', 'a b', ''])('cannot be named %j', (name) => {
    expect(() => stackNameFor(name)).toThrow(appError('USAGE'))
  })

  it('may be an example under another name', () => {
    const text = '# yaml-language-server: $schema=../x.json\nversion: 1\nname: network\n'
    expect(renamedManifest(text, 'mine')).toBe(
      `# yaml-language-server: $schema=${MANIFEST_SCHEMA_URL}\nversion: 1\nname: mine\n`,
    )
  })
})
