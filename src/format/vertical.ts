import pc from 'picocolors'
import { jsonText, visible } from '../util/index.js'
import { cellText } from './cell-text.js'
import { displayWidth, pad } from './width/index.js'
import type { FormatOptions, Formatter } from './formatter.js'

/** A block of `name: value` lines for each row; nothing is cut, JSON is spread over lines. */
export function verticalFormatter({ color = false }: FormatOptions): Formatter {
  const colors = pc.createColors(color)
  let names: readonly string[] = []
  let indent = ''
  let count = 0
  const valueText = (value: unknown): string => {
    if (value === null || value === undefined) return colors.dim('NULL')
    if (typeof value !== 'object') return visible(cellText(value))
    return spread(value).map(visible).join(`\n${indent}`)
  }
  return {
    begin: (columns) => {
      const plain = columns.map(({ name }) => visible(name))
      const width = Math.max(0, ...plain.map(displayWidth))
      names = plain.map((name) => colors.bold(pad(name, width, 'left')))
      indent = ' '.repeat(width + 2)
      return ''
    },
    rows: (batch) =>
      batch
        .map((row) => {
          const title = colors.dim(`--- ${++count} ---`)
          const lines = names.map((name, index) => `${name}: ${valueText(row[index])}`)
          return `${title}\n${lines.join('\n')}\n`
        })
        .join(''),
    end: () => '',
  }
}

function spread(value: object): string[] {
  try {
    return jsonText(value, undefined, 2).split('\n')
  } catch {
    return [cellText(value)]
  }
}
