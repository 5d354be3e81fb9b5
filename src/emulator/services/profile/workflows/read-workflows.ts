import type { JsonObject } from '../../../../util/index.js'
import type { Caller } from '../../../protocol.js'
import type { Resource } from '../../../state/resource.js'
import type { ServiceContext, ServiceHandler } from '../../service.js'
import { domainOf, listPage, notFound, remove, required } from '../store.js'
import { readSeconds } from '../values.js'
import type { StepProgress } from './progress.js'
import { stepsAt } from './progress.js'
import type { Workflow } from './workflow.js'
import { WORKFLOW, workflowOf } from './workflow.js'

const TYPE = 'APPFLOW_INTEGRATION'

export const getWorkflow: ServiceHandler = (context, { caller, input }) => {
  const workflow = workflowOf(resourceOf(context, caller, input))
  const steps = stepsAt(workflow, context.now)
  const failed = steps.find(({ status }) => status === 'FAILED')
  const complete = steps.filter(({ status }) => status === 'COMPLETE')
  return {
    WorkflowId: workflow.id,
    WorkflowType: TYPE,
    Status: statusOf(steps),
    ...(failed === undefined ? {} : { ErrorDescription: failureOf(failed) }),
    StartDate: workflow.startedAt / 1000,
    LastUpdatedAt: updatedAt(workflow, steps) / 1000,
    Attributes: {
      AppflowIntegration: {
        SourceConnectorType: workflow.connectorType,
        ConnectorProfileName: workflow.connectorProfileName,
        RoleArn: workflow.roleArn,
      },
    },
    Metrics: {
      AppflowIntegration: {
        RecordsProcessed: complete.reduce((sum, { step }) => sum + step.records, 0),
        StepsCompleted: complete.length,
        TotalSteps: steps.length,
      },
    },
  }
}

export const getWorkflowSteps: ServiceHandler = (context, { caller, input }) => {
  const workflow = workflowOf(resourceOf(context, caller, input))
  const items = stepsAt(workflow, context.now).map(({ step, status, message, updatedAt }) => ({
    AppflowIntegration: {
      FlowName: step.flowName,
      Status: status,
      ExecutionMessage: message,
      RecordsProcessed: status === 'COMPLETE' ? step.records : 0,
      BatchRecordsStartTime: new Date(step.batchStart).toISOString(),
      BatchRecordsEndTime: new Date(step.batchEnd).toISOString(),
      CreatedAt: workflow.startedAt / 1000,
      LastUpdatedAt: updatedAt / 1000,
    },
  }))
  return { WorkflowId: workflow.id, WorkflowType: TYPE, ...listPage('steps', items, input) }
}

/** Filtered by Status, and by the time of their making (QueryStartDate, QueryEndDate). */
export const listWorkflows: ServiceHandler = (context, { caller, input }) => {
  const domain = domainOf(context, caller, input)
  const from = readSeconds(input['QueryStartDate']) ?? Number.NEGATIVE_INFINITY
  const to = readSeconds(input['QueryEndDate']) ?? Number.POSITIVE_INFINITY
  const items = context.state.resources
    .all(caller, WORKFLOW)
    .map(workflowOf)
    .filter(({ domainName }) => domainName === domain.identifier)
    .filter(({ startedAt }) => startedAt / 1000 >= from && startedAt / 1000 <= to)
    .map((workflow) => listed(workflow, context.now))
    .filter(({ Status }) => input['Status'] === undefined || Status === input['Status'])
  return listPage('workflows', items, input)
}

/** A workflow under way ends here: its integration is not made. */
export const deleteWorkflow: ServiceHandler = (context, { caller, input }) => {
  const resource = resourceOf(context, caller, input)
  const { token } = workflowOf(resource)
  if (context.state.requests.get(token)?.end === undefined) {
    context.state.commit({ event: 'cancelled', token, at: context.now, tooLate: false })
  }
  remove(context, resource)
  return {}
}

function listed(workflow: Workflow, now: number): JsonObject {
  const steps = stepsAt(workflow, now)
  const failed = steps.find(({ status }) => status === 'FAILED')
  const Status = statusOf(steps)
  return {
    WorkflowType: TYPE,
    WorkflowId: workflow.id,
    Status,
    StatusDescription: failed === undefined ? DESCRIPTIONS[Status] : failureOf(failed),
    CreatedAt: workflow.startedAt / 1000,
    LastUpdatedAt: updatedAt(workflow, steps) / 1000,
  }
}

const DESCRIPTIONS = {
  IN_PROGRESS: 'The workflow is ingesting its batches.',
  COMPLETE: 'All batches are ingested, and the integration is set up.',
  FAILED: 'A batch failed.',
}

function statusOf(steps: readonly StepProgress[]): keyof typeof DESCRIPTIONS {
  if (steps.some(({ status }) => status === 'FAILED')) return 'FAILED'
  return steps.every(({ status }) => status === 'COMPLETE') ? 'COMPLETE' : 'IN_PROGRESS'
}

const failureOf = ({ step, message }: StepProgress): string => `Flow ${step.flowName}: ${message}`

const updatedAt = ({ startedAt }: Workflow, steps: readonly StepProgress[]): number =>
  Math.max(
    startedAt,
    ...steps.filter(({ attempts }) => attempts.length > 0).map((s) => s.updatedAt),
  )

function resourceOf(context: ServiceContext, caller: Caller, input: JsonObject): Resource {
  const domain = domainOf(context, caller, input)
  const id = required(input, 'WorkflowId')
  const found = context.state.resources.get(caller, WORKFLOW, `${domain.identifier}|${id}`)
  if (found !== undefined) return found
  throw notFound(`Workflow ${id} does not exist in domain ${domain.identifier}`)
}
