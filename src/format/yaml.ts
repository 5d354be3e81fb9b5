import { loadYaml } from '../util/index.js'
import type { Formatter } from './formatter.js'
import { uniqueNames } from './unique-names.js'

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
