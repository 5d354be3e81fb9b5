import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { renderTemplate } from '../../src/manifest/index.js'

/** Templates, and what DuckDB must answer for a value `x`. */
const TEMPLATES: readonly [string, (x: string) => string][] = [
  ["SELECT '{{ x }}'", (x) => x],
  ["SELECT E'{{ x }}'", (x) => x],
  ["SELECT E'\\'{{ x }}'", (x) => `'${x}`],
  ["SELECT e'a''{{ x }}'", (x) => `a'${x}`],
  ["SELECT '\\' || '{{ x }}'", (x) => `\\${x}`],
  ["SELECT $a$'$a$ || '{{ x }}'", (x) => `'${x}`],
  ["SELECT 'a''{{ x }}', 1 AS \"{{ x }}a\"", (x) => `a'${x}`],
  ["/*/ {{ x }} */ SELECT '{{ x }}' -- {{ x }}", (x) => x],
  ["/* /* {{ x }} */ ' */ SELECT '{{ x }}'", (x) => x],
]

it('DuckDB reads back every value from the statement it was put into', async () => {
  const connection = await (await DuckDBInstance.create()).connect()
  const unit = fc.constantFrom("'", '\\', '-', '/', '*', '$', '"', 'a', ';', '\n', 'é', ' ')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 8 }), async (x) => {
      for (const [template, expected] of TEMPLATES) {
        const sql = renderTemplate(template, { variables: { x }, sql: true })
        const [row] = (await connection.runAndReadAll(sql)).getRows()
        expect(row?.[0], sql).toBe(expected(x))
      }
    }),
    { numRuns: process.env.SKYQL_SOAK ? 2000 : 60 },
  )
  connection.closeSync()
})
