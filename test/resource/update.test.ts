import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PropertySchema, ResourceSchema } from '../../src/catalog/index.js'
import type { ErrorCode } from '../../src/errors/index.js'
import type { Change, NamedValues, PatchOperation, Reason } from '../../src/resource/index.js'
import {
  applyPatch,
  buildChanges,
  maskPatch,
  maskSecrets,
  planAssignments,
  propertyEqual,
  validatePatchDocument,
} from '../../src/resource/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../src/util/index.js'
import { appError } from './expected-error.js'
import { integration, schemaOf } from './schemas.js'

const live: JsonObject = {
  DomainName: 'd',
  Uri: 's3://b',
  CreatedAt: 'then',
  ObjectTypeName: 'Old',
  Tags: [
    { Key: 'aws:cloudformation:stack-name', Value: 's' },
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ],
  EventTriggerNames: ['x', 'y', 'y'],
}

interface Planned {
  readonly kind: Change['kind']
  readonly patch: readonly PatchOperation[]
  readonly document: string
  readonly reasons: readonly Reason[]
  readonly lostWriteOnly: readonly string[]
}

const NOTHING = { patch: [], document: '[]', lostWriteOnly: [] }

function planned(schema: ResourceSchema, model: JsonObject, changes: JsonObject): Planned {
  return { ...NOTHING, ...planAssignments(schema, model, changes) }
}

function plan(values: NamedValues, schema: ResourceSchema = integration, model = live): Planned {
  return planned(schema, model, buildChanges(schema, values))
}

describe('planAssignments', () => {
  it('upserts whole properties, and says what a write-only one may lose', () => {
    const { patch, reasons, lostWriteOnly, document } = plan({
      object_type_name: 'New',
      tags: '[{"Key":"a","Value":"9"}]',
    })
    expect(patch).toEqual([
      { op: 'add', path: '/ObjectTypeName', value: 'New' },
      { op: 'add', path: '/Tags', value: [{ Key: 'a', Value: '9' }] },
    ])
    expect(JSON.parse(document)).toEqual(patch)
    expect(reasons[0]).toEqual({
      path: '/ObjectTypeName',
      from: 'Old',
      to: 'New',
      why: 'differs',
      effect: 'in-place',
    })
    expect(lostWriteOnly).toEqual(['/FlowDefinition'])
  })

  it('sends nothing for what is so already', () => {
    const same = plan({
      domain_name: 'd',
      tags: '[{"Key":"b","Value":"2"},{"Key":"a","Value":"1"}]',
      event_trigger_names: '["y","x","y"]',
      object_type_name: 'Old',
      scope: null,
    })
    expect(same).toMatchObject({ kind: 'no-op', patch: [], reasons: [], lostWriteOnly: [] })
  })

  it('counts duplicates of an unordered array and the order of an ordered one', () => {
    expect(plan({ event_trigger_names: '["x","y"]' }).patch).toHaveLength(1)
    const ordered = schemaOf({
      properties: { L: { type: 'array', items: { type: 'string' } } },
    })
    expect(plan({ l: '["b","a"]' }, ordered, { L: ['a', 'b'] }).patch).toEqual([
      { op: 'add', path: '/L', value: ['b', 'a'] },
    ])
  })

  it('reads JSON in texts before it calls them different', () => {
    const schema = schemaOf({
      properties: { Doc: { type: 'string' }, Policy: { type: ['object', 'string'] } },
    })
    const model = { Doc: '{ "a": [1],\n "b": 2 }', Policy: '{"x":1}' }
    expect(plan({ doc: '{"b":2,"a":[1]}', policy: '{"x": 1}' }, schema, model).patch).toEqual([])
    expect(plan({ doc: '{"b":2,"a":[2]}' }, schema, model).patch).toEqual([
      { op: 'add', path: '/Doc', value: '{"b":2,"a":[2]}' },
    ])
  })

  it('always sends a write-only value that was given', () => {
    const { patch, reasons, lostWriteOnly } = plan({ flow_definition: '{"FlowName":"f"}' })
    expect(patch).toEqual([{ op: 'add', path: '/FlowDefinition', value: { FlowName: 'f' } }])
    expect(reasons[0]?.why).toBe('write-only')
    expect(lostWriteOnly).toEqual([])
  })

  it('removes what is set to NULL and there', () => {
    expect(plan({ object_type_name: null }).patch).toEqual([
      { op: 'remove', path: '/ObjectTypeName' },
    ])
    expect(plan({ scope: null }).patch).toEqual([])
  })

  it('never sends reserved tags', () => {
    const tags = [...(live.Tags as Json[]), { Key: 'c', Value: '3' }]
    expect(JSON.stringify(plan({ tags }).patch)).not.toContain('aws:')
  })

  it('changes one key of an object without touching its siblings', () => {
    const schema = schemaOf({
      properties: {
        Config: {
          type: 'object',
          properties: {
            Mode: { type: 'string' },
            Arn: { type: 'string' },
            Zones: { type: 'array', items: { type: 'string' } },
          },
        },
      },
      readOnlyProperties: ['/properties/Config/Arn'],
    })
    const model = { Config: { Mode: 'a', Arn: 'arn', Zones: ['x', 'y'] } }
    const patchOf = (config: Json): readonly PatchOperation[] =>
      plan({ config }, schema, model).patch
    expect(patchOf({ Mode: 'b', Zones: ['x', 'y'] })).toEqual([
      { op: 'add', path: '/Config/Mode', value: 'b' },
    ])
    expect(patchOf({ Mode: 'b' })).toEqual([{ op: 'add', path: '/Config', value: { Mode: 'b' } }])
    expect(patchOf({ Mode: 'a', Zones: ['y', 'x'] })).toEqual([
      { op: 'add', path: '/Config/Zones', value: ['y', 'x'] },
    ])
    expect(patchOf({ Mode: 'a', Zones: ['x', 'y'] })).toEqual([])
  })

  it.each<[ErrorCode, NamedValues, Partial<ResourceSchema>, RegExp]>([
    [
      'NOT_UPDATABLE',
      { scope: 'DOMAIN' },
      {
        required: ['FlowDefinition'],
        createOnlyProperties: ['/properties/FlowDefinition'],
      },
      /write-only and create-only/,
    ],
    [
      'MISSING_PROPERTY',
      { scope: 'DOMAIN' },
      { required: ['FlowDefinition'] },
      /must also set FlowDefinition/,
    ],
    ['MISSING_PROPERTY', { object_type_name: null }, { required: ['ObjectTypeName'] }, /must also/],
    ['PATCH_TOO_LARGE', { object_type_name: 'x'.repeat(262_144) }, {}, /at most 262144/],
  ])('%s for %j', (code, values, over, message) => {
    const run = (): unknown => plan(values, { ...integration, ...over })
    expect(run).toThrow(appError(code, { message }))
  })

  it.each<[NamedValues, Partial<ResourceSchema>, string]>([
    [{ uri: 'other' }, {}, '/Uri'],
    [{ uri: null }, {}, '/Uri'],
    [{ scope: 'DOMAIN' }, { handlers: {} }, '/Scope'],
  ])('%j takes a replacement', (values, over, path) => {
    const change = plan(values, { ...integration, ...over })
    expect(change).toMatchObject({ kind: 'replace', reasons: [{ path, effect: 'replace' }] })
  })

  it('replaces with all that was there and what was set, without what the service made', () => {
    expect(plan({ uri: 'other' })).toMatchObject({
      desired: {
        DomainName: 'd',
        Uri: 'other',
        ObjectTypeName: 'Old',
        EventTriggerNames: ['x', 'y', 'y'],
      },
    })
    expect(JSON.stringify(plan({ uri: 'other' }))).not.toMatch(/aws:|CreatedAt/)
  })

  it('judges nested create-only values at their own path', () => {
    const schema = schemaOf({
      properties: {
        A: { type: 'object', properties: { Fixed: { type: 'string' }, Free: { type: 'string' } } },
        L: {
          type: 'array',
          items: { type: 'object', properties: { Id: { type: 'string' }, V: { type: 'string' } } },
        },
      },
      createOnlyProperties: ['/properties/A/Fixed', '/properties/L/*/Id'],
    })
    const model = { A: { Fixed: 'x', Free: 'y' }, L: [{ Id: '1', V: 'a' }] }
    expect(plan({ A: { Fixed: 'x', Free: 'z' } }, schema, model).patch).toEqual([
      { op: 'add', path: '/A/Free', value: 'z' },
    ])
    expect(plan({ A: { Fixed: 'q', Free: 'y' } }, schema, model)).toMatchObject({
      kind: 'replace',
      reasons: [{ path: '/A/Fixed', from: 'x', to: 'q', effect: 'replace' }],
    })
    expect(plan({ L: [{ Id: '2', V: 'a' }] }, schema, model)).toMatchObject({
      kind: 'replace',
      reasons: [{ path: '/L' }],
    })
    expect(plan({ L: [{ Id: '1', V: 'b' }, { Id: '2' }] }, schema, model).patch).toHaveLength(1)
  })

  it('tells null from an empty object, and survives keys that every object has', () => {
    const schema = schemaOf({ properties: { Free: { type: 'object' } } })
    const patchOf = (from: Json, to: Json): unknown =>
      planned(schema, { Free: from }, { Free: to }).patch
    expect(patchOf({ a: null }, { a: {} })).toEqual([{ op: 'add', path: '/Free/a', value: {} }])
    expect(patchOf({}, { toString: { x: 1 }, constructor: 'c' })).toHaveLength(1)
    expect(patchOf({ 'a/b': 1, 'c~d': 1 }, { 'a/b': 2, 'c~d': 1 })).toEqual([
      { op: 'add', path: '/Free/a~1b', value: 2 },
    ])
  })

  const leaf: PropertySchema = { type: ['string', 'integer', 'boolean'] }
  const generated = schemaOf({
    properties: {
      Text: { type: 'string' },
      Free: { type: 'object' },
      List: { type: 'array', items: {} },
      Set: { type: 'array', insertionOrder: false, items: {} },
      Deep: { type: 'object', properties: { A: leaf, B: { type: 'object' } } },
    },
  })
  const json = fc.jsonValue({ maxDepth: 3 }).map((value) => withoutNulls(value as Json))
  const object = fc.dictionary(fc.string({ maxLength: 4 }), json, { maxKeys: 4 })
  const model = fc.record(
    {
      Text: fc.string(),
      Free: object,
      List: fc.array(json, { maxLength: 4 }),
      Set: fc.array(json, { maxLength: 4 }),
      Deep: fc.record({ A: fc.string(), B: object }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ) as unknown as fc.Arbitrary<JsonObject>

  /** Equal, or both nothing: what holds only emptiness equals absence. */
  const isAsSet = (value: Json | undefined, wanted: Json | undefined, name: string): boolean =>
    propertyEqual(generated, name, value, wanted) ||
    (value === undefined && isEmpty(wanted)) ||
    isSameButEmptiness(value, wanted)

  it('gives the desired model when its patch is applied', () => {
    fc.assert(
      fc.property(model, model, (before, after) => {
        const changes = Object.fromEntries(
          Object.keys(generated.properties).map((name) => [name, after[name] ?? null]),
        )
        const { patch } = planned(generated, before, changes)
        const result = applyPatch(before, patch)
        for (const name of Object.keys(generated.properties)) {
          expect(isAsSet(result[name], after[name], name)).toBe(true)
        }
        expect(planned(generated, result, changes).patch).toEqual([])
        expect(patch.every(({ path }) => !/^\/(List|Set)\//.test(path))).toBe(true)
      }),
    )
  })

  it('takes shuffled unordered arrays as equal', () => {
    const shuffled = fc
      .array(json, { maxLength: 6 })
      .chain((items) =>
        fc
          .shuffledSubarray(items, { minLength: items.length, maxLength: items.length })
          .map((other) => ({ items, other })),
      )
    fc.assert(
      fc.property(shuffled, ({ items, other }) => {
        expect(planned(generated, { Set: items }, { Set: other }).patch).toEqual([])
      }),
    )
  })
})

function isEmpty(value: Json | undefined): boolean {
  return (
    value === undefined || (typeof value === 'object' && Object.values(value ?? {}).every(isEmpty))
  )
}

/** True where two values differ in nothing but keys that hold emptiness. */
function isSameButEmptiness(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(pruned(a)) === JSON.stringify(pruned(b))
}

function pruned(value: Json | undefined): Json {
  if (!isJsonObject(value)) return value ?? null
  const kept = Object.entries(value).filter(([, inner]) => !isEmpty(inner))
  return Object.fromEntries(
    kept.sort(([x], [y]) => (x < y ? -1 : 1)).map(([k, v]) => [k, pruned(v)]),
  )
}

function withoutNulls(value: Json): Json {
  if (value === null) return 0
  if (Array.isArray(value)) return value.map((item: Json) => withoutNulls(item))
  if (typeof value !== 'object') return Object.is(value, -0) ? 0 : value
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]) => [key, withoutNulls(item)]),
  )
}

describe('validatePatchDocument', () => {
  it('keeps operations and gives values their types', () => {
    const text = JSON.stringify([
      { op: 'add', path: 'ObjectTypeName', value: '12' },
      { op: 'replace', path: '/FlowDefinition/TriggerConfig/ScheduleOffset', value: '300' },
      { op: 'test', path: '/DomainName', value: 'd' },
      { op: 'remove', path: '/Tags/0' },
    ])
    expect(validatePatchDocument(integration, text)).toEqual([
      { op: 'add', path: '/ObjectTypeName', value: '12' },
      { op: 'replace', path: '/FlowDefinition/TriggerConfig/ScheduleOffset', value: 300 },
      { op: 'test', path: '/DomainName', value: 'd' },
      { op: 'remove', path: '/Tags/0' },
    ])
  })

  it.each<[string, ErrorCode, RegExp]>([
    ['{}', 'VALUE_JSON', /array of operations/],
    ['[{]', 'VALUE_JSON', /not valid JSON/],
    ['[{"op":"set","path":"/Tags","value":1}]', 'VALUE_JSON', /operation 1 .* no valid "op"/],
    ['[{"op":"add","path":"/Tags"}]', 'VALUE_JSON', /no "value"/],
    ['[{"op":"copy","path":"/Tags"}]', 'VALUE_JSON', /no "from"/],
    ['[{"op":"add","path":"/Tag","value":[]}]', 'UNKNOWN_COLUMN', /no property "Tag"/],
    ['[{"op":"add","path":"/CreatedAt","value":"x"}]', 'READ_ONLY_PROPERTY', /CreatedAt/],
    ['[{"op":"add","path":"/Uri","value":"x"}]', 'CREATE_ONLY_PROPERTY', /Uri/],
    ['[{"op":"move","from":"/Uri","path":"/Scope"}]', 'CREATE_ONLY_PROPERTY', /Uri/],
    ['[{"op":"add","path":"/Tags","value":"x"}]', 'VALUE_TYPE', /JSON array/],
  ])('refuses %s', (text, code, message) => {
    expect(() => validatePatchDocument(integration, text)).toThrow(appError(code, { message }))
  })
})

it('applyPatch leaves its input alone and tells what does not apply', () => {
  const model = { A: { b: 1 } }
  expect(applyPatch(model, [{ op: 'add', path: '/A/b', value: 2 }])).toEqual({ A: { b: 2 } })
  expect(model).toEqual({ A: { b: 1 } })
  expect(() => applyPatch(model, [{ op: 'remove', path: '/C' }])).toThrow(/does not apply/)
  const polluting: PatchOperation[] = [{ op: 'add', path: '/__proto__/x', value: 1 }]
  expect(() => applyPatch(model, polluting)).toThrow(/does not apply/)
})

describe('secrets', () => {
  it('masks write-only leaves, secret names and signed URLs', () => {
    const schema = schemaOf({
      properties: {
        Password: { type: 'string' },
        SecretArn: { type: 'string' },
        Code: { type: 'object' },
        Url: { type: 'string' },
        Auth: { type: 'object' },
      },
      writeOnlyProperties: ['/properties/Code/Zip'],
    })
    const model: JsonObject = {
      Password: 'p',
      SecretArn: 'arn:secret',
      Code: { Zip: 'z', Key: 'k' },
      Url: 'https://h/o?X-Amz-Date=1&X-Amz-Signature=abc end',
      Auth: { apiKey: ['a'], tokenType: 'bearer' },
    }
    const masked = '(sensitive)'
    expect(maskSecrets(schema, model)).toEqual({
      Password: masked,
      SecretArn: 'arn:secret',
      Code: { Zip: masked, Key: 'k' },
      Url: 'https://h/o?... end',
      Auth: { apiKey: [masked], tokenType: 'bearer' },
    })
    expect(maskPatch(schema, [{ op: 'add', path: '/Code/Zip', value: 'z' }])).toEqual([
      { op: 'add', path: '/Code/Zip', value: masked },
    ])
  })
})
