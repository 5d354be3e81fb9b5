// Writes src/resource/service-model/models.json: what services of AWS demand of the inputs of those operations that the
// documents under providers/aws call. Run by hand, over the service models of botocore: node .config/service-models.mjs DIR
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('the folder with the service models is missing')

const FACTS = ['required', 'min', 'max', 'pattern', 'enum', 'document']

/** The operations that are named anywhere in a document. */
function operationsIn(value) {
  if (typeof value !== 'object' || value === null) return []
  const own = typeof value.operation === 'string' ? [value.operation] : []
  return [...own, ...Object.values(value).flatMap(operationsIn)]
}

/** A shape without names of the wire and prose. */
function factsOf(shape) {
  const { type, members, member, key, value } = shape
  return {
    type,
    ...Object.fromEntries(FACTS.filter((name) => name in shape).map((name) => [name, shape[name]])),
    ...(members && {
      members: Object.fromEntries(
        Object.entries(members).map(([name, { shape: of, location }]) => [
          name,
          location === 'querystring' ? { shape: of, isText: true } : { shape: of },
        ]),
      ),
    }),
    ...(member && { item: member.shape }),
    ...(key && { key: key.shape, value: value.shape }),
  }
}

const models = {}
const documents = join(root, 'providers/aws')
for (const file of readdirSync(documents)
  .filter((name) => name.endsWith('.json'))
  .sort()) {
  const document = JSON.parse(readFileSync(join(documents, file), 'utf8'))
  const service = document.connector.package.replace('@aws-sdk/client-', '')
  const { model } = JSON.parse(readFileSync(join(folder, `${service}.json`), 'utf8'))
  const operations = {}
  const shapes = {}
  const add = (name) => {
    if (name in shapes) return
    const shape = model.shapes[name]
    shapes[name] = factsOf(shape)
    const inner = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value]
    for (const each of inner) if (each !== undefined) add(each.shape)
  }
  for (const name of [...new Set(operationsIn(document.tables))].sort()) {
    const input = model.operations[name]?.input?.shape
    if (input === undefined) continue
    operations[name] = input
    add(input)
  }
  models[service] = {
    operations,
    shapes: Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
writeFileSync(join(root, 'src/resource/service-model/models.json'), `${JSON.stringify(models)}\n`)
