import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  compileDocuments,
  importSchemas,
  parseService,
  readReviewedParents,
  readReviewedReach,
} from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { bundledCatalog, readSchemas, userFolder } from '../../session/index.js'

export interface ImportFlags {
  readonly out?: string
  readonly region?: string
  readonly profile?: string
}

/** `skyql providers import SOURCE`: documents for a checkout with --out, else the user's own catalogue. */
export async function importProviders(source: string, flags: ImportFlags): Promise<void> {
  const { out, ...registry } = flags
  const { files, failed } = await readSchemas(source, { ...registry, onProgress: showProgress })
  const imported = await importSchemas(files)
  const folder = out ?? join(userFolder(), 'catalog')
  if (out === undefined) {
    const documents = [...imported.documents].map(([name, text]) =>
      parseService(text, `${name}.json`),
    )
    await rm(join(folder, 'awscc'), { recursive: true, force: true })
    const reviewed = join(bundledCatalog(), 'awscc')
    const parents = readReviewedParents(reviewed)
    const reach = readReviewedReach(reviewed)
    await writeAll(folder, compileDocuments(documents, { parents, reach }))
  } else {
    await writeAll(
      folder,
      new Map([...imported.documents].map(([name, text]) => [`${name}.json`, text])),
    )
  }
  process.stderr.write(
    `${String(imported.types)} types of ${String(imported.documents.size)} services in ${folder}; ${String(imported.notProvisionable)} types are not provisionable\n`,
  )
  const skipped = [...imported.skipped, ...failed]
  for (const { name, reason } of skipped) process.stderr.write(`skipped ${name}: ${reason}\n`)
  if (skipped.length > 0) {
    throw new AppError(
      'SCHEMA_UNREADABLE',
      `${String(skipped.length)} schemas were skipped; the rest is in place`,
    )
  }
}

async function writeAll(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    const file = join(folder, path)
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    } catch (cause) {
      throw new AppError(
        'FILE_UNWRITABLE',
        `${file} cannot be written: ${(cause as Error).message}`,
        { cause },
      )
    }
  }
}

function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r${String(done)} of ${String(total)} types${done === total ? '\n' : ''}`)
}
