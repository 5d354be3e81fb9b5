import { describe, expect, test } from 'vitest'
import { openStatement } from '../../src/sql/index.js'
import { applyEdits } from '../../src/util/index.js'

const filled = (
  text: string,
  values: Record<string, string | number | null>,
  conditions?: Record<string, string | number>,
): string => applyEdits(text, openStatement(text).fill(values, conditions))

const flat = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim()

describe('a statement that is filled from beside it', () => {
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
    ['EXPLAIN UPDATE a.b.c', { y: 2 }, 'EXPLAIN UPDATE a.b.c SET "y" = 2'],
    ['EXEC a.b.c.run', { y: 2 }, `EXEC a.b.c.run @@json = '{"y":2}'`],
    [
      "EXEC a.b.c.run @x_y = 'own', @z = 1",
      { XY: 1, q: "it's" },
      `EXEC a.b.c.run @@json = '{"q":"it''s"}', @x_y = 'own', @z = 1`,
    ],
    ['EXEC a.b.c.run @y = 1', { y: 2 }, 'EXEC a.b.c.run @y = 1'],
  ])('%s', (text, values, wanted) => {
    expect(flat(filled(text, values))).toBe(flat(wanted))
  })

  test.each<[string, Record<string, string | number>, string]>([
    ['DELETE FROM a.b.c', { x: 1, y: "a'b" }, `DELETE FROM a.b.c WHERE "x" = 1 AND "y" = 'a''b'`],
    ['DELETE FROM a.b.c RETURNING x', { x: 1 }, 'DELETE FROM a.b.c WHERE "x" = 1 RETURNING x'],
    [
      'DELETE FROM a.b.c WHERE p OR q RETURNING x',
      { x: 1 },
      'DELETE FROM a.b.c WHERE "x" = 1 AND ( p OR q ) RETURNING x',
    ],
    ['DELETE FROM a.b.c WHERE p', {}, 'DELETE FROM a.b.c WHERE p'],
  ])('%s with conditions', (text, conditions, wanted) => {
    expect(flat(filled(text, {}, conditions))).toBe(flat(wanted))
  })

  test('an UPDATE gets values and conditions at one place', () => {
    expect(flat(filled('UPDATE a.b.c', { y: 2 }, { x: 1 }))).toBe(
      'UPDATE a.b.c SET "y" = 2 WHERE "x" = 1',
    )
  })

  test('each value has its place in what is written', () => {
    const text = 'INSERT INTO a.b.c (x) VALUES (1), (2)'
    for (const { text: own, origins } of openStatement(text).fill({ y: 'abc', z: 7 })) {
      for (const { from, to, name } of origins) {
        expect([`"${name}"`, name === 'y' ? "'abc'" : '7']).toContain(own.slice(from, to))
      }
    }
  })

  test.each(['SELECT 1', 'INSERT INTO a.b.c SELECT 1', ''])('%s is none', (text) => {
    expect(() => filled(text, { x: 1 })).toThrow(/an input (?:fills|adds)/)
  })
})
