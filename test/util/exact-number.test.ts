import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  canonicalJson,
  copyJson,
  ExactNumber,
  jsonEqual,
  jsonText,
  parseJson,
  type Json,
} from '../../src/util/index.js'

const digits = (most: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[1-9][0-9]{0,${String(most)}}$`))
const number = fc.oneof(
  digits(30),
  fc.tuple(digits(20), fc.stringMatching(/^[0-9]{1,25}$/)).map((parts) => parts.join('.')),
  fc.tuple(digits(20), fc.integer({ min: -400, max: 400 })).map(([a, b]) => `${a}e${String(b)}`),
  fc.constantFrom('0', '-1', '9007199254740993', '-9007199254740993', '1E400', '0.1', '1.50'),
)
/** What the digits say, however they are written. */
const valueOf = (text: string): string => {
  const [, sign = '', whole = '', part = '', power = '0'] =
    /^(-?)(\d+)\.?(\d*)[eE]?(.*)$/.exec(text) ?? []
  const all = (whole + part).replace(/^0+(?=\d)/, '')
  const short = all.replace(/0+$/, '')
  const exponent = Number(power || 0) - part.length + all.length - short.length
  return short === '' ? '0' : `${sign}${short}e${String(exponent)}`
}

describe('numbers of JSON', () => {
  test('keep their value from text to text, wherever they stand', () => {
    fc.assert(
      fc.property(number, fc.jsonValue(), (text, beside) => {
        const around = `{"a":[${text}],"b":${JSON.stringify(beside)},"c":{"d": ${text} }}`
        const out = jsonText(parseJson(around))
        const [, list = '', inner = ''] = /^\{"a":\[([^\]]*)\].*"d":([^}]*)\}\}$/s.exec(out) ?? []
        expect([valueOf(list), valueOf(inner)]).toEqual([valueOf(text), valueOf(text)])
        expect(JSON.parse(out)).toEqual(JSON.parse(around))
      }),
      { numRuns: 500 },
    )
  })

  test('are doubles wherever a double says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('are told from texts that look like them', () => {
    const text =
      '{"a":"9007199254740993","b":"\\",:9007199254740993","c":"#exact 0#1","d":9007199254740993}'
    expect(jsonText(parseJson(text))).toBe(text)
    expect(() => parseJson('{"a":09007199254740993}')).toThrow(SyntaxError)
    expect(() => parseJson('{9007199254740993:1}')).toThrow(SyntaxError)
  })

  test('are compared, sorted by their keys and copied as values', () => {
    const one = parseJson('{"b":9007199254740993,"a":1}') as Json
    const other = parseJson('{"b":9007199254740992,"a":1}') as Json
    expect(canonicalJson(one)).toBe('{"a":1,"b":9007199254740993}')
    expect(jsonEqual(one, other)).toBe(false)
    expect(copyJson(one)).toEqual({ a: 1, b: new ExactNumber('9007199254740993') })
    // Who knows nothing of them gets all of the digits, as a text.
    expect(JSON.stringify(one)).toBe('{"b":"9007199254740993","a":1}')
  })
})
