import { expect, test } from 'vitest'
import type { CheckDocument, ResourceSchema } from '../../src/catalog/index.js'
import { checkValues, conditionHolds } from '../../src/resource/index.js'
import type { JsonObject } from '../../src/util/index.js'

const SCHEMA: ResourceSchema = {
  typeName: 'a.b.things',
  service: 'b',
  table: 'things',
  columns: [],
  properties: {
    Kind: { type: 'string' },
    Rules: { type: 'array', items: { $ref: '#/definitions/Rule' } },
    Config: { oneOf: [{ properties: { x: {} } }, { properties: { y: {} } }] },
  },
  definitions: { Rule: { type: 'object', properties: { From: {}, To: {} } } },
  primaryIdentifier: [],
  handlers: {},
}

function checked(check: CheckDocument, values: JsonObject, on: 'insert' | 'delete' = 'insert') {
  const { problems, notes } = checkValues({ schema: SCHEMA, checks: [check], on, values })
  return {
    notes,
    problems: problems.map(({ code, message, details }) => [code, message, details.hint]),
  }
}

test('a rule that names columns says which are missing and which are too many', () => {
  const check = { if: { Kind: ['k'] }, present: ['A', 'B/C'], absent: ['D'], message: 'no' }
  expect(checked(check, { Kind: 'k', A: 1, B: {}, D: 2 }).problems).toEqual([
    ['MISSING_PROPERTY', 'a.b.things: no', 'missing: B/C; leave out: D'],
  ])
  expect(checked(check, { Kind: 'other', D: 2 }).problems).toEqual([])
  expect(checked(check, { Kind: 'k', A: 1, B: { C: false } }).problems).toEqual([])
})

test('a rule for the items of a list is held against each, and says which one breaks it', () => {
  const check = { at: 'Rules/*', if: { From: [null] }, message: 'needs From' }
  expect(checked(check, { Rules: [{ From: 1 }, {}, { From: null }] }).problems).toEqual([
    ['VALUE_TYPE', 'a.b.things Rules.1: needs From', undefined],
    ['VALUE_TYPE', 'a.b.things Rules.2: needs From', undefined],
  ])
})

test('what stands where a condition asks for none is there, an object too', () => {
  expect(conditionHolds({ A: [null] }, {})).toBe(true)
  expect(conditionHolds({ A: [null] }, { A: null })).toBe(true)
  expect(conditionHolds({ A: [null] }, { A: {} })).toBe(false)
  expect(conditionHolds({ 'A/B': [null, false] }, { A: { B: false } })).toBe(true)
  expect(conditionHolds({ toString: [null] }, {})).toBe(true)
})

test('a rule counts for the writes that it names', () => {
  const check = { on: ['delete' as const], message: 'never' }
  expect(checked(check, {}).problems).toEqual([])
  expect(checked(check, {}, 'delete').problems).toHaveLength(1)
})

test('members that no form of a schema names are noted and pass', () => {
  const known = { known: true, message: 'is new' }
  expect(checked({ at: 'Config', ...known }, { Config: { x: 1, y: 2, z: 3 } })).toEqual({
    problems: [],
    notes: ['a.b.things: Config.z is new'],
  })
  expect(checked({ at: 'Rules/*', ...known }, { Rules: [{ From: 1, Odd: 2 }] }).notes).toEqual([
    'a.b.things: Rules.0.Odd is new',
  ])
})
