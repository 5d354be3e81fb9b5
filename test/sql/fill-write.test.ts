import { describe, expect, test } from 'vitest'
import { openWrite } from '../../src/sql/index.js'

describe('a write that is filled from a file', () => {
  test.each<[string, Record<string, string | number | null>, string]>([
    ['INSERT INTO a.b.c', { X: 1 }, 'INSERT INTO a.b.c ("X") VALUES (1)'],
    [
      'INSERT INTO a.b.c RETURNING x',
      { X: 'it’s' },
      `INSERT INTO a.b.c ("X") VALUES ('it’s') RETURNING x`,
    ],
    [
      'REPLACE INTO a.b.c (x) VALUES (2)',
      { X: 1, Yz: null },
      'REPLACE INTO a.b.c (x, "Yz") VALUES (2, NULL)',
    ],
    [
      "INSERT INTO a.b.c (x) VALUES (f(1)), (')')",
      { y: 3 },
      `INSERT INTO a.b.c (x, "y") VALUES (f(1), 3), (')', 3)`,
    ],
    ["UPDATE a.b.c WHERE x = 'set'", { y: "a'b" }, `UPDATE a.b.c SET "y" = 'a''b' WHERE x = 'set'`],
    [
      'UPDATE a.b.c SET domain_name = (SELECT 1 WHERE true) WHERE x',
      { DomainName: 'd', Y: 2 },
      'UPDATE a.b.c SET domain_name = (SELECT 1 WHERE true) , "Y" = 2 WHERE x',
    ],
    ['UPDATE "a"."b"."c"', { y: 2 }, 'UPDATE "a"."b"."c" SET "y" = 2'],
  ])('%s', (text, values, wanted) => {
    const flat = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim()
    expect(flat(openWrite(text).fill(values))).toBe(flat(wanted))
  })

  test.each(['SELECT 1', 'DELETE FROM a.b.c', 'INSERT INTO a.b.c SELECT 1', ''])(
    '%s is none',
    (text) => {
      expect(() => openWrite(text).fill({ x: 1 })).toThrow(/input file/)
    },
  )
})
