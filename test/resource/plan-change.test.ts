import { describe, expect, it } from 'vitest'
import type { PropertySchema, ResourceSchema } from '../../src/catalog/index.js'
import type { Change, ChangeOptions } from '../../src/resource/index.js'
import { applyPatch, maskReasons, planChange, planSettledChange } from '../../src/resource/index.js'
import type { Json, JsonObject } from '../../src/util/index.js'
import { appError } from './expected-error.js'
import { integration, schemaOf } from './schemas.js'

const text: PropertySchema = { type: 'string' }
const texts: PropertySchema = { type: 'array', items: text }

/** Plans for a type with one property `P` of a schema. */
function planned(property: PropertySchema, to: Json, from?: Json, options?: ChangeOptions): Change {
  const schema = schemaOf({ properties: { Name: text, P: property } })
  return planChange(schema, { P: to }, from === undefined ? {} : { P: from }, options)
}

describe('the ladder of equality', () => {
  const tags: PropertySchema = { type: 'array', items: { type: 'object' } }
  const object: PropertySchema = { type: 'object', properties: { A: text, B: text } }
  const nested: PropertySchema = {
    type: 'object',
    properties: { A: { type: 'string', default: 'x' }, B: texts },
  }
  const statement = { Effect: 'Allow', Action: 'a:b', Resource: '*' }
  const policy = { Version: '2012-10-17', Statement: [statement] }

  it.each<[string, PropertySchema, Json, Json | undefined]>([
    ['what nobody declared', object, { A: '1' }, { A: '1', B: '2' }],
    ['a null', object, { A: '1', B: null }, { A: '1' }],
    ['a number in a text', { type: 'integer' }, '12', 12],
    ['a text for a number', text, 12, '12'],
    ['a boolean in a text', { type: 'boolean' }, 'true', true],
    ['a text of any type', {}, true, 'true'],
    ['a default that is absent', { type: 'integer', default: 3 }, 3, undefined],
    ['defaults within', nested, { A: 'x', B: [] }, undefined],
    ['an empty list', texts, [], undefined],
    [
      'tags in another order',
      tags,
      [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '1' },
      ],
      [
        { Value: '1', Key: 'a' },
        { Key: 'b', Value: '2' },
      ],
    ],
    ['an unordered list', { ...texts, insertionOrder: false }, ['b', 'a', 'b'], ['a', 'b', 'b']],
    ['a set', { ...texts, uniqueItems: true, insertionOrder: true }, ['b', 'a'], ['a', 'b']],
    [
      'attributes that the service added',
      { ...texts, arrayType: 'AttributeList' },
      ['b'],
      ['a', 'b'],
    ],
    [
      'policies as object and text',
      { type: ['object', 'string'] },
      policy,
      JSON.stringify({ ...policy, Statement: { ...statement, Action: ['A:B'] } }),
    ],
    [
      'policies as texts',
      text,
      JSON.stringify(policy),
      JSON.stringify({ Statement: [statement], Version: '2012-10-17' }, null, 2),
    ],
    ['JSON in a text', text, '{"a":[1, 2]}', '{ "a": [1,2] }'],
    ['JSON in a text as an object', { type: ['string', 'object'] }, '{"a":"b"}', { a: 'b' }],
    ['the last line break', text, '-----BEGIN\nX', '-----BEGIN\nX\n'],
    ['an ARN for a name', text, 'arn:aws:iam::111122223333:role/path/r', 'r'],
    ['a name for an ARN', text, 'f', 'arn:aws:lambda:us-east-1:111122223333:function:f'],
  ])('overlooks %s', (_, property, to, from) => {
    expect(planned(property, to, from)).toMatchObject({ kind: 'no-op', reasons: [], unsure: [] })
  })

  it.each<[string, PropertySchema, Json, Json | undefined]>([
    ['a value', text, 'a', 'b'],
    ['case', text, 'a', 'A'],
    ['absence', { type: 'integer', default: 3 }, 4, undefined],
    ['what differs within', object, { A: '1' }, { A: '2' }],
    ['a key more in a map', { type: 'object' }, { a: '1' }, { a: '1', b: '2' }],
    ['duplicates', { ...texts, insertionOrder: false }, ['a', 'a', 'b'], ['a', 'b', 'b']],
    ['items more', { ...texts, insertionOrder: false }, ['a'], ['a', 'b']],
    ['the order where it counts', { ...texts, insertionOrder: true }, ['b', 'a'], ['a', 'b']],
    ['the order in a document', text, '{"a":[1,2]}', '{"a":[2,1]}'],
    ['an attribute', { ...texts, arrayType: 'AttributeList' }, ['c'], ['a', 'b']],
    ['a tag', tags, [{ Key: 'a', Value: '1' }], [{ Key: 'a', Value: '2' }]],
    ['an ARN for another name', text, 'arn:aws:iam::111122223333:role/other', 'her'],
  ])('counts %s', (_, property, to, from) => {
    const change = planned(property, to, from)
    if (change.kind !== 'update') throw new Error(change.kind)
    const live: JsonObject = from === undefined ? {} : { P: from }
    expect(applyPatch(live, change.patch)).toEqual(change.result)
    const schema = schemaOf({ properties: { Name: text, P: property } })
    expect(planChange(schema, { P: to }, change.result).kind).toBe('no-op')
  })

  it('matches items that declare little to items that fit several', () => {
    const list: PropertySchema = { type: 'array', insertionOrder: false, items: object }
    const live = [
      { A: '1', B: '2' },
      { A: '1', B: '3' },
    ]
    expect(planned(list, [{ A: '1' }, { A: '1', B: '2' }], live).kind).toBe('no-op')
    expect(planned(list, [{ B: '2' }, { A: '1', B: '2' }], live).kind).toBe('update')
  })

  it('compares tags without those of AWS, and sends none of them', () => {
    const live = {
      DomainName: 'd',
      Tags: [
        { Key: 'aws:x', Value: '1' },
        { Key: 'a', Value: '1' },
      ],
    }
    const tagged = (Value: string): JsonObject => ({
      Tags: [
        { Key: 'a', Value },
        { Key: 'aws:y', Value },
      ],
    })
    expect(planChange(integration, tagged('1'), live).kind).toBe('no-op')
    expect(planChange(integration, tagged('2'), live)).toMatchObject({
      patch: [{ op: 'add', path: '/Tags', value: [{ Key: 'a', Value: '2' }] }],
    })
  })
})

describe('doubts', () => {
  const part: PropertySchema = { type: 'string' }
  const plan = (options: ChangeOptions): Change => planned(texts, ['b', 'a'], ['a', 'b'], options)

  it('reports another order where the schema is silent, and acts on it when told', () => {
    expect(plan({})).toMatchObject({ kind: 'no-op', unsure: [{ path: '/P', why: 'order' }] })
    expect(plan({ unsure: 'act' })).toMatchObject({ kind: 'update', reasons: [{ why: 'order' }] })
  })

  it('knows from the last declaration whose doing it is', () => {
    expect(plan({ previous: { P: ['b', 'a'] } }).kind).toBe('no-op')
    expect(plan({ previous: { P: ['a', 'b'] } })).toMatchObject({
      kind: 'update',
      patch: [{ op: 'add', path: '/P', value: ['b', 'a'] }],
    })
  })

  it('does not replace for another case alone', () => {
    const schema = schemaOf({ properties: { P: part }, createOnlyProperties: ['/properties/P'] })
    const change = planChange(schema, { P: 'MySQL' }, { P: 'mysql' })
    expect(change).toMatchObject({
      kind: 'no-op',
      unsure: [{ why: 'spelling', effect: 'replace' }],
    })
    expect(
      planChange(schema, { P: 'MySQL' }, { P: 'mysql' }, { previous: { P: 'mysql' } }).kind,
    ).toBe('replace')
  })

  it('cannot tell which key an alias means', () => {
    const arn = 'arn:aws:kms:us-east-1:111122223333:key/1'
    expect(planned(part, 'alias/aws/sqs', arn)).toMatchObject({
      kind: 'no-op',
      unsure: [{ why: 'alias' }],
    })
  })
})

describe('planChange', () => {
  it('creates without nulls and read-only values, and says why', () => {
    const change = planChange(
      integration,
      { DomainName: 'd', Scope: null, CreatedAt: 'x' },
      undefined,
    )
    expect(change).toEqual({
      kind: 'create',
      typeName: 'AWS::CustomerProfiles::Integration',
      desired: { DomainName: 'd' },
      reasons: [{ path: '/DomainName', from: undefined, to: 'd', why: 'new', effect: 'in-place' }],
    })
    expect(Object.isFrozen(change) && Object.isFrozen(change.reasons)).toBe(true)
  })

  it('deletes what is not wanted, and does nothing about nothing', () => {
    expect(planChange(integration, undefined, { DomainName: 'd' })).toMatchObject({
      kind: 'delete',
      reasons: [{ path: '', why: 'unwanted' }],
    })
    expect(planChange(integration, undefined, undefined).kind).toBe('no-op')
  })

  it('removes only what the user took out', () => {
    const live = { DomainName: 'd', ObjectTypeName: 'o', Scope: 'PROFILE' }
    expect(planChange(integration, { DomainName: 'd' }, live).kind).toBe('no-op')
    const previous = { DomainName: 'd', ObjectTypeName: 'o' }
    expect(planChange(integration, { DomainName: 'd' }, live, { previous })).toMatchObject({
      kind: 'update',
      patch: [{ op: 'remove', path: '/ObjectTypeName' }],
      reasons: [{ path: '/ObjectTypeName', from: 'o', to: undefined, why: 'removed' }],
    })
  })

  it('leaves the tags of AWS where the user took out all others', () => {
    const tag = (Key: string): JsonObject => ({ Key, Value: '1' })
    const previous = { DomainName: 'd', Tags: [tag('a')] }
    const plan = (...Tags: Json[]): Change =>
      planChange(integration, { DomainName: 'd' }, { DomainName: 'd', Tags }, { previous })
    expect(plan(tag('aws:x')).kind).toBe('no-op')
    expect(plan(tag('aws:x'), tag('a'))).toMatchObject({ patch: [{ op: 'remove', path: '/Tags' }] })
  })

  it('removes within an object, and keeps there what the service set', () => {
    const property: PropertySchema = { type: 'object', properties: { A: text, B: text, C: text } }
    const change = planned(
      property,
      { A: '1' },
      { A: '1', B: '2', C: '3' },
      { previous: { P: { A: '1', B: '2' } } },
    )
    expect(change).toMatchObject({ kind: 'update', result: { P: { A: '1', C: '3' } } })
  })

  it('touches the path that differs, and keeps what the service set beside it', () => {
    const property: PropertySchema = { type: 'object', properties: { A: text, B: text } }
    expect(planned(property, { A: '2' }, { A: '1', B: '2' })).toMatchObject({
      patch: [{ op: 'add', path: '/P/A', value: '2' }],
      result: { P: { A: '2', B: '2' } },
    })
  })

  it('repeats write-only values in every update, and in no other', () => {
    const flow = { FlowName: 'f' }
    const live = { DomainName: 'd', ObjectTypeName: 'o' }
    expect(
      planChange(integration, { ObjectTypeName: 'o', FlowDefinition: flow }, live),
    ).toMatchObject({
      kind: 'no-op',
      unknown: ['/FlowDefinition'],
    })
    const change = planChange(integration, { ObjectTypeName: 'n', FlowDefinition: flow }, live)
    expect(change).toMatchObject({
      patch: [
        { op: 'add', path: '/FlowDefinition', value: flow },
        { op: 'add', path: '/ObjectTypeName', value: 'n' },
      ],
      lostWriteOnly: [],
    })
    expect(planChange(integration, { ObjectTypeName: 'n' }, live)).toMatchObject({
      lostWriteOnly: ['/FlowDefinition'],
    })
  })

  it('sends a write-only value that is known to be new', () => {
    const desired = { DomainName: 'd', FlowDefinition: { FlowName: 'new' } }
    const old = { DomainName: 'd', FlowDefinition: { FlowName: 'old' } }
    const live = { DomainName: 'd' }
    for (const options of [{ previous: old }, { changedWriteOnly: ['/FlowDefinition'] }]) {
      const change = planChange(integration, desired, live, options)
      expect(change).toMatchObject({
        kind: 'update',
        reasons: [{ path: '/FlowDefinition', why: 'write-only' }],
      })
      expect(maskReasons(integration, change.reasons)[0]?.to).toEqual({ FlowName: '(sensitive)' })
    }
    expect(planChange(integration, desired, live, { previous: desired }).kind).toBe('no-op')
  })

  it('repeats write-only values within lists, and never create-only ones', () => {
    const user: PropertySchema = {
      type: 'object',
      properties: { Name: text, Password: text, Salt: text },
    }
    const schema = schemaOf({
      properties: { Users: { type: 'array', items: user }, Size: { type: 'integer' }, Seed: text },
      writeOnlyProperties: [
        '/properties/Users/*/Password',
        '/properties/Users/*/Salt',
        '/properties/Seed',
      ],
      createOnlyProperties: ['/properties/Users/*/Salt', '/properties/Seed'],
    })
    const desired = { Users: [{ Name: 'u', Password: 'p', Salt: 's' }], Size: 2, Seed: 'x' }
    expect(planChange(schema, desired, { Users: [{ Name: 'u' }], Size: 2 }).kind).toBe('no-op')
    expect(planChange(schema, desired, { Users: [{ Name: 'u' }], Size: 1 })).toMatchObject({
      patch: [
        { op: 'add', path: '/Users', value: [{ Name: 'u', Password: 'p' }] },
        { op: 'add', path: '/Size', value: 2 },
      ],
    })
  })

  it('never sends read-only values within', () => {
    const schema = schemaOf({
      properties: { P: { type: 'object', properties: { A: texts, Made: text } } },
      readOnlyProperties: ['/properties/P/Made'],
    })
    const change = planChange(
      schema,
      { P: { A: ['n'], Made: 'x' } },
      { P: { A: ['o'], Made: 'y' } },
    )
    expect(change).toMatchObject({
      patch: [{ path: '/P/A' }],
      result: { P: { A: ['n'], Made: 'y' } },
    })
  })

  describe('create-only', () => {
    const schema: ResourceSchema = schemaOf({
      properties: {
        Name: text,
        Net: { type: 'object', properties: { Id: text, Size: { type: 'integer' } } },
        List: {
          type: 'array',
          insertionOrder: false,
          items: { type: 'object', properties: { Port: { type: 'integer' }, Note: text } },
        },
      },
      createOnlyProperties: ['/properties/Name', '/properties/Net/Id', '/properties/List/*/Port'],
      replacementStrategy: 'delete_then_create',
    })
    const live = { Name: 'n', Net: { Id: 'i', Size: 1 }, List: [{ Port: 1, Note: 'a' }] }

    it.each<[string, JsonObject, string]>([
      ['at the top', { Name: 'm' }, '/Name'],
      ['nested', { Net: { Id: 'j' } }, '/Net/Id'],
      ['in items', { List: [{ Port: 2, Note: 'a' }] }, '/List'],
    ])('replaces for a change %s', (_, desired, path) => {
      expect(planChange(schema, desired, live)).toMatchObject({
        kind: 'replace',
        strategy: 'delete_then_create',
        desired,
        reasons: [{ path, effect: 'replace' }],
      })
    })

    it.each<[string, JsonObject]>([
      ['beside it', { Net: { Id: 'i', Size: 2 } }],
      ['beside it in items', { List: [{ Port: 1, Note: 'b' }] }],
      [
        'by a new item',
        {
          List: [
            { Port: 1, Note: 'a' },
            { Port: 3, Note: 'c' },
          ],
        },
      ],
    ])('updates for a change %s', (_, desired) => {
      expect(planChange(schema, desired, live).kind).toBe('update')
    })
  })

  it('sends a create-only value as the service spells it, where a whole property has to go', () => {
    const schema = schemaOf({
      properties: { P: { type: 'object', properties: { Id: text, Map: { type: 'object' } } } },
      createOnlyProperties: ['/properties/P/Id'],
    })
    const live = { P: { Id: 'id', Map: { a: '1', b: '2' } } }
    expect(planChange(schema, { P: { Id: 'ID', Map: { a: '1' } } }, live)).toMatchObject({
      kind: 'update',
      unsure: [{ path: '/P/Id', why: 'spelling' }],
      patch: [{ op: 'add', path: '/P', value: { Id: 'id', Map: { a: '1' } } }],
    })
  })

  it('tries what may be create-only, and says so', () => {
    const schema = schemaOf({
      properties: { P: text, Q: text },
      conditionalCreateOnlyProperties: ['/properties/P'],
    })
    expect(planChange(schema, { P: 'a', Q: 'b' }, { P: 'b', Q: 'a' })).toMatchObject({
      kind: 'update',
      replaceIfRefused: ['/P'],
      reasons: [{ effect: 'may-replace' }, { effect: 'in-place' }],
    })
  })

  it('replaces a type that has no update handler', () => {
    const schema = schemaOf({ handlers: { create: { permissions: [] } } })
    expect(planChange(schema, { Name: 'b' }, { Name: 'a' })).toMatchObject({
      kind: 'replace',
      strategy: 'create_then_delete',
      reasons: [{ effect: 'replace' }],
    })
  })

  it('refuses a type of which every update fails', () => {
    const schema = schemaOf({
      properties: { Name: text, Code: text },
      required: ['Code'],
      writeOnlyProperties: ['/properties/Code'],
      createOnlyProperties: ['/properties/Code'],
    })
    const plan = (): Change => planChange(schema, { Name: 'b', Code: 'c' }, { Name: 'a' })
    expect(plan).toThrow(
      appError('NOT_UPDATABLE', { message: /Code is write-only and create-only/ }),
    )
    expect(planChange(schema, { Name: 'a', Code: 'c' }, { Name: 'a' }).kind).toBe('no-op')
  })

  it('refuses a patch that is too large', () => {
    const plan = (): Change => planned(text, 'x'.repeat(262_144), 'y')
    expect(plan).toThrow(appError('PATCH_TOO_LARGE', { message: /262144/ }))
  })
})

describe('planSettledChange', () => {
  const settledBy = async (
    expression: string,
    [to, from]: [to: Json, from: Json],
    path = 'P',
  ): Promise<string> => {
    const inner: PropertySchema = { type: 'object', properties: { P: text, Q: text } }
    const schema = schemaOf({
      properties: {
        Name: text,
        P: text,
        In: inner,
        List: { type: 'array', insertionOrder: true, items: inner },
      },
      propertyTransform: { [`/properties/${path}`]: expression },
    })
    const at = (value: Json): JsonObject =>
      path === 'P'
        ? { P: value }
        : path === 'In/P'
          ? { In: { P: value } }
          : { List: [{ P: value }] }
    return (await planSettledChange(schema, at(to), at(from))).kind
  }

  it.each<[string, string, string, string, string?]>([
    ['a function', '$lowercase(P)', 'Ab', 'ab'],
    ['an alternative', '$uppercase(P) $OR $lowercase(P)', 'Ab', 'ab'],
    ['a nested path from the top', '$lowercase(In.P)', 'Ab', 'ab', 'In/P'],
    ['a nested path from beside it', '$lowercase(P)', 'Ab', 'ab', 'In/P'],
    ['an item', '$lowercase(P)', 'Ab', 'ab', 'List/*/P'],
    ['a pattern', '$join(["id:[0-9]{3}:", P])', 'a.b', 'id:123:a.b'],
  ])('takes %s', async (_, expression, ...[to, from, path]) => {
    expect(await settledBy(expression, [to, from], path)).toBe('no-op')
  })

  it.each<[string, string, string, string]>([
    ['another value', '$lowercase(P)', 'Ab', 'ac'],
    ['the other direction', '$lowercase(P)', 'ab', 'AB'],
    ['a pattern that is the same for every value', '"[a-z]+"', 'One', 'two'],
    ['a pattern that says nothing of the value', '$join(["[a-z]", "+"])', 'one', 'two'],
    ['a text that only looks like a pattern', 'P', 'a.c', 'abc'],
    ['an expression that fails', '$nothing(P)', 'a', 'b'],
    ['an expression that does not parse', '$(', 'a', 'b'],
  ])('does not take %s', async (_, expression, to, from) => {
    expect(await settledBy(expression, [to, from])).toBe('update')
  })

  it('leaves what is settled out of the patch', async () => {
    const schema = schemaOf({
      properties: { Name: text, P: text, Q: text },
      propertyTransform: { '/properties/P': '$lowercase(P)' },
    })
    const change = await planSettledChange(schema, { P: 'Ab', Q: '2' }, { P: 'ab', Q: '1' })
    expect(change).toMatchObject({
      patch: [{ op: 'add', path: '/Q', value: '2' }],
      result: { P: 'ab' },
    })
  })
})
