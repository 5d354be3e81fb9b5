import { describe, expect, it } from 'vitest'
import { parseVariables } from '../../src/manifest/index.js'
import { loadYaml } from '../../src/util/index.js'
import { appError } from '../resource/expected-error.js'

describe('parseVariables', () => {
  it('lets later sources win', async () => {
    const variables = await parseVariables({
      files: [
        {
          name: 'a.yaml',
          text: 'region: r1\ntags:\n  - Key: k\n    Value: "1"\naccount: 001122334455\n',
        },
        { name: 'b.json', text: '{"region": "r2", "n": 1, "__proto__": {"x": 1}}' },
        { name: 'stage/.env', text: 'NAME="a b" # comment\nexport ENV=dev\n' },
        { name: 'empty.yml', text: '' },
      ],
      vars: ['region=r3', 'expr=a=b', 'empty='],
    })
    expect(JSON.parse(JSON.stringify(variables))).toEqual({
      region: 'r3',
      tags: [{ Key: 'k', Value: '1' }],
      account: '001122334455',
      n: 1,
      ...JSON.parse('{"__proto__":{"x":1}}'),
      NAME: 'a b',
      ENV: 'dev',
      expr: 'a=b',
      empty: '',
    })
    expect(Object.hasOwn(variables, '__proto__')).toBe(true)
  })

  it.each([['region'], ['=x'], ['']])('refuses --var %j', async (argument) => {
    await expect(parseVariables({ vars: [argument] })).rejects.toThrow(
      appError('USAGE', { message: /NAME=VALUE/ }),
    )
  })

  it.each([
    ['v.yaml', 'a: 1\nb: [1\nc: 2\n', 3, 1],
    ['v.yaml', 'a: 1\na: 2\n', 2, 1],
    ['v.yaml', 'a: .nan\n', 1, 4],
    ['v.json', '{"a":\n nope}', 2, undefined],
    ['v.json', '{"a":', 1, 6],
  ])('points into %s %j', async (name, text, line, column) => {
    await expect(parseVariables({ files: [{ name, text }] })).rejects.toThrow(
      appError('CONFIGURATION', { message: /cannot be read/, line, ...(column && { column }) }),
    )
  })

  it('wants names with values', async () => {
    await expect(parseVariables({ files: [{ name: 'v.yaml', text: '- a' }] })).rejects.toThrow(
      /must hold names/,
    )
  })
})

it('YAML goes round', async () => {
  const yaml = await loadYaml()
  const value = { a: ['yes', '012', 'null', '', 1.5, true, null], b: { c: 'x: y\nz' } }
  expect(yaml.parse(yaml.stringify(value))).toEqual({ value })
  const bomb = 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n'
  expect(yaml.parse(bomb)).toHaveProperty('value')
})
