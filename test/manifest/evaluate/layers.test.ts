import { describe, expect, it } from 'vitest'
import { hiding, layered } from '../../../src/manifest/evaluate/layers.js'
import type { Json } from '../../../src/util/index.js'

const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "c"}') as Record<
  string,
  Json
>

describe('layers of variables', () => {
  it('let the stronger win and keep the place of the weaker', () => {
    const merged = layered({ a: 1, b: 2 }, { c: 3, a: 4 })
    expect(Object.entries(merged)).toEqual([
      ['a', 4],
      ['b', 2],
      ['c', 3],
    ])
  })

  it('hide names in whatever spelling', () => {
    expect(hiding({ DomainName: 'below', uri: 'u' }, { domain_name: 'top' })).toEqual({
      uri: 'u',
      domain_name: 'top',
    })
  })

  it.each([
    ['layered', layered({ a: 1 }, hostile)],
    ['hiding', hiding(hostile, { a: 1 })],
  ])('hold any name as data (%s)', (_how, merged) => {
    expect(Object.keys(merged).sort()).toEqual(['__proto__', 'a', 'constructor'])
    expect(JSON.parse(JSON.stringify(merged))).toHaveProperty('__proto__', { polluted: 1 })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect('polluted' in merged).toBe(false)
  })
})
