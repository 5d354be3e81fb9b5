import type { Json, JsonObject } from '../../../util/index.js'
import { attemptMessage } from '../profile/workflows/progress.js'
import type { ServiceHandler } from '../service.js'
import { appflowPage } from './appflow-page.js'
import { flowNamed } from './flow-named.js'
import { flowsOf, type Flow } from './flows.js'

export const listFlows: ServiceHandler = (context, { caller, input }) =>
  appflowPage('flows', flowsOf(context, caller).map(listed), input)

export const describeFlow: ServiceHandler = (context, { caller, input }) =>
  described(flowNamed(context, caller, input))

function listed(flow: Flow): JsonObject {
  return {
    ...common(flow),
    ...said({
      sourceConnectorType: flow.source,
      destinationConnectorType: flow.destination,
      triggerType: flow.trigger,
    }),
  }
}

function described(flow: Flow): JsonObject {
  const { source, connectorProfile, destination, trigger, kmsArn } = flow
  return {
    ...common(flow),
    ...said({ kmsArn }),
    sourceFlowConfig: said({ connectorType: source, connectorProfileName: connectorProfile }),
    destinationFlowConfigList: [said({ connectorType: destination })],
    triggerConfig: said({ triggerType: trigger }),
  }
}

function common(flow: Flow): JsonObject {
  const { name, arn, description, status, createdAt, tags, batch } = flow
  const last = batch?.attempts.at(-1)
  return {
    ...said({ flowName: name, flowArn: arn, description, flowStatus: status }),
    createdAt: createdAt / 1000,
    lastUpdatedAt: (last?.updatedAt ?? createdAt) / 1000,
    tags,
    ...(last === undefined
      ? {}
      : {
          lastRunExecutionDetails: {
            ...said({ mostRecentExecutionMessage: attemptMessage(last) }),
            mostRecentExecutionTime: last.startedAt / 1000,
            mostRecentExecutionStatus: last.status,
          },
        }),
  }
}

/** Members that have a text. */
function said(members: Readonly<Record<string, string | undefined>>): Record<string, Json> {
  const there = Object.entries(members).filter(([, text]) => text !== undefined && text !== '')
  return Object.fromEntries(there) as Record<string, Json>
}
