import type { Json, JsonObject } from '../../../util/index.js'
import type { Caller } from '../../protocol.js'
import type { Resource } from '../../state/resource.js'
import { partitionOf } from '../../values/make-arn.js'
import { memberAt } from '../profile/flow-definition.js'
import { mapOf } from '../profile/values.js'
import { stepsAt, type StepProgress } from '../profile/workflows/progress.js'
import { WORKFLOW, workflowOf, type Workflow } from '../profile/workflows/workflow.js'
import type { ServiceContext } from '../service.js'

const FLOW = 'AWS::AppFlow::Flow'
const INTEGRATION = 'AWS::CustomerProfiles::Integration'

/** A flow, whoever made it. */
export interface Flow {
  readonly name: string
  readonly arn: string
  readonly status: string
  /** Kinds of source and destination, and what starts a run. */
  readonly source: string
  readonly destination: string
  readonly trigger: string
  readonly description: string
  readonly connectorProfile: string
  readonly kmsArn: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly tags: JsonObject
  /** Its runs are the attempts at a batch of a workflow; behind other flows nothing runs. */
  readonly batch?: StepProgress
}

/** AppFlow's own flows, those that integrations brought, and those of workflows' batches that have begun. */
export function flowsOf({ state, now }: ServiceContext, caller: Caller): Flow[] {
  const all = (typeName: string): Resource[] => [...state.resources.all(caller, typeName)]
  const batches = all(WORKFLOW)
    .map(workflowOf)
    .flatMap((workflow) =>
      stepsAt(workflow, now).map((batch) => batchFlow(workflow, batch, caller)),
    )
  const flows = [
    ...all(FLOW).map(ownFlow),
    ...all(INTEGRATION).flatMap(integratedFlow),
    ...batches.filter(({ batch }) => batch !== undefined && batch.attempts.length > 0),
  ]
  return [...new Map(flows.map((flow) => [flow.name, flow])).values()]
}

function ownFlow({ model, identifier, createdAt }: Resource): Flow {
  const [destination] = model['DestinationFlowConfigList'] as readonly Json[]
  return {
    name: identifier,
    arn: textAt(model, 'FlowArn'),
    status: textAt(model, 'FlowStatus') || 'Active',
    destination: textAt(destination, 'ConnectorType'),
    kmsArn: textAt(model, 'KMSArn'),
    ...definition(model),
    createdAt,
    tags: mapOf(model['Tags']),
  }
}

function integratedFlow({ model, createdAt }: Resource): Flow[] {
  const arn = textAt(model, 'Uri')
  const [, name] = /^arn:[^:]+:appflow:.*:flow\/(.+)$/.exec(arn) ?? []
  if (name === undefined) return []
  const flow = (model['FlowDefinition'] ?? {}) as JsonObject
  return [
    {
      name,
      arn,
      status: 'Active',
      destination: 'CustomerProfiles',
      kmsArn: textAt(flow, 'KmsArn'),
      ...definition(flow),
      createdAt,
      tags: mapOf(model['Tags']),
    },
  ]
}

function definition(flow: JsonObject) {
  const source = textAt(flow, 'SourceFlowConfig', 'ConnectorType')
  return {
    // Customer Profiles and its registry type spell one kind their own way.
    source: source === 'ServiceNow' ? 'Servicenow' : source,
    connectorProfile: textAt(flow, 'SourceFlowConfig', 'ConnectorProfileName'),
    trigger: textAt(flow, 'TriggerConfig', 'TriggerType'),
    description: textAt(flow, 'Description'),
  }
}

function batchFlow(workflow: Workflow, batch: StepProgress, { account, region }: Caller): Flow {
  const { flowName } = batch.step
  return {
    name: flowName,
    arn: `arn:${partitionOf(region)}:appflow:${region}:${account}:flow/${flowName}`,
    status: 'Active',
    source: workflow.connectorType,
    connectorProfile: workflow.connectorProfileName,
    destination: 'CustomerProfiles',
    trigger: 'OnDemand',
    description: `Batch of workflow ${workflow.id}`,
    kmsArn: '',
    createdAt: batch.attempts[0]?.startedAt ?? workflow.startedAt,
    tags: {},
    batch,
  }
}

/** The text at a path; empty where there is none. */
function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = memberAt(value, ...path)
  return typeof found === 'string' ? found : ''
}
