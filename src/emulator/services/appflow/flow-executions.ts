import type { JsonObject } from '../../../util/index.js'
import type { Caller } from '../../protocol.js'
import { SeededRandom } from '../../values/seeded-random.js'
import type { Attempt, StepProgress } from '../profile/workflows/progress.js'
import { attemptMessage, stepsAt } from '../profile/workflows/progress.js'
import { WORKFLOW, workflowOf } from '../profile/workflows/workflow.js'
import type { ServiceContext, ServiceHandler } from '../service.js'
import { ServiceError } from '../service-error.js'
import { appflowPage, validation } from './appflow-page.js'
import { textOf } from '../text-of.js'

/**
 * The runs of a flow, newest first: one for each attempt at a batch of a workflow, none of other flows, since
 * nothing runs behind them.
 */
export const describeFlowExecutionRecords: ServiceHandler = (context, { caller, input }) => {
  const { flowName } = input
  if (typeof flowName !== 'string' || flowName === '') throw validation('flowName must be given')
  const step = findStep(context, caller, flowName)
  if (step === undefined && !isFlow(context, caller, flowName)) {
    throw new ServiceError('ResourceNotFoundException', `Flow ${flowName} does not exist`, 404)
  }
  const records = step?.attempts.map((attempt, index) => record(step, attempt, index)) ?? []
  return appflowPage('flowExecutions', records.reverse(), input)
}

function findStep(
  { state, now }: ServiceContext,
  caller: Caller,
  flowName: string,
): StepProgress | undefined {
  return state.resources
    .all(caller, WORKFLOW)
    .flatMap((resource) => stepsAt(workflowOf(resource), now))
    .find(({ step }) => step.flowName === flowName)
}

/** A flow of AppFlow's own, or one that an integration brought. */
function isFlow({ state }: ServiceContext, caller: Caller, flowName: string): boolean {
  if (state.resources.get(caller, 'AWS::AppFlow::Flow', flowName) !== undefined) return true
  return state.resources
    .all(caller, 'AWS::CustomerProfiles::Integration')
    .some(({ model }) => textOf(model['Uri']).endsWith(`:flow/${flowName}`))
}

function record({ step }: StepProgress, attempt: Attempt, index: number): JsonObject {
  const message = attemptMessage(attempt)
  return {
    executionId: new SeededRandom(`${step.flowName} ${String(index)}`).uuid(),
    executionStatus: attempt.status,
    executionResult: {
      ...(message === undefined
        ? {}
        : { errorInfo: { putFailuresCount: 0, executionMessage: message } }),
      bytesProcessed: 0,
      bytesWritten: 0,
      recordsProcessed: attempt.status === 'Successful' ? step.records : 0,
    },
    startedAt: attempt.startedAt / 1000,
    lastUpdatedAt: attempt.updatedAt / 1000,
    dataPullStartTime: step.batchStart / 1000,
    dataPullEndTime: step.batchEnd / 1000,
  }
}
