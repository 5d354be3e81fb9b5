import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject, loadYaml } from '../../util/index.js'
import { editManifest } from './edit-manifest.js'
import { literalValue } from './literal.js'

/** A resource that a manifest is to declare, with what it is live. */
export interface NewResource {
  readonly name: string
  /** `awscc.s3.buckets` */
  readonly table: string
  readonly identifier?: string
  readonly region?: string
  /** Settable properties, in order. */
  readonly props: JsonObject
  readonly exports?: readonly string[]
}

/** The manifest's text with a resource at its end; everything else stays as it is. */
export async function addResource(manifest: string, resource: NewResource): Promise<string> {
  const yaml = await loadYaml()
  const document = yaml.read(manifest)
  const raw = 'value' in document ? document.value : null
  const resources = isJsonObject(raw) ? raw.resources : undefined
  const count = Array.isArray(resources) ? resources.length : 0
  const { name, table, identifier, region, exports } = resource
  const entry: JsonObject = {
    name,
    table,
    ...(region !== undefined && { region }),
    ...(identifier !== undefined && { identifier: literalValue(identifier) }),
    props: Object.entries(resource.props).map(([property, value]): Json => ({
      name: property,
      value: literalValue(value),
    })),
    ...(exports !== undefined && exports.length > 0 && { exports }),
  }
  if (count === 0) return editManifest(manifest, [{ path: ['resources'], value: [entry] }])
  return editManifest(manifest, [{ path: ['resources', count], value: entry }])
}
