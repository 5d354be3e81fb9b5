import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors/index.js'
import type { Catalog } from './catalog.js'
import { CompiledCatalog } from './compiled-catalog.js'
import { parseService, type ServiceDocument } from './documents/index.js'
import { parseReviewedParents, type ReviewedParents } from './parents/index.js'
import { parseReviewedReach, type ReviewedReach } from './reach.js'
import { withDocuments, type DocumentCatalog } from './providers/index.js'

export interface LoadOptions {
  /**
   * Folders of compiled catalogues, `<root>/<provider>/index.json`. A type or table of a later one takes the
   * place of an earlier one's; a folder that is not there is passed over.
   */
  readonly roots: readonly string[]
}

/** The catalogue of compiled documents. Nothing is read before it is asked for, and nothing twice. */
export function loadCatalog(options: LoadOptions): Catalog {
  return new CompiledCatalog(options.roots, { readText, listFolder })
}

/** A catalogue that also knows the compiled documents of a folder; without one, those that are added. */
export function loadDocuments(catalog: Catalog, folder: string | undefined): DocumentCatalog {
  return withDocuments(catalog, folder, readText)
}

/** The provider documents of a folder: paths, sorted; none where there is no such folder. */
export function documentFiles(folder: string): string[] {
  return listFolder(folder)
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .map((name) => join(folder, name))
}

/** All service documents of a provider's folder, uncompiled, in order of file names; for tools that walk everything. */
export function readDocuments(folder: string): ServiceDocument[] {
  return listFolder(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
    .map((file) => parseService(readText(file) ?? '', file))
}

/** The reviewed parents of a provider's folder (`reviewed/parents.json`); none where there is no such file. */
export function readReviewedParents(folder: string): ReviewedParents {
  const file = join(folder, 'reviewed', 'parents.json')
  return parseReviewedParents(readText(file) ?? '{}', file)
}

/** The reviewed reaches of a provider's folder (`reviewed/reach.json`); none where there is no such file. */
export function readReviewedReach(folder: string): ReviewedReach {
  const file = join(folder, 'reviewed', 'reach.json')
  return parseReviewedReach(readText(file) ?? '{}', file)
}

/** The text of a file, or `undefined` where there is none. */
function readText(file: string): string | undefined {
  return orMissing(file, () => readFileSync(file, 'utf8'), undefined)
}

/** Names in a folder, sorted; none where there is no such folder. */
function listFolder(folder: string): string[] {
  return orMissing(folder, () => readdirSync(folder).sort(), [])
}

function orMissing<T>(path: string, read: () => T, missing: T): T {
  try {
    return read()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return missing
    throw new AppError('CATALOG_UNREADABLE', `cannot read ${path}: ${String(code)}`, { cause })
  }
}
