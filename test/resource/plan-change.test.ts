import { describe, expect, it } from 'vitest'
import type { PropertySchema, ResourceSchema } from '../../src/catalog/index.js'
import type { Change, ChangeOptions } from '../../src/resource/index.js'
import { maskReasons, planChange } from '../../src/resource/index.js'
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
      // Its parts have names of their own, which say what is secret.
      expect(maskReasons(integration, change.reasons)[0]?.to).toEqual(change.reasons[0]?.to)
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
