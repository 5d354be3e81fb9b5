import { loadCatalog } from '../../src/catalog/index.js'
import { ControlPlane } from '../../src/emulator/control-plane.js'
import type { ResourceType } from '../../src/emulator/model/resource-type.js'
import { globalTypes } from '../../src/emulator/model/global-types.js'
import { ResourceTypes } from '../../src/emulator/model/resource-type.js'
import type { Misbehaviour } from '../../src/emulator/operations/context.js'
import { wellBehaved } from '../../src/emulator/operations/context.js'
import type { Caller, Operation } from '../../src/emulator/protocol.js'
import type { ServiceFault } from '../../src/emulator/service-fault.js'
import { CloudState } from '../../src/emulator/state/cloud-state.js'
import { noJournal } from '../../src/emulator/state/state-event.js'
import { silentHost } from '../../src/io/index.js'
import type { Json, JsonObject } from '../../src/util/index.js'

export const catalog = loadCatalog({
  roots: [new URL('../../dist/catalog', import.meta.url).pathname],
})
const types = new ResourceTypes(catalog)

export function typeNamed(typeName: string): ResourceType {
  const type = types.find(typeName)
  if (type === undefined) throw new Error(`the catalogue has no ${typeName}`)
  return type
}

export const INTEGRATION = 'AWS::CustomerProfiles::Integration'
export const DOMAIN = 'AWS::CustomerProfiles::Domain'
export const HERE: Caller = { account: '123456789012', region: 'us-east-1' }

export interface Event {
  readonly OperationStatus: string
  readonly RequestToken: string
  readonly Identifier?: string
  readonly EventTime: number
  readonly RetryAfter?: number
  readonly ErrorCode?: string
  readonly StatusMessage?: string
  readonly ResourceModel?: string
}

/** A control plane with a clock that stands still until moved. */
export class TestCloud {
  now = Date.UTC(2026, 0, 1)
  readonly state = new CloudState(noJournal, globalTypes(catalog))
  readonly #plane: ControlPlane
  #tokens = 0

  constructor(
    options: {
      readonly handlerMs?: number
      readonly pendingMs?: number
      readonly pageSize?: number
      readonly misbehaviour?: Misbehaviour
    } = {},
  ) {
    this.#plane = new ControlPlane({
      types,
      state: this.state,
      misbehaviour: options.misbehaviour ?? wellBehaved,
      timing: { handlerMs: options.handlerMs ?? 0, pendingMs: options.pendingMs ?? 0, stepMs: 0 },
      pageSize: options.pageSize ?? 100,
      io: silentHost,
      clock: () => this.now,
      newToken: () => `token-${++this.#tokens}`,
    })
  }

  async call(
    operation: Operation,
    input: JsonObject,
    caller = HERE,
  ): Promise<Record<string, Json>> {
    const text = await this.#plane.execute({ operation, caller, input })
    return JSON.parse(text) as Record<string, Json>
  }

  async mutate(operation: Operation, input: JsonObject, caller = HERE): Promise<Event> {
    return (await this.call(operation, input, caller))['ProgressEvent'] as unknown as Event
  }

  create(typeName: string, model: JsonObject, more: JsonObject = {}): Promise<Event> {
    const DesiredState = JSON.stringify(model)
    return this.mutate('CreateResource', { TypeName: typeName, DesiredState, ...more })
  }

  update(typeName: string, identifier: string, patch: Json): Promise<Event> {
    const PatchDocument = JSON.stringify(patch)
    return this.mutate('UpdateResource', {
      TypeName: typeName,
      Identifier: identifier,
      PatchDocument,
    })
  }

  remove(typeName: string, identifier: string): Promise<Event> {
    return this.mutate('DeleteResource', { TypeName: typeName, Identifier: identifier })
  }

  async read(typeName: string, identifier: string): Promise<JsonObject> {
    const answer = await this.call('GetResource', { TypeName: typeName, Identifier: identifier })
    const { Properties } = answer['ResourceDescription'] as { Properties: string }
    return JSON.parse(Properties) as JsonObject
  }

  async status(token: string): Promise<Event> {
    const answer = await this.call('GetResourceRequestStatus', { RequestToken: token })
    return answer['ProgressEvent'] as unknown as Event
  }

  /** `Name: message` of the fault that a call ends in. */
  async fault(operation: Operation, input: JsonObject, caller = HERE): Promise<string> {
    return said(() => this.call(operation, input, caller))
  }
}

export async function said(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (reason) {
    const { type, message } = reason as ServiceFault
    return `${type}: ${message}`
  }
  throw new Error('the call went through')
}
