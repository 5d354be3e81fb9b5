export { drawMermaid } from './graph/draw-mermaid.js'
export { drawSvg } from './graph/draw-svg.js'
export type { StackGraph } from './graph/stack-graph.js'
export {
  changes,
  countActions,
  type Action,
  type PlanFailure,
  type StackPlan,
  type Step,
} from './plan/step.js'
export type { Purpose } from './run/purpose.js'
export { S3Store } from './state/s3-store.js'
export { LocalStore } from './state/local-store.js'
export { emptyRecord } from './state/stack-record.js'
export type { LockHolder, StateStore } from './state/state-store.js'
export {
  buildStack,
  type BuildOptions,
  type OnFailure,
  type StackResult,
} from './verbs/build-stack.js'
export { acceptDrift, driftOf, revertible } from './verbs/drift-stack.js'
export {
  silentObserver,
  type StackObserver,
  type StepResult,
  type StepStatus,
} from './verbs/observer.js'
export { withStack, type OpenStack, type StackOptions } from './verbs/open-stack.js'
export { importResource, keepImported, type Imported } from './verbs/import-resource.js'
export { planStack, refuseFailures } from './verbs/plan-stack.js'
export { stackPermissions, type StackPermissions } from './verbs/stack-permissions.js'
export { stackExports } from './verbs/stack-exports.js'
export { planTeardown } from './verbs/plan-teardown.js'
export { teardownStack } from './verbs/teardown-stack.js'
export { testStack, type TestResult } from './verbs/test-stack.js'
export { planMarkdown } from './view/plan-markdown.js'
export { planSummary, planTree, type Paint } from './view/plan-tree.js'
export { shortValue, viewFailure, viewStep, type StepView } from './view/plan-view.js'
export {
  parseSavedPlan,
  refuseOtherVariables,
  refuseStale,
  savedPlan,
  type SavedPlan,
} from './verbs/saved-plan.js'
