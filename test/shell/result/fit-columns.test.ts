import { describe, expect, it } from 'vitest'
import { fitColumns } from '../../../src/shell/result/fit-columns.js'

const columns = Array.from({ length: 12 }, (_, index) => ({
  name: `column_${String(index)}`,
  type: 'VARCHAR',
}))
const rows = [columns.map((_, index) => `v${String(index)}`)]

describe('fitColumns', () => {
  it('leaves a table that fits as it is', () => {
    expect(fitColumns(columns, rows, 200)).toEqual({ columns, rows, left: 0 })
  })

  it('leaves columns in the middle out and says how many', () => {
    const fitted = fitColumns(columns, rows, 60)
    expect(fitted.columns.map(({ name }) => name)).toEqual([
      'column_0',
      'column_1',
      'column_2',
      '…7',
      'column_10',
      'column_11',
    ])
    expect(fitted.rows).toEqual([['v0', 'v1', 'v2', '…', 'v10', 'v11']])
    expect(fitted.left).toBe(7)
  })

  it('keeps the first and the last column in the narrowest window', () => {
    const names = fitColumns(columns, rows, 5).columns.map(({ name }) => name)
    expect(names).toEqual(['column_0', '…10', 'column_11'])
  })
})
