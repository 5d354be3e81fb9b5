import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { loadStack, parseVariables, renderTemplate } from '../../src/manifest/index.js'
import { jsonText, type Json } from '../../src/util/index.js'
import { runScript } from '../../src/deploy/run/run-script.js'
import { stackFolder } from './stack-folder.js'
import { appError } from '../resource/expected-error.js'

const render = (text: string, variables: Record<string, Json> = {}): string =>
  renderTemplate(text, { variables })

describe('a template ends', () => {
  const long = 'a'.repeat(50_000)

  it.each([
    ['{{ x | replace(r/(a+)+$/g, "b") }}', `${long}!`],
    ['{{ x | replace(r/(a|aa)+$/, "b") }}', `${long}!`],
    ['{{ x | replace(r/^(([a-z])+.)+[A-Z]([a-z])+$/, "b") }}', long],
    ['{{ x | trim }}', `a${' '.repeat(200_000)}a`],
  ])('%s', (text, x) => {
    expect(render(text, { x }).length).toBeGreaterThan(0)
  })

  it.each([
    ['{% for a in range(10000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}'],
    ['{% for a in range(10000) %}{{ (x | upper) | length }}{% endfor %}'],
    ['{% for a in range(10000) %}{{ j.a }}{% endfor %}'],
    ['{% for a in range(10000) %}{{ x.upper() | length }}{% endfor %}'],
    ['{% for a in range(10000) %}{{ range(10000) | length }}{% endfor %}'],
    ['{% for a in range(10000) %}{{ x | replace(r/a/g, "b") | length }}{% endfor %}'],
    ['{{ ("<!--" * 1) | striptags }}{{ m | striptags }}'],
  ])('within its budget: %s', (text) => {
    const x = 'a'.repeat(100_000)
    const j = `{"a": 1, "b": "${x}"}`
    expect(() => render(text, { x, j, m: '<!--'.repeat(50_000) })).toThrow(
      appError(text.includes('striptags') ? 'TEMPLATE_FILTER' : 'TEMPLATE_FORBIDDEN'),
    )
  })
})

describe('patterns', () => {
  it.each([
    ['{{ "a-b-c" | replace(r/-/, "_") }}', 'a_b-c'],
    ['{{ "a-b-c" | replace(r/-/g, "_") }}', 'a_b_c'],
    ['{{ "aXbx" | replace(r/x/gi, "$$&") }}', 'a$&b$&'],
    ['{{ "john doe" | replace(r/(\\w+) (\\w+)/, "$2, $1 $3") }}', 'doe, john $3'],
    ['{{ "größe 日" | replace(r/[^a-z]+/g, "[$&]") }}', 'gr[öß]e[ 日]'],
    ['{{ "abc" | replace(r//g, "-") }}', '-a-b-c-'],
  ])('%s is %s', (text, expected) => {
    expect(render(text)).toBe(expected)
  })

  it.each(['r/(a)\\1/', 'r/(?=a)/', 'r/(?<!a)b/'])('%s is refused', (pattern) => {
    expect(() => render(`{{ "aa" | replace(${pattern}, "b") }}`)).toThrow(
      appError('TEMPLATE_FILTER', { message: /cannot be used/ }),
    )
  })
})

describe('names of other languages are data', () => {
  const names = [
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
  ]

  it.each(names)('%s', async (name) => {
    const variables = await parseVariables({ vars: [`${name}=own`] })
    expect(render(`{{ ${name} }}`, variables)).toBe('own')
    const x = JSON.parse(`{"${name}": {"${name}": [1]}}`) as Json
    expect(render(`{{ x.${name}.${name}[0] }}{{ x["${name}"] }}`, { x })).toBe(`1{"${name}":[1]}`)
    expect(render(`{% for k, v in x %}{{ k }}{{ v.${name} }}{% endfor %}`, { x })).toBe(
      `${name}[1]`,
    )
    expect(render(`{{ {"${name}": 1} }}{{ x | merge_objects({"${name}": 2}) }}`, { x })).toBe(
      `{"${name}":1}{"${name}":2}`,
    )
    expect(() => render(`{{ x.y.${name} }}`, { x: { y: {} } })).toThrow(
      appError(
        /^(?:constructor|prototype|__)/.test(name) ? 'TEMPLATE_FORBIDDEN' : 'TEMPLATE_UNDEFINED',
      ),
    )
  })
})

describe('numbers keep their digits', () => {
  it.each([
    ['{{ 10 ** 1000 }}'],
    ['{{ 2 ** 53 + 1 }}'],
    ['{{ 9007199254740991 + 1 }}'],
    ['{{ 9007199254740993 }}'],
    ['{{ 0.12345678901234567891 }}'],
    ['{{ 1 / 0 }}'],
    ['{{ 0 % 0 }}'],
    ['{{ big * 1 }}'],
    ['{{ big - 1 }}'],
    ['{{ "1e400" * 1 }}'],
    ['{{ 5 | round(400) }}'],
  ])('%s is an error', (text) => {
    expect(() => render(text, { big: '9007199254740993' })).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^TEMPLATE_(?:FILTER|SYNTAX)$/) as string,
      }),
    )
  })

  it('in variables of every kind, as they are written', async () => {
    const digits = fc
      .tuple(
        fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
        fc.constantFrom('', '.5', '.12345678901234567', 'e3'),
      )
      .map(([whole, rest]) => `${String(whole)}${rest}`)
    await fc.assert(
      fc.asyncProperty(digits, async (number) => {
        const files = [
          { name: 'a.json', text: `{"a": ${number}, "c": [${number}]}` },
          { name: 'b.yaml', text: `b: ${number}\n` },
        ]
        const variables = await parseVariables({
          files,
          vars: [`v=${number}`, `j={"x": ${number}}`],
        })
        const text = render(
          '{{ a }} {{ c }} {{ b }} {{ v }} {{ j.x }} {{ j | from_json }}',
          variables,
        )
        const same = (written: string): string => written.replace(/\.?0+$|e3$/, '')
        const value = Number(number)
        // What a double holds may be written otherwise; anything else keeps its own spelling.
        if (Number.isSafeInteger(value))
          expect(text.split(' ').slice(0, 1).map(Number)).toEqual([value])
        else if (!/e3$/.test(number)) {
          for (const part of text.replace(/[^\d.\-e+ ]/g, '').split(' '))
            expect(same(part)).toBe(same(number))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('in SQL, too', async () => {
    const files = [
      { name: 'a.json', text: '{"n": 9007199254740993, "m": {"k": 12345678901234567890}}' },
    ]
    const variables = await parseVariables({ files })
    const sql = (text: string): string => renderTemplate(text, { variables, sql: true })
    expect(sql("SELECT {{ n }}, '{{ m }}', {{ m.k }}")).toBe(
      `SELECT 9007199254740993, '{"k":12345678901234567890}', 12345678901234567890`,
    )
    expect(jsonText(variables)).toBe('{"n":9007199254740993,"m":{"k":12345678901234567890}}')
  })
})

describe('file() reads regular files of the project', () => {
  test('no pipe, device, link that leads out, or endless file', async () => {
    const cwd = stackFolder({})
    const resources = join(cwd, 'stack/resources')
    mkdirSync(resources, { recursive: true })
    execFileSync('mkfifo', [join(resources, 'pipe.json'), join(cwd, 'outside-pipe.json')])
    symlinkSync('/dev/zero', join(resources, 'zero.json'))
    symlinkSync('/dev/stdin', join(resources, 'stdin.json'))
    symlinkSync(join(cwd, 'outside-pipe.json'), join(resources, 'link.json'))
    symlinkSync('loop.json', join(resources, 'loop.json'))
    writeFileSync(join(resources, 'large.json'), 'x'.repeat(16 * 1024 * 1024 + 1))
    writeFileSync(join(cwd, 'secret.json'), '{"a": 1}')
    const files = ['pipe', 'zero', 'stdin', 'link', 'loop', 'large', 'indirect']
    const props = files.map((name) => `      - name: ${name}\n        value: file(${name}.json)`)
    symlinkSync(cwd, join(resources, 'up'))
    props.push('      - name: up\n        value: file(up/secret.json)')
    // What a variable spells is no include.
    props.push("      - name: var\n        value: '{{ spelled }}'")
    writeFileSync(
      join(cwd, 'stack/stackql_manifest.yml'),
      `version: 1\nname: s\nproviders: [awscc]\nresources:\n  - name: a\n    table: s3.buckets\n    props:\n${props.join('\n')}\n`,
    )
    const stack = await loadStack({
      cwd,
      dir: 'stack',
      env: 'dev',
      vars: ['spelled=file(/etc/passwd)'],
    })
    const told = stack.problems.map(({ message }) => message).join('\n')
    expect(told).toMatch(/pipe\.json is no regular file/)
    for (const name of ['zero', 'stdin', 'link', 'up/secret']) {
      expect(told).toContain(`${name}.json is outside of the stack's folder`)
    }
    expect(told).toMatch(/large\.json is too long/)
    expect(told).toMatch(/loop\.json/)
    expect(told).toContain('there is no file indirect.json')
    expect(stack.resources[0]?.props.find(({ name }) => name === 'var')?.value).toBe(
      '{{ spelled }}',
    )
  })
})

describe('a script', () => {
  const run = (text: string, signal = new AbortController().signal, expectsJson = false) =>
    runScript({ name: 's', text, expectsJson, signal })

  it('that prints without end is stopped, with what it started', async () => {
    await expect(run('yes | cat')).rejects.toThrow(
      appError('REQUEST_FAILED', { message: /more than 16 MiB/ }),
    )
  })

  it('that complains without end is told by the last of it', async () => {
    await expect(
      run('head -c 40000000 /dev/zero | tr "\\0" x >&2; echo last >&2; exit 3'),
    ).rejects.toThrow(appError('REQUEST_FAILED', { message: /ended with 3: x+\s*last$/ }))
  })

  it('is stopped with all that it started', async () => {
    const controller = new AbortController()
    const running = run('sleep 1000 & sleep 1000', controller.signal)
    controller.abort()
    await expect(running).rejects.toThrow(appError('CANCELLED'))
  })
})
