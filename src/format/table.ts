import pc from 'picocolors'
import { cellText } from './cell-text.js'
import { visible } from '../util/index.js'
import { cut, displayWidth, pad } from './width/index.js'
import type { FormatColumn, FormatOptions, FormatRow, Formatter } from './formatter.js'

/** Rows that decide the widths; later ones stream, and a wider cell of theirs runs over. */
const SAMPLE_ROWS = 1000
const GAP = '  '
const LEAST_WIDTH = 6
const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|REAL|DECIMAL.*)$/i

/** Columns aligned by display width, numbers to the right; no box. */
export function tableFormatter(options: FormatOptions): Formatter {
  const { color = false, width, headers = true, cutHint = '-o vertical or -o json' } = options
  const colors = pc.createColors(color)
  let columns: readonly FormatColumn[] = []
  let names: readonly string[] = []
  let sample: string[][] | undefined = []
  let widths: number[] = []
  let wasCut = false

  const lineOf = (cells: readonly string[], style?: (text: string) => string): string => {
    const padded = cells.map((cell, index) => {
      const room = widths[index] ?? 0
      const shown = width === undefined ? cell : cut(cell, room)
      wasCut ||= shown !== cell
      const right = NUMERIC.test(columns[index]?.type ?? '')
      const last = index === cells.length - 1
      const text = right ? pad(shown, room, 'left') : last ? shown : pad(shown, room, 'right')
      if (style !== undefined) return style(text)
      return cell === NULL_TEXT ? text.replace(NULL_TEXT, colors.dim(NULL_TEXT)) : text
    })
    return `${padded.join(GAP).trimEnd()}\n`
  }

  const flush = (): string => {
    if (sample === undefined) return ''
    const rows = sample
    sample = undefined
    widths = fit(natural(headers ? [names, ...rows] : rows, names.length), width)
    const head = headers
      ? lineOf(names, colors.bold) +
        colors.dim(widths.map((one) => '-'.repeat(one)).join(GAP)) +
        '\n'
      : ''
    return head + rows.map((row) => lineOf(row)).join('')
  }

  return {
    begin: (given) => {
      columns = given
      names = given.map(({ name }) => visible(name))
      return ''
    },
    rows: (batch) => {
      const cells = batch.map(tableCells)
      if (sample === undefined) return cells.map((row) => lineOf(row)).join('')
      for (const row of cells) sample.push(row)
      return sample.length < SAMPLE_ROWS ? '' : flush()
    },
    end: () => {
      const text = flush()
      return wasCut
        ? `${text}${colors.dim(`(cells that end in … are cut; ${cutHint} shows them whole)`)}\n`
        : text
    },
  }
}

const NULL_TEXT = 'NULL'

/** NULL as a word; a text that is that word gets quotes. */
function tableCells(row: FormatRow): string[] {
  return row.map((value) => {
    if (value === null || value === undefined) return NULL_TEXT
    const text = visible(cellText(value))
    return text === NULL_TEXT ? `"${text}"` : text
  })
}

function natural(rows: readonly (readonly string[])[], count: number): number[] {
  const widths = new Array<number>(count).fill(1)
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 1, displayWidth(cell))
    })
  }
  return widths
}

/** Takes from the widest columns until all fit; none gets narrower than `LEAST_WIDTH`. */
function fit(widths: readonly number[], room: number | undefined): number[] {
  const fitted = [...widths]
  if (room === undefined) return fitted
  let excess = fitted.reduce((sum, one) => sum + one, GAP.length * (fitted.length - 1)) - room
  while (excess > 0) {
    const widest = Math.max(...fitted)
    if (widest <= LEAST_WIDTH) break
    const second = Math.max(LEAST_WIDTH, ...fitted.filter((one) => one < widest))
    const at = fitted.flatMap((one, index) => (one === widest ? [index] : []))
    const take = Math.min(widest - second, Math.max(1, Math.ceil(excess / at.length)))
    for (const index of at) fitted[index] = widest - take
    excess -= take * at.length
  }
  return fitted
}
