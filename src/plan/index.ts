export { findJsonJoins } from './json-joins.js'
export { actionCall, type ActionCall } from './action-call.js'
export { servicePage } from './pages/service-page.js'
export { enumeratedValues, nestedValues } from './allowed-values.js'
export { inputSkeleton, outputSkeleton, skeletonNotes } from './skeleton.js'
export {
  bindQuery,
  isEnginePlace,
  STORED_CATALOG,
  type BoundQuery,
  type BoundRelation,
} from './bind-query.js'
export type { PlanContext } from './plan-context.js'
export { IDENTIFIER } from './rules/dependent-access.js'
export { listAgain } from './rules/list-inputs.js'
export { planScans } from './plan-scans.js'
export { CANDIDATES, SYSTEM_CATALOG, SYSTEM_TABLES, type SystemTable } from './system-table.js'
export { CANDIDATE, type PlacePredicate } from './scope/place-predicates.js'
export type { Place, PlaceColumn, PlanConnection } from './place.js'
export {
  chooseConnections,
  chooseRegions,
  needsKnownRegions,
  placeDemand,
  regionScoper,
  type ScopedPlaces,
  type ScopeQuestion,
} from './rules/place-scope.js'
export { PLAN_RULES, type PlanRule, type PlanRules } from './rules.js'
export { foldPlaces } from './rules/fold-places.js'
export { namingProperty, tagProperty } from './builtin/estate-facts.js'
export { builtinOf } from './builtin/builtin-tables.js'
export { withBuiltinTables } from './builtin/with-builtin-tables.js'
export type {
  Access,
  DependentAccess,
  EstateAccess,
  EstatePart,
  KeySource,
  GetAccess,
  Hydrate,
  ListAccess,
  ParentScan,
  ScanRequest,
  StatedIdentifier,
} from './scan-request.js'
export { readSyntaxTree, type SyntaxTree, type TableReference } from './syntax-tree.js'
export { readAccesses, wholeAccess, type TableAccess } from './table-access.js'
export {
  certainProperties,
  findTable,
  identifierProperties,
  tableColumns,
  type Table,
  type TableColumn,
} from './table.js'
export { rowWise, type RowWise } from './row-wise.js'
export { estimateCalls, sumEstimates, type CallEstimate } from './estimate.js'
export type { HandlerNeed } from './permissions/need.js'
export { ingestionPolicy, ingestionTrust, roleProblem } from './permissions/ingestion-role.js'
export { permissionRows } from './permissions/permission-rows.js'
export { policyDocument, type PolicyDocument } from './permissions/policy-document.js'
export { scanNeeds } from './permissions/scan-needs.js'
export { describe } from './describe.js'
export { describeMethod } from './describe-method.js'
export { execStatement } from './exec-statement.js'
export { explainScan } from './explain.js'
export {
  explainReport,
  type ExplainReport,
  type ScanActual,
  type StatementActual,
} from './explain/explain-report.js'
export { explainText } from './explain/explain-text.js'
export type { ListTrust } from './explain/hydrated-columns.js'
export { filtered, show } from './show.js'
export { ownReferences } from './own-references.js'
export { writeOnlyNames } from './write-only-names.js'
