// Plans 10,000 resources that are as declared already, on one core: node bench/plan.mjs [runs]
// The models are the recorded ones of ../shared where that is there, else ones made up here.
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { loadCatalog } from '../dist/lib/catalog/index.js'
import { planChange, planSettledChange } from '../dist/lib/resource/index.js'
import { median, print } from './support/measure.mjs'

const RESOURCES = 10_000
const runs = Number(process.argv[2] ?? 5)
const corpus = new URL('../../shared/data/live-models.tar.gz', import.meta.url)
const catalog = loadCatalog({ roots: [new URL('../dist/catalog', import.meta.url).pathname] })

const unchanged = (await recorded()).filter(isUnchanged)
const work = Array.from({ length: RESOURCES }, (_, index) => unchanged[index % unchanged.length])
const plain = []
const settled = []
for (let run = 0; run <= runs; run++) {
  const started = performance.now()
  for (const [schema, declared, live] of work) {
    if (planChange(schema, declared, live).kind !== 'no-op') throw new Error(schema.typeName)
  }
  const between = performance.now()
  for (const [schema, declared, live] of work) await planSettledChange(schema, declared, live)
  if (run === 0) continue
  plain.push(between - started)
  settled.push(performance.now() - between)
}
const seconds = (times) => `${(median(times) / 1000).toFixed(2)} s`
print('unchanged resources', `${RESOURCES} (${unchanged.length} models), median of ${runs}`)
print('planChange', seconds(plain))
print('planSettledChange, with property transforms', seconds(settled))

function isUnchanged([schema, declared, live]) {
  try {
    return planChange(schema, declared, live).kind === 'no-op'
  } catch {
    return false
  }
}

async function recorded() {
  if (!existsSync(corpus)) return [madeUp()]
  const archive = extract()
  archive.end(gunzipSync(readFileSync(corpus)))
  const models = []
  for await (const entry of archive) {
    const chunks = []
    for await (const chunk of entry) chunks.push(chunk)
    if (!entry.header.name.endsWith('.json')) continue
    const { resource, liveRaw } = JSON.parse(Buffer.concat(chunks).toString())
    const known = catalog.findType(resource.resourceType)
    if (known !== undefined) models.push([catalog.schema(known), resource.declared, liveRaw])
  }
  return models
}

function madeUp() {
  const declared = {
    DomainName: 'domain',
    DefaultExpirationDays: 366,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  }
  const live = { ...declared, CreatedAt: 'then', Tags: [...declared.Tags].reverse() }
  return [catalog.schema(catalog.findType('AWS::CustomerProfiles::Domain')), declared, live]
}
