import type { FormatColumn, FormatRow, Formatter } from './formatter.js'
import { uniqueNames } from './unique-names.js'
import { yamlKey, yamlRow } from './yaml-text.js'

/** A document a row, `---` before each, so that a reader need not wait for the last one. */
export function yamlStreamFormatter(): Formatter {
  return formatter((keys, row) => `---\n${yamlRow(keys, row, '')}`, '')
}

/** One list of maps. */
export function yamlFormatter(): Formatter {
  return formatter((keys, row) => `- ${yamlRow(keys, row, '  ').slice(2)}`, '[]\n')
}

function formatter(
  write: (keys: readonly string[], row: FormatRow) => string,
  empty: string,
): Formatter {
  let keys: readonly string[] = []
  return {
    begin: (columns: readonly FormatColumn[]) => {
      keys = uniqueNames(columns).map(yamlKey)
      return ''
    },
    rows: (batch) => batch.map((row) => write(keys, row)).join(''),
    end: ({ rowCount }) => (rowCount === 0 ? empty : ''),
  }
}
