import { documentError, readDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { readTextFile } from '../exec/read-input.js'

/** `skyql providers lint FILE…`: everything that is wrong with provider documents, with file and line. */
export async function lintProviders(files: readonly string[]): Promise<void> {
  const claimed = new Map<string, string>()
  for (const file of files) {
    const text = await readTextFile(file)
    const read = await readDocument(text)
    if ('problems' in read) throw documentError(file, text, read.problems)
    const { provider, service, tables } = read.document
    for (const table of Object.keys(tables)) {
      const name = `${provider}.${service}.${table}`
      const other = claimed.get(name)
      if (other !== undefined) {
        throw new AppError('PROVIDER_DOCUMENT', `two documents claim the table ${name}`, {
          file,
          hint: `they are ${other} and ${file}: rename the table, its service or its provider in one of them`,
        })
      }
      claimed.set(name, file)
    }
    const count = Object.keys(tables).length
    process.stderr.write(
      `${file}: ${provider}.${service} with ${String(count)} ${count === 1 ? 'table' : 'tables'} is in order\n`,
    )
  }
}
