import type { Catalog, ResourceSchema, TableEntry, TableName } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { StackResource } from '../../manifest/index.js'
import { findTable as tableNamed } from '../../plan/index.js'
import { findProperty } from '../../resource/index.js'

const PROVIDER = 'awscc'
const MOST_CANDIDATES = 5

/** The table that a statement of an `.iql` file writes to; placeholders do not stand in its name. */
const TARGET =
  /\b(?:insert\s+into|replace\s+into|update|delete\s+from)\s+("?[a-z]\w*"?(?:\."?\w+"?){1,2})/i

/** The statements of a resource that name its table, the first one that does. */
const NAMING = ['create', 'createorupdate', 'update', 'delete'] as const

/**
 * The type of a resource: its `table`, else the table that its statements write to.
 * @returns `undefined` for a resource whose statements name none, or could not be read; it is run by them alone.
 * @throws AppError for a table that does not exist, and for a resource that names none and has no statements,
 *   with the tables that its props fit.
 */
export function schemaOf(catalog: Catalog, resource: StackResource): ResourceSchema | undefined {
  const { table, anchors, lacksFile } = resource
  if (table !== undefined) {
    return placed(table.place, () => {
      try {
        return typeNamed(catalog, table.name)
      } catch (error) {
        const hint = table.name.includes('.') ? undefined : sameTables(catalog, resource)
        if (hint === undefined || !AppError.is(error)) throw error
        throw new AppError(error.code, error.message, { ...error.details, hint })
      }
    })
  }
  for (const name of NAMING) {
    const target = TARGET.exec(anchors.get(name)?.template ?? '')?.[1]
    if (target !== undefined) return schemaAt(catalog, target.replaceAll('"', ''))
  }
  if (anchors.size > 0 || lacksFile === true) return undefined
  throw new AppError('MANIFEST', `${resource.name} does not say which table it is in`, {
    ...resource.place,
    hint: candidatesHint(catalog, resource),
  })
}

/**
 * The type of a table's name, with or without its provider, or of a type name (`AWS::S3::Bucket`).
 * @throws AppError UNKNOWN_TABLE
 */
export function typeNamed(catalog: Catalog, name: string): ResourceSchema {
  const byType = name.includes('::') ? catalog.findType(name) : undefined
  if (byType !== undefined) return catalog.schema(byType)
  return tableNamed(catalog, wholeName(catalog, name.split('.'))).schema
}

/**
 * A name with its provider. Without one it is a table of Cloud Control, else of the first provider that has it; and
 * `aws.` may stand before tables of Cloud Control too, as in manifests with `providers: [aws]`.
 */
function wholeName(catalog: Catalog, parts: readonly string[]): readonly string[] {
  const isThere = ([provider = '', service = '', table = '']: readonly string[]): boolean =>
    catalog.find({ provider, service, table }) !== undefined
  const own = parts.length === 2 ? [PROVIDER, ...parts] : parts
  if (isThere(own)) return own
  const [first = ''] = parts
  if (parts.length === 3 && first.toLowerCase() === 'aws') {
    const same = [PROVIDER, ...parts.slice(1)]
    return isThere(same) ? same : own
  }
  const others = parts.length === 2 ? catalog.providers().map((each) => [each, ...parts]) : []
  return others.find(isThere) ?? own
}

function schemaAt(catalog: Catalog, name: string): ResourceSchema | undefined {
  const [provider = '', service = '', table = ''] = name.split('.')
  const entry = catalog.find({ provider, service, table } satisfies TableName)
  return entry === undefined ? undefined : catalog.schema(entry)
}

/** Tables of the same name in different services, those that the props fit first. */
function sameTables(catalog: Catalog, { table, props }: StackResource): string | undefined {
  const wanted = table?.name.toLowerCase()
  const same = allTables(catalog).filter(({ name }) => name.table === wanted)
  if (same.length === 0) return undefined
  const fitting = fittingTables(catalog, same, props)
  const names = fitting.length > 0 ? fitting : same.map(({ name }) => Object.values(name).join('.'))
  const which = fitting.length > 0 ? 'its props fit' : 'there are'
  return `${which} ${names.join(', ')}: say which`
}

function allTables(catalog: Catalog): TableEntry[] {
  return catalog.services(PROVIDER).flatMap((service) => catalog.tables(PROVIDER, service))
}

function candidatesHint(catalog: Catalog, { props }: StackResource): string {
  const fitting = props.length === 0 ? [] : fittingTables(catalog, allTables(catalog), props)
  if (fitting.length === 0) return 'for example table: awscc.s3.buckets'
  return `its props fit ${fitting.join(', ')}: say table: …`
}

/** Tables that have all of some props, those first that need little else. */
function fittingTables(
  catalog: Catalog,
  tables: readonly TableEntry[],
  props: StackResource['props'],
): string[] {
  const names = props.map(({ name }) => name)
  return tables
    .flatMap((entry) => {
      const schema = catalog.schema(entry)
      const fits = names.every((name) => findProperty(schema, name) !== undefined)
      const needs = (schema.required ?? []).filter(
        (property) => !names.some((name) => findProperty(schema, name) === property),
      )
      return fits ? [{ name: Object.values(entry.name).join('.'), missing: needs.length }] : []
    })
    .sort((a, b) => a.missing - b.missing)
    .slice(0, MOST_CANDIDATES)
    .map(({ name }) => name)
}

function placed<T>(place: StackResource['place'], work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error)) throw error
    throw new AppError(error.code, error.message, { ...error.details, ...place })
  }
}
