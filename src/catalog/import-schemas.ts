import type { ImportResult, SchemaFile } from './import/index.js'

/**
 * Registry schemas to provider documents. The result depends on the schemas alone, not on their order; of
 * several schemas of one type the last by name counts.
 */
export async function importSchemas(files: Iterable<SchemaFile>): Promise<ImportResult> {
  // A parser of regular expressions comes with it, which reading a catalogue does without.
  const { importSchemas: run } = await import('./import/index.js')
  return run(files)
}
