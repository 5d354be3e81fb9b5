import type { Json, JsonObject } from '../../../../util/index.js'
import { isJsonObject } from '../../../../util/index.js'
import { SeededRandom } from '../../../values/seeded-random.js'
import type { ServiceContext, ServiceHandler } from '../../service.js'
import { memberAt } from '../flow-definition.js'
import { desiredIntegration } from '../integrations.js'
import { INTEGRATION, badRequest, checkedModel, domainOf, required } from '../store.js'
import { readSeconds } from '../values.js'
import type { PlannedStep, Workflow } from './workflow.js'
import { MOST_ATTEMPTS, WORKFLOW, workflowModel } from './workflow.js'
import { endOf, fails } from './progress.js'
import { textOf } from '../../text-of.js'

const SOURCES = ['Salesforce', 'Marketo', 'Servicenow']
const DAY = 24 * 3_600_000

/** Plans the batches with their fates; what is not to fail has its integration made when the last one ends. */
export const createIntegrationWorkflow: ServiceHandler = (context, { caller, input }) => {
  const domain = domainOf(context, caller, input)
  if (required(input, 'WorkflowType') !== 'APPFLOW_INTEGRATION') {
    throw badRequest('WorkflowType must be APPFLOW_INTEGRATION')
  }
  const config = memberAt(input['IntegrationConfig'], 'AppflowIntegration')
  const flow = memberAt(config, 'FlowDefinition')
  if (!isJsonObject(flow ?? null)) {
    throw badRequest('IntegrationConfig.AppflowIntegration.FlowDefinition must be given')
  }
  const source = memberAt(flow, 'SourceFlowConfig')
  const connectorType = textOf(memberAt(source, 'ConnectorType'))
  if (!SOURCES.includes(connectorType)) {
    throw badRequest(`ConnectorType ${connectorType} is none of ${SOURCES.join(', ')}`)
  }
  const token = context.newToken()
  const objectTypeName = required(input, 'ObjectTypeName')
  const roleArn = required(input, 'RoleArn')
  const asked: JsonObject = {
    FlowDefinition: flow as Json,
    ObjectTypeName: objectTypeName,
    RoleArn: roleArn,
    ...(input['Tags'] === undefined ? {} : { Tags: input['Tags'] }),
  }
  const desired = desiredIntegration(domain.identifier, asked)
  const { identifier, model } = checkedModel(context, { caller, typeName: INTEGRATION, desired })
  if (context.state.resources.get(caller, INTEGRATION, identifier) !== undefined) {
    throw badRequest(`Integration ${textOf(model['Uri'])} already exists`)
  }
  const id = new SeededRandom(token).hex(32)
  const batches = batchesOf(context, config, flow as JsonObject)
  const workflow: Workflow = {
    domainName: domain.identifier,
    id,
    objectTypeName,
    roleArn,
    connectorType,
    connectorProfileName: textOf(memberAt(source, 'ConnectorProfileName') ?? ''),
    startedAt: context.now,
    stepMs: context.timing.stepMs,
    token,
    steps: batches.map(([batchStart, batchEnd], index): PlannedStep => {
      const flowName = `${textOf(memberAt(flow, 'FlowName'))}-${String(index + 1)}`
      const subject = `${domain.identifier} ${flowName}`
      return {
        flowName,
        batchStart,
        batchEnd,
        failing: context.misbehaviour.failingAttempts(caller, subject, MOST_ATTEMPTS),
        records: 100 + Math.floor(new SeededRandom(subject).next() * 900),
      }
    }),
  }
  commit(context, { caller, workflow, identifier, model, roleArn })
  return { WorkflowId: id, Message: 'OK' }
}

interface Made {
  readonly caller: { readonly account: string; readonly region: string }
  readonly workflow: Workflow
  readonly identifier: string
  readonly model: JsonObject
  readonly roleArn: string
}

function commit({ state, now }: ServiceContext, made: Made): void {
  const { caller, workflow, identifier, model, roleArn } = made
  const resource = {
    ...caller,
    typeName: WORKFLOW,
    identifier: `${workflow.domainName}|${workflow.id}`,
    model: workflowModel(workflow),
    createdAt: now,
    seq: state.resources.nextSeq(),
  }
  state.commit({ event: 'put', at: now, resource })
  if (fails(workflow)) return
  state.commit({
    event: 'accepted',
    request: {
      ...caller,
      token: workflow.token,
      operation: 'CREATE',
      typeName: INTEGRATION,
      identifier,
      identifierKnown: true,
      acceptedAt: now,
      startsAt: now,
      dueAt: endOf(workflow),
      fingerprint: workflow.id,
      model,
      beyond: { RoleArn: roleArn, WorkflowId: workflow.id, IsUnstructured: false },
      hidden: true,
    },
  })
}

/** As given, else of two months from the flow's first execution (30 days back where it tells none) until now. */
function batchesOf(
  { now }: ServiceContext,
  config: Json | undefined,
  flow: JsonObject,
): [start: number, end: number][] {
  const given = memberAt(config, 'Batches')
  if (Array.isArray(given) && given.length > 0) {
    return (given as readonly Json[]).map((batch, index) => {
      const start = readSeconds(memberAt(batch, 'StartTime'))
      const end = readSeconds(memberAt(batch, 'EndTime'))
      if (start !== undefined && end !== undefined && start < end) return [start * 1000, end * 1000]
      throw badRequest(`Batches[${String(index)}]: StartTime must be before EndTime`)
    })
  }
  const first = memberAt(
    flow,
    'TriggerConfig',
    'TriggerProperties',
    'Scheduled',
    'FirstExecutionFrom',
  )
  const from = readSeconds(first)
  const batches: [number, number][] = []
  for (let start = from === undefined ? now - 30 * DAY : from * 1000; start < now;) {
    const end = Math.min(monthsAfter(start, 2), now)
    batches.push([start, end])
    start = end
  }
  if (batches.length === 0) throw badRequest('FirstExecutionFrom must be in the past')
  return batches
}

function monthsAfter(time: number, months: number): number {
  const date = new Date(time)
  date.setUTCMonth(date.getUTCMonth() + months)
  return date.getTime()
}
