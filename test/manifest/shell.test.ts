import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AppError } from '../../src/errors/index.js'
import { renderTemplate } from '../../src/manifest/index.js'

const RUNS = process.env['SKYQL_SOAK'] === undefined ? 60 : 3_000

const value = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from('abcXYZ019 ')),
      fc.constantFrom(...Array.from('$`"\'\\;&|<>(){}[]*?!#~\n\t=%,.:/@-+')),
      fc.constantFrom(
        '$(echo pwned)',
        '`echo pwned`',
        "';echo pwned;'",
        '";echo pwned;"',
        '\necho pwned\n',
      ),
    ),
  )
  .map((parts) => parts.join(''))

function render(script: string, v: unknown): string | undefined {
  try {
    return renderTemplate(script, { variables: { v: v as string }, shell: true })
  } catch (error) {
    if (AppError.is(error) && error.code === 'TEMPLATE_FORBIDDEN') return undefined
    throw error
  }
}

const said = (script: string): string => execFileSync('sh', ['-c', script], { encoding: 'utf8' })

it('quotes any value', () => {
  fc.assert(
    fc.property(value, (v) => {
      const script = render("printf '[%s]' {{ v | shell_quote }} x{{ v | shell_quote }}y", v)
      expect(script === undefined ? undefined : said(script)).toBe(`[${v}][x${v}y]`)
    }),
    { numRuns: RUNS },
  )
})

it.each([
  ['printf "[%s]" {{ v }}', (v: string) => `[${v}]`],
  ['printf "[%s]" "{{ v }}"', (v: string) => `[${v}]`],
  ['printf "[%s]" "a{{ v }}b"', (v: string) => `[a${v}b]`],
  ["printf '[%s]' '{{ v }}'", (v: string) => `[${v}]`],
  ['printf "[%s]" "$(printf %s {{ v }})"', (v: string) => `[${v}]`],
  ['printf "[%s]" "$(printf %s "{{ v }}")"', (v: string) => `[${v}]`],
  ["printf '[%s]' \"it's\" '{{ v }}'", (v: string) => `[it's][${v}]`],
  ["# don't {{ v }}\nprintf '[%s]' '{{ v }}'", (v: string) => `[${v}]`],
  ['cat <<EOF\n{{ v }}\nEOF', (v: string) => `${v}\n`],
  ['eval "printf \'[%s]\' {{ v }}"', (v: string) => `[${v}]`],
  ['sh -c "printf \'[%s]\' {{ v }}"', (v: string) => `[${v}]`],
  ['X="{{ v }}"; eval "printf \'[%s]\' $X"', (v: string) => `[${v}]`],
  ['printf "[%s]" `printf %s {{ v }}`', (v: string) => `[${v}]`],
])('lets no value become code, or refuses it: %s', (script, wanted) => {
  fc.assert(
    fc.property(value, (v) => {
      const rendered = render(script, v)
      if (rendered === undefined) return
      const out = said(rendered)
      // $(…) and backquotes take line breaks from the end.
      const isSame =
        out === wanted(v) || out.replaceAll('\n', '') === wanted(v).replaceAll('\n', '')
      expect(isSame || v.trim() === '').toBe(true)
    }),
    { numRuns: RUNS },
  )
})

it.each([
  ['echo "{{ v }}"', 'Jane Doe', 'echo "Jane Doe"'],
  ['echo {{ v }}', 'vpc-0a1b', 'echo vpc-0a1b'],
  ["echo '{{ v }}'", { a: [1, 'b c'] }, `echo '{"a":[1,"b c"]}'`],
  ['{{ v | shell_code }}', 'echo a; echo b', 'echo a; echo b'],
  ['echo {{ v }}', 'a; rm -rf /', undefined],
  ['echo "{{ v }}"', '$(id)', undefined],
  ['echo "{{ v | shell_quote }}"', '$(id)', undefined],
  ["echo '{{ v }}'", "'; id; '", undefined],
])('%s with %j', (script, v, wanted) => {
  expect(render(script, v)).toBe(wanted)
})

it('says what to write instead', () => {
  const script = (): unknown =>
    renderTemplate('echo "{{ v }}"', { variables: { v: '`id`' }, shell: true })
  expect(script).toThrow(/the shell would read a part of this value as code/)
})
