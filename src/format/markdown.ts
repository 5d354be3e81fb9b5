import { cellText } from './cell-text.js'
import { visible } from '../util/index.js'
import type { Formatter } from './formatter.js'

/** A GitHub table. */
export function markdownFormatter(): Formatter {
  return {
    begin: (columns) => {
      const rule = columns.map(({ type }) =>
        /INT|DOUBLE|DECIMAL|FLOAT/i.test(type) ? '---:' : '---',
      )
      return line(columns.map(({ name }) => escape(name))) + line(rule)
    },
    rows: (batch) =>
      batch
        .map((row) =>
          line(
            row.map((value) =>
              value === null || value === undefined ? '' : escape(cellText(value)),
            ),
          ),
        )
        .join(''),
    end: () => '',
  }
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

function escape(text: string): string {
  return text
    .replace(/[\\|<`*_[\]]/g, '\\$&')
    .split(/\r\n|\r|\n/)
    .map(visible)
    .join('<br>')
}
