import { expect, it, vi } from 'vitest'
import { loadYaml } from '../../src/util/index.js'

it.each([
  ['value: {{ pw }}', 1, 8, `write '{{ pw }}'`],
  ['a: 1\nb:\n  - [{{ pw }}]', 3, 6, `write '{{ pw }}'`],
  [`v: {{ x | default('a') }}`, 1, 4, `write "{{ x | default('a') }}"`],
  ['v: {{ join(a, b) }}', 1, 4, `write '{{ join(a, b) }}'`],
  ['? [a, b]\n: 1', 1, 1, 'keys must be texts'],
  ['a: &k { b: 1 }\nc:\n  *k : 2', 3, 3, 'keys must be texts'],
])('%j has a key that is no text, and is told where', async (text, line, column, message) => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const yaml = await loadYaml()
  const told = { problem: expect.stringContaining(message) as string, position: { line, column } }
  expect(yaml.parse(text)).toMatchObject(told)
  expect(yaml.read(text)).toMatchObject({ problems: [told] })
  expect(warned).not.toHaveBeenCalled()
  warned.mockRestore()
})

it('keys that are texts, numbers or aliases of them are read', async () => {
  const yaml = await loadYaml()
  expect(yaml.parse('a: &k b\n*k : 1\n8080: 2\n')).toEqual({ value: { a: 'b', b: 1, 8080: 2 } })
})

it('maps are merged by <<', async () => {
  const yaml = await loadYaml()
  expect(yaml.read('a: &a { b: 1, c: 2 }\nd: { <<: *a, c: 3 }\n')).toMatchObject({
    value: { d: { b: 1, c: 3 } },
  })
})
