import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import randexp from 'randexp'
import { describe, expect, test } from 'vitest'
import { linearForm, linearPattern } from '../../src/util/index.js'

// CommonJS, of which bundlers and Node make different modules.
const RandExp = ((randexp as { default?: unknown }).default ?? randexp) as typeof randexp.default
const PROVIDERS = new URL('../../providers', import.meta.url).pathname

/** Every pattern of the catalogue. */
function catalogPatterns(): string[] {
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'pattern' && typeof inner === 'string') found.add(inner)
      else walk(inner)
    }
  }
  for (const entry of readdirSync(PROVIDERS, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.json')) continue
    walk(JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')))
  }
  return [...found].sort()
}

const patterns = catalogPatterns()

test('the catalogue has patterns, and RE2 can do nearly all of them', () => {
  expect(patterns.length).toBeGreaterThan(2_000)
  const left = patterns.filter((pattern) => linearForm(pattern) === undefined)
  // What is left looks around, or has halves of surrogate pairs.
  for (const pattern of left) expect(pattern).toMatch(/\(\?<?[=!]|uD[89A-F]/)
  expect(left.length).toBeLessThan(patterns.length / 15)
})

/** A text that matches, as far as a generator knows, with some of its characters changed. */
function textOf(pattern: string, numbers: (most: number) => number): string {
  let text = ''
  try {
    const maker = new RandExp(new RegExp(pattern, 'u'))
    maker.max = 20
    maker.randInt = (from, to) => from + numbers(to - from)
    text = maker.gen()
  } catch {
    // It knows less of patterns than either engine: any text does.
    text = 'arn:aws:iam::123456789012:role/a'
  }
  const odd = [
    '',
    'a',
    'Z',
    '0',
    '-',
    ' ',
    '\n',
    '\r',
    '\u2028',
    '\t',
    '\v',
    '\u00a0',
    'é',
    '😀',
    ':',
    '/',
    '.',
    '*',
  ]
  const at = numbers(text.length)
  if (numbers(2) === 0) return text
  return text.slice(0, at) + (odd[numbers(odd.length - 1)] ?? '') + text.slice(at + numbers(1))
}

describe('on RE2', () => {
  test('each pattern of the catalogue says what it says on the engine of JavaScript', () => {
    // Counts above 1,000 are open at their ends, which short texts do not tell.
    // Of those with (.*){1,5} the other engine would take minutes.
    const comparable = patterns.filter((pattern) => !/\(\.[*+]\)[*+{]/.test(pattern))
    expect(comparable.length).toBeGreaterThan(patterns.length - 30)
    const linear = new Map(comparable.map((pattern) => [pattern, linearForm(pattern)]))
    fc.assert(
      fc.property(
        fc.constantFrom(...comparable),
        fc.infiniteStream(fc.nat({ max: 1_000_003 })),
        (pattern, stream) => {
          const numbers = (most: number): number => {
            const { value } = stream.next() as { value: number }
            return value % (most + 1)
          }
          const text = textOf(pattern, numbers).slice(0, 400)
          const form = linear.get(pattern)
          if (form === undefined) return
          const native = new RegExp(pattern, 'u').test(text)
          expect([pattern, text, form.matcher(text).find()]).toEqual([pattern, text, native])
        },
      ),
      { numRuns: process.env['SKYQL_SOAK'] === undefined ? 4_000 : 400_000 },
    )
  })

  test.each([
    ['a.b', '', 'a\rb', false],
    ['a.b', '', 'a\u2028b', false],
    ['a.b', 's', 'a\nb', true],
    ['^\\s+$', '', '\u00a0\u3000\v', true],
    ['^[\\s-]+$', '', ' \u2003-', true],
    ['^\\S$', '', '\u00a0', false],
    ['^[\\Sa]+$', '', '\u00a0', false],
    ['^[\\S\\n]+$', '', 'ab\nc', true],
    ['^a{3,2000}$', '', 'aa', false],
    ['^a{3,2000}$', '', 'a'.repeat(1999), true],
    ['^(?:ab{1,60}){1,60}$', '', 'abb'.repeat(60), true],
    ['^\\u{1F600}$', '', '😀', true],
    ['^k$', 'i', 'K', true],
    ['^b$', 'm', 'a\nb', true],
  ])('/%s/%s of %j is %s', (pattern, flags, text, expected) => {
    expect(linearForm(pattern, flags)?.matcher(text).find()).toBe(expected)
  })
})

describe('a pattern', () => {
  test('of many ways to match takes time that grows with the text', () => {
    const pattern = linearPattern('^arn:(.+:){2,4}.+$', { otherwise: true })
    // A backtracking engine takes minutes for the first.
    expect(pattern?.test(`arn:${':'.repeat(20_000)}\n`)).toBe(false)
    expect(pattern?.test(`arn:${':'.repeat(20_000)}`)).toBe(true)
    // Of the catalogue: 33 s for 120 characters.
    const cron = linearPattern('cron\\((.*){1,5} (.*){1,5} (.*){1,5} (.*){1,5}\\)', {
      otherwise: true,
    })
    expect(cron?.test(`cron(a b c ${'x'.repeat(5_000)})`)).toBe(true)
    expect(cron?.test(`cron(a b c ${'x'.repeat(5_000)}`)).toBe(false)
    const nested = linearPattern('^(a+)+$', { otherwise: true })
    expect(nested?.test(`${'a'.repeat(31)}b`), 'a short one, too').toBe(false)
  })

  test.each([true, false])(
    'that looks around is tried on short texts, and then %s',
    (otherwise) => {
      const pattern = linearPattern('^(?!aws:).+$', { otherwise })
      expect(pattern?.test('aws:a')).toBe(false)
      expect(pattern?.test('a')).toBe(true)
      expect(pattern?.test(`aws:${'a'.repeat(200)}`)).toBe(otherwise)
    },
  )

  test('that is none is told', () => {
    expect(linearPattern('[a-', { otherwise: true })).toBeUndefined()
    expect(linearPattern('a{2', { otherwise: true })?.test('a{2')).toBe(true)
  })
})
