import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PropertySchema } from '../../src/catalog/index.js'
import type { SqlValue } from '../../src/resource/index.js'
import { coerceProperty, parseJsonText } from '../../src/resource/index.js'
import { ExactNumber, jsonText } from '../../src/util/index.js'
import { appError } from './expected-error.js'
import { integration, schemaOf } from './schemas.js'

function coerce(property: PropertySchema, value: SqlValue, name = 'P'): unknown {
  return coerceProperty(schemaOf({ properties: { [name]: property } }), name, value)
}

describe('scalars', () => {
  it.each<[PropertySchema, SqlValue, unknown]>([
    [{ type: 'boolean' }, 'true', true],
    [{ type: 'boolean' }, 'FALSE', false],
    [{ type: 'integer' }, '42', 42],
    [{ type: 'integer' }, '-0', 0],
    [{ type: 'number' }, '1.5e3', 1500],
    [{ type: 'string' }, '0012', '0012'],
    [{ type: 'string' }, '-1', '-1'],
    [{ type: 'string' }, '{"a":1}', '{"a":1}'],
    [{ type: 'string' }, true, 'true'],
    [{ type: 'string' }, "x'; DROP TABLE t; --", "x'; DROP TABLE t; --"],
    [{ type: 'string' }, null, undefined],
    [{ type: ['object', 'string'] }, '{"a":1}', { a: 1 }],
    [{ type: ['object', 'string'] }, '{not json', '{not json'],
    [{ type: ['object', 'string'] }, 'plain', 'plain'],
    [{ type: ['integer', 'string'] }, '12', '12'],
    [{ type: ['integer', 'string'] }, 12, 12],
    [{ type: 'string', format: 'date-time' }, 1700000000, '2023-11-14T22:13:20Z'],
    [{ type: 'string', format: 'date-time' }, '2023-11-14 22:13:20', '2023-11-14T22:13:20Z'],
    [{ type: 'string', format: 'date-time' }, '2023-11-14', '2023-11-14T00:00:00Z'],
    [{}, '{"a":"1"}', { a: '1' }],
    [{}, 'text', 'text'],
  ])('%o takes %o', (schema, value, expected) => {
    expect(coerce(schema, value)).toEqual(expected)
  })

  it('takes big integers with all of their digits', () => {
    expect(coerce({ type: 'integer' }, 42n)).toBe(42)
    expect(coerce({ type: 'string' }, 2n ** 63n)).toBe('9223372036854775808')
    const exact = new ExactNumber('9223372036854775808')
    expect(coerce({ type: 'integer' }, 2n ** 63n)).toEqual(exact)
    expect(coerce({ type: 'integer' }, '9223372036854775808')).toEqual(exact)
    expect(coerce({ type: 'number' }, '0.12345678901234567890')).toEqual(
      new ExactNumber('0.12345678901234567890'),
    )
    expect(coerce({ type: ['object', 'string'] }, '{"a":9007199254740993}')).toEqual({
      a: new ExactNumber('9007199254740993'),
    })
    expect(() => coerce({ type: 'integer' }, new ExactNumber('1e400'))).toThrow(
      /expects an integer/,
    )
  })

  it('sends times as the schema says', () => {
    const time: PropertySchema = { type: 'number' }
    expect(coerce(time, '2023-11-14T22:13:20Z', 'ScheduleStartTime')).toBe(1700000000)
    expect(coerce(time, '2023-11-15T00:13:20+02:00', 'FirstExecutionFrom')).toBe(1700000000)
    expect(coerce(time, '2023-11-14 22:13:20+00', 'EndAt')).toBe(1700000000)
    expect(coerce(time, new Date(1700000000000), 'ScheduleEndTime')).toBe(1700000000)
    expect(coerce(time, '1700000000', 'ScheduleEndTime')).toBe(1700000000)
    expect(() => coerce(time, '2023-11-14', 'Weight')).toThrow(/expects a number/)
    expect(() => coerce(time, 'soon', 'StartTime')).toThrow(
      appError('VALUE_TYPE', { hint: /ISO 8601/ }),
    )
  })

  it.each<[PropertySchema, SqlValue, RegExp]>([
    [{ type: 'boolean' }, 'yes', /expects a boolean, not "yes"/],
    [{ type: 'boolean' }, 1, /expects a boolean/],
    [{ type: 'integer' }, '4.5', /expects an integer/],
    [{ type: 'integer' }, 1.5, /expects an integer/],
    [{ type: 'integer' }, '', /expects an integer/],
    [{ type: 'number' }, NaN, /expects a number/],
    [{ type: 'string' }, Infinity, /expects a string, not the number Infinity/],
    [{ type: 'string' }, { a: [NaN] }, /expects a string, not an object/],
    [{}, { a: [NaN] }, /P\.a\.0 expects any value, not the number NaN/],
    [{ type: ['object', 'string'] }, { a: -Infinity }, /P\.a expects .*not the number -Infinity/],
    [{ type: 'array', items: { type: 'number' } }, [1, NaN], /P\.1 expects a number/],
    [{ type: 'array', items: { type: 'string' } }, 'x', /expects a JSON array, not "x"/],
    [{ type: 'array' }, '{"a":1}', /expects a JSON array, not an object/],
    [{ type: 'array' }, 5, /expects a JSON array/],
    [{ type: 'object' }, '[1]', /expects a JSON object/],
    [{ type: 'object' }, '"text"', /expects a JSON object/],
    [{ type: 'string', enum: ['PROFILE', 'DOMAIN'] }, 'PROFIL', /one of PROFILE, DOMAIN/],
  ])('%o refuses %o', (schema, value, message) => {
    expect(() => coerce(schema, value)).toThrow(appError('VALUE_TYPE', { message }))
  })
})

describe('structures', () => {
  it('coerces leaves, spells keys, drops nulls and what they leave empty', () => {
    const value = JSON.stringify({
      flow_name: 'f',
      KmsArn: null,
      tasks: [{ task_type: 'Map', source_fields: ['a', null] }],
      TriggerConfig: { ScheduleOffset: '300', ScheduleStartTime: '2023-11-14T22:13:20Z' },
      Salesforce: { Object: null },
    })
    expect(coerceProperty(integration, 'FlowDefinition', value)).toEqual({
      FlowName: 'f',
      Tasks: [{ TaskType: 'Map', SourceFields: ['a'] }],
      TriggerConfig: { ScheduleOffset: 300, ScheduleStartTime: 1700000000 },
    })
    expect(
      coerceProperty(integration, 'FlowDefinition', {
        FlowName: 'f',
        Salesforce: { EnableDynamicFieldUpdate: 'true' },
      }),
    ).toEqual({ FlowName: 'f', Salesforce: { EnableDynamicFieldUpdate: true } })
  })

  it('names the path of a wrong leaf', () => {
    const value = { FlowName: 'f', Tasks: [{ TaskType: 'Maps' }] }
    expect(() => coerceProperty(integration, 'FlowDefinition', value)).toThrow(
      /FlowDefinition\.Tasks\.0\.TaskType cannot be "Maps"; it takes one of Map/,
    )
    expect(() => coerceProperty(integration, 'FlowDefinition', { flownme: 'f' })).toThrow(
      appError('UNKNOWN_COLUMN', { hint: /Did you mean FlowName\?/ }),
    )
  })

  it('keeps keys of free-form objects, __proto__ included', () => {
    const free: PropertySchema = { type: 'object' }
    const value = coerce(free, '{"some_key":"1","__proto__":{"polluted":true}}')
    expect(JSON.stringify(value)).toBe('{"some_key":"1","__proto__":{"polluted":true}}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const map: PropertySchema = {
      type: 'object',
      patternProperties: { '.*': { type: 'string' } },
      additionalProperties: false,
    }
    expect(coerce(map, '{"cost_center":12}')).toEqual({ cost_center: '12' })
  })

  it('refuses values that nest too deep, as text and as data, without a stack overflow', () => {
    const depth = 100_000
    expect(() => coerce({ type: 'array' }, '['.repeat(depth))).toThrow(/nests deeper/)
    let value: SqlValue = []
    for (let level = 0; level < depth; level++) value = [value] as SqlValue
    expect(() => coerce({ type: 'array' }, value)).toThrow(/nests deeper/)
  })

  it('follows a schema that contains itself', () => {
    const schema = schemaOf({
      properties: { P: { $ref: '#/definitions/Node' } },
      definitions: {
        Node: {
          type: 'object',
          properties: { Count: { type: 'integer' }, Next: { $ref: '#/definitions/Node' } },
        },
      },
    })
    expect(coerceProperty(schema, 'P', '{"next":{"next":{"count":"3"}}}')).toEqual({
      Next: { Next: { Count: 3 } },
    })
  })
})

describe('parseJsonText', () => {
  it.each([
    ['{"a": }', 1, 7],
    ['[1,]', 1, 4],
    ['{"a":1,}', 1, 8],
    ['{"a" 1}', 1, 6],
    ['[1 2]', 1, 4],
    ['{"a":\n nope}', 2, 2],
    ['"abc', 1, 1],
    ['[1', 1, 3],
    ['1 2', 1, 3],
  ])('finds the fault in %j', (text, line, column) => {
    expect(() => parseJsonText(text, 'Tags')).toThrow(appError('VALUE_JSON', { line, column }))
  })

  it('accepts exactly what JSON.parse accepts', () => {
    const text = fc.oneof(
      fc.json(),
      fc
        .tuple(fc.json(), fc.nat(20), fc.constantFrom('', ',', '}', '"', '\\', '0', ' '))
        .map(([json, at, char]) => json.slice(0, at) + char + json.slice(at + 1)),
    )
    fc.assert(
      fc.property(text, (json) => {
        const parse = (read: () => unknown): unknown => {
          try {
            return { value: read() }
          } catch {
            return 'bad'
          }
        }
        // What a double would change keeps its digits.
        const ours = parse(() => JSON.parse(jsonText(parseJsonText(json, ''))))
        expect(ours).toEqual(parse(() => JSON.parse(json)))
      }),
      { numRuns: 500 },
    )
  })
})
