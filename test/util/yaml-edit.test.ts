import fc from 'fast-check'
import { parseDocument, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import type { Json, YamlEdit } from '../../src/util/index.js'
import { loadYaml } from '../../src/util/index.js'

const TEXT = `name: x     # aligned
providers: [ awscc ]
resources:
    -   name: lg
        props:
            - {name: a, value: 'q'}   # c
            - name:   b
              value: "dq"


            - name: c
              value: >-
                folded
                text
            - name: d
              value: |
                block
                 x
              # trailing
    - name: lg2
      props: [ {name: a, value: 1.0}, {name: e, value: 0x10} ]
      tags:
      - Key: a   # first
        Value: 1
      # second
      - Key: b
        Value: 2
      description: plain multi
        line text
      none:
      empty: []
`

type Path = YamlEdit['path']

async function edited(
  text: string,
  ...edits: readonly (readonly [Path, Json | undefined])[]
): Promise<string> {
  const yaml = await loadYaml()
  const made = edits.map(([path, value]) => ({ path, value }))
  return yaml.edit(text, made) ?? 'cannot be edited'
}

describe('an edit of a YAML text', () => {
  const [first, second] = [
    ['resources', 0],
    ['resources', 1],
  ]
  it.each<[string, Path, Json | undefined, string, string]>([
    ['single quotes', [...first, 'props', 0, 'value'], "it's", "value: 'q'", "value: 'it''s'"],
    ['double quotes', [...first, 'props', 1, 'value'], 'n"ew', '"dq"', '"n\\"ew"'],
    ['a number', [...second, 'props', 1, 'value'], 17, '0x10', '17'],
    ['a text in braces', [...second, 'props', 1, 'value'], 'a, b', '0x10', '"a, b"'],
    [
      'a text that looks like a number',
      [...second, 'description'],
      '5',
      'plain multi\n        line text',
      '"5"',
    ],
    ['nothing', [...second, 'none'], 'x', 'none:', 'none: x'],
    ['a value before a comment', [...second, 'tags', 0, 'Key'], 'z', 'Key: a   #', 'Key: z   #'],
    [
      'a block of lines',
      [...first, 'props', 3, 'value'],
      'a\n\nb\n',
      '|\n                block\n                 x\n',
      '|\n                a\n\n                b\n',
    ],
    [
      'a folded text',
      [...first, 'props', 2, 'value'],
      'a\nb',
      '>-\n                folded\n                text\n',
      '|-\n                a\n                b\n',
    ],
    [
      'a folded text with one line',
      [...first, 'props', 2, 'value'],
      'a',
      '>-\n                folded\n                text\n',
      'a\n',
    ],
    [
      'an item as the last one is written',
      [...second, 'props', 2],
      { name: 'z' },
      '0x10} ]',
      '0x10}, { name: z } ]',
    ],
    [
      'an item of a block',
      [...second, 'tags', 2],
      { Key: 'c', Value: '3' },
      'Value: 2\n',
      'Value: 2\n      - Key: c\n        Value: "3"\n',
    ],
    [
      'an item as far from its dash as the others',
      ['resources', 2],
      { name: 'n', props: [] },
      'empty: []\n',
      'empty: []\n    -   name: n\n        props: []\n',
    ],
    ['a first item', [...second, 'empty', 0], 7, '[]', '[7]'],
    [
      'a key',
      [...second, 'tags', 0, 'New'],
      { p: 1 },
      'Value: 1\n',
      'Value: 1\n        New:\n          p: 1\n',
    ],
    [
      'a key in braces',
      [...second, 'props', 0, 'more'],
      [1],
      'value: 1.0}',
      'value: 1.0, more: [ 1 ]}',
    ],
    ['a key at the top', ['exports'], ['q'], 'empty: []\n', 'empty: []\nexports:\n  - q\n'],
    [
      'a list in place of a list',
      [...second, 'tags'],
      ['only'],
      '\n      - Key: a   # first\n        Value: 1\n      # second\n      - Key: b\n        Value: 2\n',
      '\n        - only\n',
    ],
    ['a list in place of nothing', [...second, 'none'], [1], 'none:\n', 'none:\n        - 1\n'],
    ['a text in place of a list', [...second, 'empty'], 'x', '[]', 'x'],
    [
      'an object in place of a text in braces',
      [...first, 'props', 0, 'value'],
      { a: 1 },
      "'q'",
      '{ a: 1 }',
    ],
    [
      'no item of a block',
      [...second, 'tags', 0],
      undefined,
      '      - Key: a   # first\n        Value: 1\n',
      '',
    ],
    [
      'no last item in brackets',
      [...second, 'props', 1],
      undefined,
      ', {name: e, value: 0x10}',
      '',
    ],
    [
      'no first item in brackets',
      [...second, 'props', 0],
      undefined,
      '{name: a, value: 1.0}, ',
      '',
    ],
    [
      'no key',
      [...second, 'description'],
      undefined,
      '      description: plain multi\n        line text\n',
      '',
    ],
  ])('writes %s and leaves the rest alone', async (...[, path, value, before, after]) => {
    expect(TEXT.split(before)).toHaveLength(2)
    expect(await edited(TEXT, [path, value])).toBe(TEXT.replace(before, () => after))
  })

  it('keeps the ends of lines', async () => {
    const text = TEXT.replaceAll('\n', '\r\n')
    const result = await edited(text, [[...second, 'none'], 'x'], [[...second, 'tags', 2], 'y'])
    expect(result).toBe(
      (await edited(TEXT, [[...second, 'none'], 'x'], [[...second, 'tags', 2], 'y'])).replaceAll(
        '\n',
        '\r\n',
      ),
    )
  })

  it('takes several in their order', async () => {
    const text = 'a: 1\nb: [1, 2]\nc:\n  - x\n'
    expect(
      await edited(
        text,
        [['a'], 2],
        [['a'], 33],
        [['b', 2], 3],
        [['b', 2], 4],
        [['c', 1], 'y'],
        [['c', 1], 'long'],
        [['c', 0], undefined],
        [['a'], 5],
      ),
    ).toBe('a: 5\nb: [1, 2, 4]\nc:\n  - long\n')
  })

  it('writes the document anew where no text can be put in its place', async () => {
    expect(await edited('-   a\n-   b: 1\n', [[1, 'b'], undefined])).toBe('- a\n- {}\n')
    expect(await edited('a: &x [ 1 ]\nb:   *x\n', [['b'], 2])).toBe('a: &x [ 1 ]\nb: 2\n')
    expect(await edited('', [['a'], 2])).toBe('a: 2\n')
  })

  it('quotes lines in braces', async () => {
    const lines = ':\n\\'
    expect(await edited('{ a: 1 }\n', [['a'], { b: [lines] }])).toBe(
      '{ a: { b: [ ":\\n\\\\" ] } }\n',
    )
    expect(await edited('{ a: &x {} }\n', [['a', 'b'], [lines]])).toContain(JSON.stringify(lines))
  })

  it('gives the value that was asked for, however the text is written', async () => {
    const scalar = fc.oneof(
      fc.constantFrom<Json>(null, true, 0, -1.5, '', ' ', '#', ': ', '- a', '{{ x }}', '007', '~'),
      fc.string({ unit: fc.constantFrom(...`{}[]%#"'\\ab \n\t:-,&*!|>`.split('')), maxLength: 8 }),
    )
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c d', '1'), tie('value'), { maxKeys: 3 }),
      ),
    }))
    const edit = fc.record({
      steps: fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
      value: fc.option(value, { nil: undefined }),
    })
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('any' as const, 'flow' as const),
      defaultStringType: fc.constantFrom(
        'PLAIN' as const,
        'QUOTE_SINGLE' as const,
        'BLOCK_FOLDED' as const,
      ),
    })
    const top = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { minKeys: 1 })
    await fc.assert(
      fc.asyncProperty(
        top,
        style,
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        async (json, how, edits) => {
          const text = stringify(json, { lineWidth: 0, aliasDuplicateObjects: false, ...how })
          // The library writes some texts of lines in brackets in a way that it cannot read.
          fc.pre(parseDocument(text).errors.length === 0)
          let model = parseDocument(text).toJS() as Json
          const made: [Path, Json | undefined][] = []
          for (const { steps, value: wanted } of edits) {
            const path = pathIn(model, steps)
            if (wanted === undefined && !isThere(model, path)) continue
            made.push([path, wanted])
            model = withEdit(model, path, wanted)
          }
          expect(parseDocument(await edited(text, ...made)).toJS()).toEqual(model)
        },
      ),
      { numRuns: 500 },
    )
  })
})

/** A path to an entry, or to one that can be added; steps choose among what is there. */
function pathIn(json: Json, steps: readonly number[]): Path {
  const [step = 0, ...rest] = steps
  const keys = Array.isArray(json) ? [...json.keys()] : Object.keys(json as object)
  const added = Array.isArray(json) ? json.length : 'new'
  const key = [...keys, added][step % (keys.length + 1)] ?? added
  const inner = (json as Record<string | number, Json | undefined>)[key]
  if (rest.length === 0 || typeof inner !== 'object' || inner === null) return [key]
  return [key, ...pathIn(inner, rest)]
}

function isThere(json: Json, path: Path): boolean {
  let node: Json | undefined = json
  for (const step of path) node = (node as Record<string | number, Json | undefined>)[step]
  return node !== undefined
}

function withEdit(json: Json, [step = '', ...rest]: Path, value: Json | undefined): Json {
  const copy = (
    Array.isArray(json) ? [...(json as readonly Json[])] : { ...(json as object) }
  ) as Record<string | number, Json>
  if (rest.length > 0) copy[step] = withEdit(copy[step] as Json, rest, value)
  else if (value !== undefined) copy[step] = value
  else if (Array.isArray(copy)) copy.splice(Number(step), 1)
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a copy of a few keys
  else delete copy[step]
  return copy
}
