import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { COMMANDS } from '../../src/shell/commands/shell-commands.js'
import { EMACS_KEYS, VI_INSERT_KEYS, VI_NORMAL_KEYS } from '../../src/shell/editor/key-table.js'

const file = join(import.meta.dirname, '../../docs/shell.md')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

const code = (keys: readonly string[]): string => keys.map((key) => `\`${key}\``).join(' ')

const commands = table(
  ['command', 'does'],
  COMMANDS.map(({ usage, says }) => [code([usage]), says]),
)

const keys = [
  '`C-` is Ctrl, `M-` is Alt (or Escape before the key), `S-` is Shift.',
  table(
    ['key', 'does'],
    EMACS_KEYS.map((row) => [code(row.keys), row.says]),
  ),
  '### vi',
  'In insert mode `escape` goes to normal mode, and these keys are as above: ' +
    `${code(VI_INSERT_KEYS.flatMap((row) => row.keys))}.`,
  table(
    ['normal mode', 'does'],
    VI_NORMAL_KEYS.map((row) => [code([row.keys]), row.says]),
  ),
].join('\n\n')

it.each([
  ['commands', commands],
  ['keys', keys],
])('docs/shell.md has the %s that the shell has', (name, made) => {
  const text = readFileSync(file, 'utf8')
  const [, before = '', found = '', after = ''] =
    new RegExp(`([\\s\\S]*<!-- ${name}:[^\\n]*\\n)([\\s\\S]*?)(<!-- end -->[\\s\\S]*)`).exec(
      text,
    ) ?? []
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, `${before}\n${made}\n\n${after}`)
  else expect(found.trim()).toBe(made)
})
