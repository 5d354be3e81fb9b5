import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { loadCatalog, type ResourceSchema } from '../../src/catalog/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../src/util/index.js'

const corpus = new URL('../../../shared/data/live-models.tar.gz', import.meta.url)
const compiled = new URL('../../dist/catalog', import.meta.url)

/** Tells why the recorded models cannot be read; `undefined` where they can. */
export const missing = [corpus, compiled].find((one) => !existsSync(one))?.pathname
if (missing !== undefined) console.log(`skipped: ${missing} is not there`)

/** An answer of GetResource from AWS, and what its author had declared. */
export interface LiveModel {
  /** `AWS__S3__Bucket.Bucket` */
  readonly name: string
  readonly schema: ResourceSchema
  readonly declared: JsonObject
  readonly live: JsonObject
  /** What of the resource the corpus records as changed after it was declared. */
  readonly drift: 'declared' | 'undeclared' | undefined
}

/** Stands in the corpus for a value that its template computed and nobody recorded. */
const UNRECORDED = '__cdkrd_corpus_unresolved__'

/** All recorded models, ordered by name; declared values that were not recorded are left out. */
export async function liveModels(): Promise<LiveModel[]> {
  const catalog = loadCatalog({ roots: [compiled.pathname] })
  const models: LiveModel[] = []
  const archive = extract()
  archive.end(gunzipSync(readFileSync(corpus)))
  for await (const entry of archive) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    if (!entry.header.name.endsWith('.json')) continue
    const { resource, liveRaw, expected } = JSON.parse(Buffer.concat(chunks).toString()) as {
      resource: { resourceType: string; declared: JsonObject }
      liveRaw: JsonObject
      expected: readonly { tier: string }[]
    }
    const known = catalog.findType(resource.resourceType)
    if (known === undefined) continue
    models.push({
      name: entry.header.name.replace(/^.*\/|\.json$/g, ''),
      schema: catalog.schema(known),
      declared: recorded(resource.declared) as JsonObject,
      live: liveRaw,
      drift: (['declared', 'undeclared'] as const).find((kind) =>
        expected.some(({ tier }) => tier === kind),
      ),
    })
  }
  return models.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function recorded(value: Json): Json | undefined {
  if (value === UNRECORDED) return undefined
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(recorded)
    return items.includes(undefined) ? undefined : (items as readonly Json[])
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
      const kept = recorded(inner)
      return kept === undefined ? [] : [[key, kept]]
    }),
  )
}
