import type { Json, JsonObject } from '../../../../util/index.js'
import type { Resource } from '../../../state/resource.js'

/** What workflows are kept as; no type of the registry, so Cloud Control does not know them. */
export const WORKFLOW = 'skyql::CustomerProfiles::IntegrationWorkflow'

/** The first attempt and three retries. */
export const MOST_ATTEMPTS = 4

/** One batch, its fate decided when the workflow is made. Times are milliseconds since the epoch. */
export interface PlannedStep {
  readonly flowName: string
  readonly batchStart: number
  readonly batchEnd: number
  /** How many attempts fail; all of them where it is MOST_ATTEMPTS. */
  readonly failing: number
  readonly records: number
}

/** A workflow: everything that it will do, from which its state at any time follows. */
export interface Workflow {
  readonly domainName: string
  readonly id: string
  readonly objectTypeName: string
  readonly roleArn: string
  readonly connectorType: string
  readonly connectorProfileName: string
  readonly startedAt: number
  readonly stepMs: number
  readonly steps: readonly PlannedStep[]
  /** The hidden request that makes the standing integration at the end. */
  readonly token: string
}

export const workflowModel = (workflow: Workflow): JsonObject => ({
  DomainName: workflow.domainName,
  Workflow: { ...workflow, steps: workflow.steps.map((step) => ({ ...step })) },
})

export const workflowOf = ({ model }: Resource): Workflow =>
  model['Workflow'] as Json as unknown as Workflow
