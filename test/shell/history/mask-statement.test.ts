import { expect, it } from 'vitest'
import { maskStatement } from '../../../src/shell/history/mask-statement.js'

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
])('%s', (text, masked) => {
  expect(maskStatement(text)).toBe(masked)
})
