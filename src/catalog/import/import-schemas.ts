import { AppError } from '../../errors/index.js'
import { serializeService, type TypeDocument } from '../documents/index.js'
import { serviceName } from '../naming/index.js'
import { readRegistrySchema } from './registry-schema.js'

/** A registry schema as it came: `name` is what the user can find it by (file name or type name). */
export interface SchemaFile {
  readonly name: string
  readonly text: string
}

export interface ImportResult {
  /** Service to the text of its document (`<provider>/<service>.json`), in order of service names. */
  readonly documents: ReadonlyMap<string, string>
  /** Schemas that could not be understood. A non-empty list is a failed import with a usable rest. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[]
  /** How many schemas were left out because their type has no create handler. */
  readonly notProvisionable: number
  /** How many types the documents hold. */
  readonly types: number
}

/**
 * Registry schemas to provider documents. The result depends on the schemas alone, not on their order; of
 * several schemas of one type the last by name counts.
 */
export function importSchemas(files: Iterable<SchemaFile>): ImportResult {
  const types = new Map<string, TypeDocument>()
  const skipped: { name: string; reason: string }[] = []
  let notProvisionable = 0
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    try {
      const document = readRegistrySchema(parse(file))
      if (document === undefined) notProvisionable += 1
      else types.set(document.typeName, document)
    } catch (reason) {
      const error = AppError.from(reason)
      if (error.kind === 'internal') throw error
      skipped.push({ name: file.name, reason: error.message })
    }
  }
  return { documents: byService(types.values()), skipped, notProvisionable, types: types.size }
}

function parse(file: SchemaFile): unknown {
  try {
    return JSON.parse(file.text)
  } catch (cause) {
    throw new AppError('SCHEMA_UNREADABLE', `schema file ${file.name} is not JSON`, { cause })
  }
}

function byService(types: Iterable<TypeDocument>): Map<string, string> {
  const services = new Map<string, TypeDocument[]>()
  for (const type of types) {
    const service = serviceName(type.typeName)
    const siblings = services.get(service)
    if (siblings === undefined) services.set(service, [type])
    else siblings.push(type)
  }
  const sorted = [...services].sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(
    sorted.map(([service, siblings]) => [service, serializeService({ service, types: siblings })]),
  )
}
