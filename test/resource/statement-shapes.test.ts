import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blackenStatement, hiddenTexts, maskStatement } from '../../src/resource/index.js'
import { secretText, shownParts } from '../support/secret-forms.js'
import { STATEMENTS } from '../support/secret-statements.js'

const RUNS = Number(process.env['SKYQL_SOAK_SECRETS'] ?? (process.env['SKYQL_SOAK'] ? 20_000 : 40))

it.each(Object.keys(STATEMENTS))(
  'hides a secret of any letters: %s',
  { timeout: 5_000 + RUNS * 20 },
  (shape) => {
    fc.assert(
      fc.property(secretText, (secret) => {
        const text = STATEMENTS[shape]?.(secret) ?? ''
        expect(shownParts(maskStatement(text), secret)).toEqual([])
        const black = blackenStatement(text)
        expect(shownParts(black, secret)).toEqual([])
        // Carets stay right: nothing moves.
        expect(black).toHaveLength(text.length)
        for (let at = 0; at < text.length; at++) {
          if (black[at] !== '*') expect(black[at]).toBe(text[at])
        }
        expect(hiddenTexts(text).join('').length).toBeGreaterThan(0)
      }),
      { numRuns: RUNS },
    )
  },
)

it.each([
  // What is known to go elsewhere stays: a reader needs it to know which statement it was.
  "UPDATE t SET name = 'a', password = '…' WHERE region = 'us-east-1' AND Identifier = 'x'",
  "INSERT INTO t (name, size, password) VALUES ('a', 5, '…')",
  "SELECT password FROM t WHERE engine = 'mysql' AND name LIKE 'a%' AND zone IN ('a', 'b') LIMIT 5",
  "DELETE FROM awscc.secretsmanager.secrets WHERE name = 'a'",
  "SELECT config ->> 'Password' FROM t WHERE name = 'a'",
  "EXEC aws.rds.databases.reset @name = 'x', @password = '…'",
  "INSERT INTO t (arn, password) SELECT 'arn:aws:iam::1:role/x', '…' FROM u WHERE name = 'n'",
  "UPDATE /*+ replace */ t SET password = '…', description = concat('a', 'b')",
  `UPDATE t SET config = '{"Name": "n", "PasswordPolicy": {"MinimumLength": 8}, "SecretArn": "arn:aws:x"}'`,
  "SELECT * FROM t WHERE identifier = 'vpc-0a1b2c3d4e5f60718'",
  "SELECT * FROM t WHERE code_sha256 = 'HqEcWpSQkhm0sSjMMHVKYpWaXUiMdyF0vBcXwsXcEGM'",
  "UPDATE t SET d = 'MyStack-LambdaFunction-1A2B3C4D5E6F', u = 'https://example.com/a/b?c=d'",
])('leaves what is no secret: %s', (text) => {
  const shown = maskStatement(text)
  expect(shown.replaceAll('(sensitive)', '…')).toBe(text)
})
