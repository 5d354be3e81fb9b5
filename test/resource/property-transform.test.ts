import { describe, expect, it } from 'vitest'
import type { PropertySchema } from '../../src/catalog/index.js'
import { planSettledChange } from '../../src/resource/index.js'
import type { Json, JsonObject } from '../../src/util/index.js'
import { schemaOf } from './schemas.js'

const text: PropertySchema = { type: 'string' }

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
