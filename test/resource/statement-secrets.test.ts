import { expect, it } from 'vitest'
import { formatError } from '../../src/format/index.js'
import {
  blackenStatement,
  blackenYaml,
  isSecretName,
  maskStatement,
} from '../../src/resource/index.js'
import { AppError } from '../../src/errors/index.js'

it.each([
  ["SELECT * FROM t WHERE name = 'x'", "SELECT * FROM t WHERE name = 'x'"],
  [
    "UPDATE t SET master_user_password = 'hunter2'",
    "UPDATE t SET master_user_password = '(sensitive)'",
  ],
  [
    "INSERT INTO t (name, \"MasterUserPassword\") VALUES ('a', 'hunter2'), ('b', 'hunter3')",
    "INSERT INTO t (name, \"MasterUserPassword\") VALUES ('a', '(sensitive)'), ('b', '(sensitive)')",
  ],
  [
    'UPDATE t SET config = \'{"Name": "n", "Password": "hunter2"}\'',
    'UPDATE t SET config = \'{"Name": "n", "Password": "(sensitive)"}\'',
  ],
  ["SELECT 'it''s", "SELECT 'it''s"],
  [
    "EXPLAIN INSERT INTO t (name, password) SELECT f('a', 'b'), 'hunter2' FROM u; SELECT 'b'",
    "EXPLAIN INSERT INTO t (name, password) SELECT f('a', 'b'), '(sensitive)' FROM u; SELECT 'b'",
  ],
  ["SELECT 'hunter2' AS password, 'c' AS d", "SELECT '(sensitive)' AS password, 'c' AS d"],
  [
    `UPDATE t SET a = '{"Credentials": {"User": ["hunter2", "}"]}, "Pin": 5, "ApiKey": 77}'`,
    `UPDATE t SET a = '{"Credentials": "(sensitive)", "Pin": "(sensitive)", "ApiKey": "(sensitive)"}'`,
  ],
  ["UPDATE t SET password = 'it's hunter2', a = 'x'", "UPDATE t SET password'(sensitive)'"],
  [
    "UPDATE t SET u = 'https://b.s3/k?a=1&X-Amz-Signature=hunter2&x=1'",
    "UPDATE t SET u = 'https://b.s3/k(sensitive)'",
  ],
])('%s', (text, masked) => {
  expect(maskStatement(text)).toBe(masked)
  const black = blackenStatement(text)
  expect(black).toHaveLength(text.length)
  expect(black).not.toMatch(/hunter2|77/)
  // What is not a secret stays where it was.
  const kept = text.replace(/[^]/g, (char, at: number) => (black[at] === '*' ? '*' : char))
  expect(black).toBe(kept)
})

it('leaves line breaks, so that carets stay true', () => {
  const text = "UPDATE t SET password = 'hunter\n2', ^ = 1"
  expect(blackenStatement(text)).toBe("UPDATE t SET password = '******\n*', ^ = 1")
})

it('shows an error beside a secret, and not the secret', () => {
  const source = "INSERT INTO t (password, x) VALUES ('hunter2', oops)"
  const position = { line: 1, column: 48, offset: 47 }
  const told = formatError(new AppError('SYNTAX', 'no', { source, position })).split('\n')
  expect(told.join()).not.toContain('hunter2')
  expect(told[3]).toContain("VALUES ('*******', oops)")
  expect(told[4]?.indexOf('^')).toBe(told[3]?.indexOf('oops'))
})

it('hides what only its table tells to be a secret', () => {
  const source = `INSERT INTO t (name, flow_definition) VALUES ('a', '{"x": "hunter2"}'), (oops)`
  const position = { line: 1, column: 75, offset: 74 }
  const details = { source, position, secretNames: ['FlowDefinition'] }
  const told = formatError(new AppError('SYNTAX', 'no', details))
  expect(told).not.toContain('hunter2')
  expect(told).toContain("VALUES ('a', '")
  expect(formatError(new AppError('SYNTAX', 'no', { source, position }))).toContain('hunter2')
})

it.each([
  ['  - name: Password\n    value: hunter2', '  - name: Password\n    value: *******'],
  ['  - value: hunter2\n    name: Password', '  - value: *******\n    name: Password'],
  [
    '- { name: Password, value: hunter2 }\n- { name: Name, value: n }',
    '- { name: Password, value: ******* *\n- { name: Name, value: n }',
  ],
  ['- name: Password\n  value: |\n    hunter2\n\n    more\n- name: Name\n  value: n', undefined],
  ['- name: Password\n  values:\n    dev: { value: hunter2 }\n  x: hunter2', undefined],
  ['DbPassword: "hunter2" # c\nName: n', 'DbPassword: "*******" # c\nName: n'],
  ['a: { Password: hunter2, Name: n }', 'a: { Password: *******, Name: n }'],
  [
    '- { name: MasterUserPasswrd, value: hunter2 }',
    '- { name: MasterUserPasswrd, value: ******* *',
  ],
  ['Credentials:\n  user: hunter2\nName: n', 'Credentials:\n  ***** *******\nName: n'],
  ['{"Password": "hunter2", "Name": "n"}', '{"Password": "*******", "Name": "n"}'],
])('a manifest: %s', (text, wanted) => {
  const black = blackenYaml(text, isSecretName)
  expect(black).toHaveLength(text.length)
  expect(black).not.toContain('hunter2')
  if (wanted === undefined) expect(black).toContain('name: Password')
  else expect(black).toBe(wanted)
})

it.each([
  ['ends at a carriage return', "UPDATE t -- was hunter2\r SET password = 'x', n = 1", 'n = 1'],
  ['nests', "UPDATE t /* was /* hunter2 */ hunter2 */ SET password = 'x', n = 1", 'n = 1'],
  ['stands last', "UPDATE t SET password = 'x', n = 1 -- hunter2", 'n = 1'],
  ['looks like a hint', "UPDATE t /*+ hunter2 = 'x' */ SET password = 'x', n = 1", 'n = 1'],
  ['is no comment', "UPDATE t SET password = '--hunter2', n = 1 - -1", 'n = 1 - -1'],
])('a comment that %s tells nothing, and what follows it is read', (_about, text, kept) => {
  for (const shown of [maskStatement(text), blackenStatement(text)]) {
    expect(shown).not.toContain('hunter2')
    expect(shown).toContain(kept)
  }
})
