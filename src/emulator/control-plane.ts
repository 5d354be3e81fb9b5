import type { IoHost } from '../io/index.js'
import { jsonText, type JsonObject } from '../util/index.js'
import type { ModelValidator } from './model/model-validator.js'
import { loadModelValidator } from './model/model-validator.js'
import type { ResourceTypes } from './model/resource-type.js'
import { cancelResourceRequest } from './operations/cancel-request.js'
import type { Misbehaviour, OperationContext, Timing } from './operations/context.js'
import { createResource } from './operations/create-resource.js'
import { deleteResource } from './operations/delete-resource.js'
import { getResource } from './operations/get-resource.js'
import { listResourceRequests } from './operations/list-requests.js'
import { listResources } from './operations/list-resources.js'
import { getResourceRequestStatus } from './operations/request-status.js'
import { updateResource } from './operations/update-resource.js'
import type { Call, Operation } from './protocol.js'
import type { CloudState } from './state/cloud-state.js'

/** What a control plane is made of; time and chance come from outside. */
export interface ControlPlaneParts {
  readonly types: ResourceTypes
  readonly state: CloudState
  readonly misbehaviour: Misbehaviour
  readonly timing: Timing
  readonly pageSize: number
  readonly io: IoHost
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly newToken: () => string
}

const HANDLERS: Readonly<
  Record<Operation, (context: OperationContext, call: Call) => JsonObject | string>
> = {
  CreateResource: createResource,
  UpdateResource: updateResource,
  DeleteResource: deleteResource,
  GetResource: getResource,
  ListResources: listResources,
  GetResourceRequestStatus: getResourceRequestStatus,
  ListResourceRequests: listResourceRequests,
  CancelResourceRequest: cancelResourceRequest,
}

const VALIDATING: ReadonlySet<Operation> = new Set(['CreateResource', 'UpdateResource'])

/**
 * The service without its wire. Each call runs in one piece, so calls never see each other half done;
 * requests that are due end before the call looks at anything.
 */
export class ControlPlane {
  readonly #parts: ControlPlaneParts
  #validator: Promise<ModelValidator> | undefined

  constructor(parts: ControlPlaneParts) {
    this.#parts = parts
  }

  /** Answers with JSON text. @throws ServiceFault */
  async execute(call: Call): Promise<string> {
    const validator = VALIDATING.has(call.operation) ? await this.#loadValidator() : NEVER_ASKED
    const answer = HANDLERS[call.operation](this.#context(validator), call)
    return typeof answer === 'string' ? answer : jsonText(answer)
  }

  /** What a service beside Cloud Control sees of the state now, requests that are due ended. */
  async context(validates = false): Promise<OperationContext> {
    return this.#context(validates ? await this.#loadValidator() : NEVER_ASKED)
  }

  #context(validator: ModelValidator): OperationContext {
    const { clock, newToken, types, state, misbehaviour, timing, pageSize } = this.#parts
    const now = state.advance(clock())
    return { types, state, validator, misbehaviour, timing, pageSize, now, newToken }
  }

  #loadValidator(): Promise<ModelValidator> {
    this.#validator ??= loadModelValidator(this.#parts.io)
    return this.#validator
  }
}

const NEVER_ASKED: ModelValidator = { problems: () => [] }
