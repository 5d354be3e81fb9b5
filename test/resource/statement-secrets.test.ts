import { expect, it } from 'vitest'
import { formatError } from '../../src/format/index.js'
import { blackenStatement, maskStatement } from '../../src/resource/index.js'
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
    `UPDATE t SET a = '{"Credentials": "(sensitive)", "Pin": 5, "ApiKey": "(sensitive)"}'`,
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
