import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../../src/emulator/index.js'
import { startEmulator } from '../../src/emulator/index.js'
import { loadModelValidator } from '../../src/emulator/model/model-validator.js'
import type { ResourceType } from '../../src/emulator/model/resource-type.js'
import { visibleModel } from '../../src/emulator/operations/visible-model.js'
import { hash32 } from '../../src/emulator/values/seeded-random.js'
import { silentHost } from '../../src/io/index.js'
import type { JsonObject } from '../../src/util/index.js'
import { minimalModel } from './minimal-model.js'
import { mutableText } from './mutable-text.js'
import { catalog, typeNamed } from './plane.js'
import { WireClient } from './wire-client.js'

const SAMPLE = process.env['SKYQL_SOAK'] === undefined ? 24 : 400

/** Types with all five handlers, spread over the alphabet by hash. */
const sample = catalog
  .providers()
  .flatMap((provider) =>
    catalog.services(provider).flatMap((service) => catalog.tables(provider, service)),
  )
  .map(({ typeName }) => typeName)
  .sort((a, b) => hash32(a) - hash32(b))
  .slice(0, 3 * SAMPLE)
  .map(typeNamed)
  .filter(({ schema: { handlers } }) => handlers.read && handlers.update && handlers.list)
  .slice(0, SAMPLE)

let emulator: Emulator | undefined
let client: WireClient | undefined
beforeAll(async () => {
  emulator = await startEmulator({ catalog })
  client = new WireClient(emulator.url)
})
afterAll(async () => {
  client?.close()
  await emulator?.close()
})

describe('types of all kinds', () => {
  it('are created, listed, read, updated and deleted', async () => {
    const validator = await loadModelValidator(silentHost)
    let updated = 0
    for (const type of sample) {
      const model = minimalModel(type)
      if (validator.problems(type.schema, model).length > 0) continue
      if (await roundTrip(type, model)) updated++
    }
    expect(sample.length).toBe(SAMPLE)
    expect(updated).toBeGreaterThan(SAMPLE / 3)
  })
})

/** True where the type had a property that could be updated. */
async function roundTrip(type: ResourceType, model: JsonObject): Promise<boolean> {
  const TypeName = type.typeName
  const call = async <T>(operation: Parameters<WireClient['call']>[0], input: object): Promise<T> =>
    (await client?.call(operation, { TypeName, ...input })) as T
  interface Answer {
    readonly ProgressEvent: { readonly RequestToken: string; readonly Identifier?: string }
  }
  const finished = async ({ ProgressEvent }: Answer): Promise<string> => {
    const { RequestToken } = ProgressEvent
    const status = await call<Answer>('GetResourceRequestStatus', { RequestToken })
    expect(status.ProgressEvent, TypeName).toMatchObject({ OperationStatus: 'SUCCESS' })
    return status.ProgressEvent.Identifier ?? ''
  }
  const read = async (Identifier: string): Promise<JsonObject> => {
    const answer = await call<{ ResourceDescription: { Properties: string } }>('GetResource', {
      Identifier,
    })
    return JSON.parse(answer.ResourceDescription.Properties) as JsonObject
  }

  const DesiredState = JSON.stringify(model)
  const Identifier = await finished(await call<Answer>('CreateResource', { DesiredState }))
  const live = await read(Identifier)
  expect(live, TypeName).toMatchObject(visibleModel(type, model))

  const inputs = listInputs(type)
  const keys = type.schema.handlers.list?.handlerSchema?.inputs ?? {}
  const ResourceModel = JSON.stringify(
    Object.fromEntries(inputs.map((name) => [keys[name] ?? name, live[name]])),
  )
  if (inputs.every((name) => live[name] !== undefined)) {
    const page = await call<{ ResourceDescriptions: unknown[] }>('ListResources', { ResourceModel })
    expect(page.ResourceDescriptions, TypeName).toMatchObject([{ Identifier }])
  }

  const name = mutableText(type)
  // A required write-only value would have to be repeated: not this test's business.
  const repeats = type.writeOnly.some(([head]) => type.schema.required?.includes(head ?? ''))
  if (name !== undefined && !repeats) {
    const PatchDocument = JSON.stringify([{ op: 'add', path: `/${name}`, value: 'changed' }])
    await finished(await call<Answer>('UpdateResource', { Identifier, PatchDocument }))
    expect(await read(Identifier), TypeName).toMatchObject({ [name]: 'changed' })
  }
  await finished(await call<Answer>('DeleteResource', { Identifier }))
  expect(await client?.outcome('GetResource', { TypeName, Identifier })).toMatch(/NotFound/)
  return name !== undefined && !repeats
}

function listInputs({ schema }: ResourceType): readonly string[] {
  const { required = [], oneOf, anyOf } = schema.handlers.list?.handlerSchema ?? {}
  return [...required, ...((oneOf ?? anyOf)?.[0]?.required ?? [])]
}
