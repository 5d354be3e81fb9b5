import type { JsonObject } from '../../../util/index.js'
import { SeededRandom } from '../../values/seeded-random.js'
import type { Attempt, StepProgress } from '../profile/workflows/progress.js'
import { attemptMessage } from '../profile/workflows/progress.js'
import type { ServiceHandler } from '../service.js'
import { appflowPage } from './appflow-page.js'
import { flowNamed } from './flow-named.js'

/** The runs of a flow, newest first. */
export const describeFlowExecutionRecords: ServiceHandler = (context, { caller, input }) => {
  const { batch } = flowNamed(context, caller, input)
  const records = batch?.attempts.map((attempt, index) => record(batch, attempt, index)) ?? []
  return appflowPage('flowExecutions', records.reverse(), input)
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
