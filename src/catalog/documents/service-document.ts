import { AppError } from '../../errors/index.js'
import { isJsonObject } from '../../util/index.js'
import type { TypeDocument } from './type-document.js'

/** All types of one service: one committed file, `<provider>/<service>.json`. */
export interface ServiceDocument {
  readonly service: string
  readonly types: readonly TypeDocument[]
}

/** One type a line, sorted by type name, so that equal documents are equal bytes and diffs stay readable. */
export function serializeService(document: ServiceDocument): string {
  const lines = [...document.types]
    .sort((a, b) => (a.typeName < b.typeName ? -1 : 1))
    .map((type) => JSON.stringify(type))
  return `{"service":${JSON.stringify(document.service)},"types":[\n${lines.join(',\n')}\n]}\n`
}

/**
 * Reads what {@link serializeService} wrote.
 * @throws AppError CATALOG_UNREADABLE naming `file` where the text is not a service document.
 */
export function parseService(text: string, file: string): ServiceDocument {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw unreadable(file, 'is not JSON', cause)
  }
  if (
    !isJsonObject(value) ||
    typeof value['service'] !== 'string' ||
    !Array.isArray(value['types'])
  )
    throw unreadable(file, 'is not a service document')
  return value as unknown as ServiceDocument
}

function unreadable(file: string, what: string, cause?: unknown): AppError {
  return new AppError('CATALOG_UNREADABLE', `provider document ${file} ${what}`, {
    file,
    hint: 'import it again with: skyql providers import SOURCE',
    cause,
  })
}
