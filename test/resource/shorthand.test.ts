import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PropertySchema } from '../../src/catalog/index.js'
import { coerceProperty } from '../../src/resource/index.js'
import { parseShorthand } from '../../src/resource/shorthand.js'
import { appError } from './expected-error.js'
import { schemaOf } from './schemas.js'

describe("the AWS CLI's shorthand", () => {
  it.each([
    ['team=a', { team: 'a' }],
    ['team=a,cost=1', { team: 'a', cost: '1' }],
    [' team = a , cost = 1 ', { team: 'a', cost: '1' }],
    ['name="a, b",x=\'it=y\'', { name: 'a, b', x: 'it=y' }],
    ['a=,b=c', { a: '', b: 'c' }],
    ['Names=[a,"b c"],More={x=1,y=[]}', { Names: ['a', 'b c'], More: { x: '1', y: [] } }],
    ['arn=arn:aws:iam::1:role/x', { arn: 'arn:aws:iam::1:role/x' }],
    ['note=two words', { note: 'two words' }],
  ])('%s is a map', (text, wanted) => {
    expect(parseShorthand(text, 'object')).toEqual(wanted)
  })

  it.each([
    ['"one" "two"', ['one', 'two']],
    ["'a b'", ['a b']],
    ['"say \\"x\\""', ['say "x"']],
    [
      'Key=a,Value=b Key=c,Value=d',
      [
        { Key: 'a', Value: 'b' },
        { Key: 'c', Value: 'd' },
      ],
    ],
    ['Key=a,Value=b', [{ Key: 'a', Value: 'b' }]],
  ])('%s is a list', (text, wanted) => {
    expect(parseShorthand(text, 'array')).toEqual(wanted)
  })

  it.each(['plain', '', 'a==b', 'a=1,a=2', 'a=[b', 'a={b', '"open', 'a=1,', '=a', 'a="x"y'])(
    '%j is none',
    (text) => {
      expect(parseShorthand(text, 'object')).toBeUndefined()
    },
  )

  it('any map of words comes back', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/)
    fc.assert(
      fc.property(fc.dictionary(word, word, { minKeys: 1, noNullPrototype: true }), (map) => {
        const text = Object.entries(map)
          .map(([key, value]) => `${key}=${value}`)
          .join(',')
        expect(parseShorthand(text, 'object')).toEqual(map)
      }),
    )
  })

  it('any list of texts comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (texts) => {
        const quoted = texts.map((each) => `"${each.replace(/["\\]/g, '\\$&')}"`)
        expect(parseShorthand(quoted.join(' '), 'array')).toEqual(texts)
      }),
    )
  })
})

const PAIRS: readonly (readonly [string, string])[] = [
  ['Key', 'Value'],
  ['key', 'value'],
  ['OperatorPropertyKey', 'Property'],
]

const TEXTS: PropertySchema = { type: 'array', items: { type: 'string' } }
const MAP: PropertySchema = { type: 'object', additionalProperties: { type: 'string' } }

function coerce(property: PropertySchema, value: string): unknown {
  return coerceProperty(schemaOf({ properties: { P: property } }), 'P', value)
}

describe.each(PAIRS)('a list of %s and %s', (key, value) => {
  const text: PropertySchema = { type: 'string' }
  const item: PropertySchema = { type: 'object', properties: { [key]: text, [value]: text } }
  const list: PropertySchema = { type: 'array', items: item }
  const wanted = [
    { [key]: 'team', [value]: 'a' },
    { [key]: 'cost', [value]: '1' },
  ]

  it.each([
    JSON.stringify(wanted),
    '{"team":"a","cost":"1"}',
    '{"team":"a","cost":1}',
    'team=a,cost=1',
    `${key}=team,${value}=a ${key}=cost,${value}=1`,
  ])('is %s', (written) => {
    expect(coerce(list, written)).toEqual(wanted)
  })

  it('one entry is a list of one', () => {
    const one = [wanted[0]]
    expect(coerce(list, JSON.stringify(wanted[0]))).toEqual(one)
    expect(coerce(list, 'team=a')).toEqual(one)
    expect(coerce(list, `${key}=team,${value}=a`)).toEqual(one)
  })

  it('may stand inside of something else', () => {
    const outer: PropertySchema = { type: 'object', properties: { Tags: list } }
    expect(coerce(outer, '{"Tags":{"team":"a","cost":"1"}}')).toEqual({ Tags: wanted })
  })

  it('and as a map of a document in every form', () => {
    const map: PropertySchema = { ...MAP, keyValue: true }
    const plain = { team: 'a', cost: '1' }
    for (const written of [JSON.stringify(wanted), JSON.stringify(plain), 'team=a,cost=1']) {
      expect(coerce(map, written)).toEqual(plain)
    }
    expect(coerce(map, `Key=team,Value=a Key=cost,Value=1`)).toEqual(plain)
    expect(coerce(map, `Key=team,Value=a`)).toEqual({ team: 'a' })
  })

  it('what is none of these is told in the form that is meant', () => {
    const hint = { hint: new RegExp(`\\[\\{"${key}": …, "${value}": …\\}\\].*or as a map`) }
    expect(() => coerce(list, 'plain')).toThrow(appError('VALUE_TYPE', hint))
    expect(() => coerce(list, '5')).toThrow(appError('VALUE_TYPE', hint))
  })
})

describe('lists and maps of texts', () => {
  it('take shorthand where they stand in the statement', () => {
    expect(coerce(TEXTS, '"e1" "e2"')).toEqual(['e1', 'e2'])
    expect(coerce(MAP, 'SegmentIdentify=A,ShopifyCreateOrders=B')).toEqual({
      SegmentIdentify: 'A',
      ShopifyCreateOrders: 'B',
    })
  })

  it('a text that may be a text stays one', () => {
    expect(coerce({ type: ['object', 'string'] }, 'a=b')).toBe('a=b')
    expect(coerce({ type: 'string' }, '"a" "b"')).toBe('"a" "b"')
  })

  it('three properties make no pair', () => {
    const text: PropertySchema = { type: 'string' }
    const items = { type: 'object', properties: { Key: text, Value: text, More: text } } as const
    expect(() => coerce({ type: 'array', items }, '{"a":"b"}')).toThrow(/expects a JSON array/)
  })
})
