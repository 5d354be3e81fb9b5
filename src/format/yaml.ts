import { loadYaml } from '../util/index.js'
import type { Formatter } from './formatter.js'
import { uniqueNames } from './unique-names.js'

/** A document a row, `---` before each, so that a reader need not wait for the last one. */
export async function yamlStreamFormatter(): Promise<Formatter> {
  const yaml = await loadYaml()
  let names: readonly string[] = []
  return {
    begin: (columns) => {
      names = uniqueNames(columns)
      return ''
    },
    rows: (batch) =>
      batch
        .map((row) => new Map(names.map((name, index) => [name, row[index] ?? null])))
        .map((row) => `---\n${yaml.stringify(row)}`)
        .join(''),
    end: () => '',
  }
}

/** One list of maps. */
export async function yamlFormatter(): Promise<Formatter> {
  const yaml = await loadYaml()
  let names: readonly string[] = []
  return {
    begin: (columns) => {
      names = uniqueNames(columns)
      return ''
    },
    rows: (batch) => {
      if (batch.length === 0) return ''
      return yaml.stringify(
        batch.map((row) => new Map(names.map((name, index) => [name, row[index] ?? null]))),
      )
    },
    end: ({ rowCount }) => (rowCount === 0 ? '[]\n' : ''),
  }
}
