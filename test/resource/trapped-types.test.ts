import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadCatalog, type ResourceSchema } from '../../src/catalog/index.js'
import { planAssignments, planChange } from '../../src/resource/index.js'
import { appError } from './expected-error.js'

const compiled = new URL('../../dist/catalog', import.meta.url)
if (!existsSync(compiled)) console.log(`skipped: ${compiled.pathname} is not there`)

it.skipIf(!existsSync(compiled))('no type that cannot be updated gets an update', () => {
  const catalog = loadCatalog({ roots: [compiled.pathname] })
  const trapped = catalog
    .services('awscc')
    .flatMap((service) => catalog.tables('awscc', service))
    .map((one) => catalog.schema(one))
    .filter(isTrapped)
  expect(trapped).toHaveLength(21)
  for (const schema of trapped) {
    const property = Object.keys(schema.properties).find((name) => isFree(schema, name))
    if (property === undefined) continue
    const change = { [property]: ['new'] }
    const refused = appError('NOT_UPDATABLE', { message: new RegExp(schema.typeName) })
    const set = (): unknown => planAssignments(schema, {}, change)
    if (schema.handlers.update !== undefined) expect(set, schema.typeName).toThrow(refused)
    const plan = (): unknown => planChange(schema, change, { [property]: ['old'] })
    if (schema.handlers.update === undefined) expect(plan()).toMatchObject({ kind: 'replace' })
    else expect(plan, schema.typeName).toThrow(refused)
  }
})

function isTrapped(schema: ResourceSchema): boolean {
  return (schema.required ?? []).some((name) =>
    [schema.writeOnlyProperties, schema.createOnlyProperties].every((list) =>
      list?.includes(`/properties/${name}`),
    ),
  )
}

/** True for properties that are neither fixed nor hidden, in whole or in part. */
function isFree(schema: ResourceSchema, name: string): boolean {
  const special = [
    ...(schema.createOnlyProperties ?? []),
    ...(schema.readOnlyProperties ?? []),
    ...(schema.writeOnlyProperties ?? []),
  ]
  return !special.some((pointer) => pointer.split('/')[2] === name)
}
