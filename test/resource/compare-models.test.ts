import { describe, expect, it } from 'vitest'
import type { PropertySchema } from '../../src/catalog/index.js'
import type { Change, ChangeOptions } from '../../src/resource/index.js'
import { applyPatch, planChange } from '../../src/resource/index.js'
import type { Json, JsonObject } from '../../src/util/index.js'
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
