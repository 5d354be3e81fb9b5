import type { Catalog, ResourceSchema, TableName } from '../../catalog/index.js'
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
 * @returns `undefined` for a resource whose statements name none; it is run by them alone.
 * @throws AppError for a table that does not exist, and for a resource that names none and has no statements,
 *   with the tables that its props fit.
 */
export function schemaOf(catalog: Catalog, resource: StackResource): ResourceSchema | undefined {
  const { table, anchors } = resource
  if (table !== undefined) {
    return placed(table.place, () => named(catalog, table.name))
  }
  for (const name of NAMING) {
    const target = TARGET.exec(anchors.get(name)?.template ?? '')?.[1]
    if (target !== undefined) return schemaAt(catalog, target.replaceAll('"', ''))
  }
  if (anchors.size > 0) return undefined
  throw new AppError('MANIFEST', `${resource.name} does not say which table it is in`, {
    ...resource.place,
    hint: candidatesHint(catalog, resource),
  })
}

/** Type names (`AWS::S3::Bucket`) are taken, too. */
function named(catalog: Catalog, name: string): ResourceSchema {
  const byType = name.includes('::') ? catalog.findType(name) : undefined
  if (byType !== undefined) return catalog.schema(byType)
  const parts = name.split('.')
  return tableNamed(catalog, parts.length === 2 ? [PROVIDER, ...parts] : parts).schema
}

function schemaAt(catalog: Catalog, name: string): ResourceSchema | undefined {
  const [provider = '', service = '', table = ''] = name.split('.')
  const entry = catalog.find({ provider, service, table } satisfies TableName)
  return entry === undefined ? undefined : catalog.schema(entry)
}

function candidatesHint(catalog: Catalog, { props }: StackResource): string {
  const names = props.map(({ name }) => name)
  const fitting = catalog
    .services(PROVIDER)
    .flatMap((service) => catalog.tables(PROVIDER, service))
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
  if (names.length === 0 || fitting.length === 0) return 'for example table: awscc.s3.buckets'
  return `its props fit ${fitting.map(({ name }) => name).join(', ')}: say table: …`
}

function placed<T>(place: StackResource['place'], work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error)) throw error
    throw new AppError(error.code, error.message, { ...error.details, ...place })
  }
}
