export { describeAction, runAction } from './run-action.js'
export { ScanCache } from './cache/scan-cache.js'
export { watched } from './cache/watched-connector.js'
export { cancelRequests, isCancellation } from './builtin/cancel-requests.js'
export { checkStatement } from './check-statement.js'
export { CallBudget } from './call-budget.js'
export type { ConnectionDirectory } from './connections.js'
export type { CallLimit, Clock, ExecutionContext, WriteGuard } from './context.js'
export { Coverage, isLacking, type CoverageUnit } from './coverage.js'
export { defaultConnection } from './mutation/default-region.js'
export { explainStatement } from './explain-statement.js'
export { AppendLog } from './journal/append-log.js'
export { isAlive, ownMark } from './journal/process-mark.js'
export { readLog } from './journal/read-log.js'
export { RequestJournal } from './journal/request-journal.js'
export type { RequestRecord } from './journal/request-record.js'
export { ListMemory } from './learned/list-memory.js'
export { KNOWN_REGIONS } from './known-regions.js'
export { outcomeRows, type MutationOutcome, type MutationResult } from './mutation/outcome.js'
export { bodyHash } from './mutation/mutation-text.js'
export {
  cancelledRows,
  cancelRequest,
  type CancelledRequest,
  type CancelRequest,
} from './mutation/cancel-request.js'
export type { MutationProgress } from './mutation/follow-request.js'
export { statementNeeds, type StatementNeeds } from './permissions/statement-needs.js'
export { resumeRequests } from './mutation/resume-requests.js'
export { reportRows } from './report-rows.js'
export { ComposedSql } from './composed-sql.js'
export { qualifyNames } from './names/expand-names.js'
export type { NameScope, StoredName, StoredNames } from './names/stored-names.js'
export { describeQuery, engineRows } from './query/describe-query.js'
export { EarlyEnd } from './query/early-end.js'
export { exportQuery, runQuery, storeQuery } from './query/run-query.js'
export { applyChange, writeSlots, type WriteSlot } from './mutation/apply-change.js'
export { described } from './mutation/described.js'
export { planResource, type ResourceRequest } from './mutation/plan-resource.js'
export {
  isSent,
  type PlannedWrite,
  type UnplannedWrite,
  type WritePlace,
} from './mutation/planned-write.js'
export { runPlan } from './mutation/run-plan.js'
export { planWrite, type WritePlan } from './mutation/write-plan.js'
export { viewStaged } from './preview/view-staged.js'
export { ChangeSet } from './transaction/change-set.js'
export { commit, type OnFailure } from './transaction/commit.js'
export { ListInputs } from './learned/list-inputs.js'
export { HandlerTimes } from './mutation/handler-times.js'
export { isTrialWord } from './mutation/write-parameters.js'
export { rehearseWrites } from './mutation/rehearse-writes.js'
