export type {
  Change,
  CreateChange,
  DeleteChange,
  NoChange,
  Reason,
  ReplaceChange,
  UpdateChange,
} from './change.js'
export { coerceProperty, coerceValue, type CoerceOptions, type SqlValue } from './coerce.js'
export {
  buildChanges,
  buildDesired,
  missingBeside,
  type NamedValues,
  type PropertyChanges,
} from './desired.js'
export { derivedValues } from './derived-values.js'
export { actionProblems, checkValues, conditionHolds, type Checked } from './document-checks.js'
export { inputProblems, type InputProblem } from './service-model/input-problems.js'
export { normaliseProperty, propertyEqual } from './equality.js'
export {
  formatIdentifier,
  identifierNames,
  identifiersEqual,
  identifierText,
  parseIdentifier,
  serviceIdentifierText,
  type IdentifierParts,
} from './identifier.js'
export { MAX_DEPTH, parseJsonText } from './json-text.js'
export {
  applyPatch,
  MAX_PATCH_LENGTH,
  validatePatchDocument,
  type PatchOperation,
} from './patch-document.js'
export { planChange, planSettledChange, type ChangeOptions } from './plan-change.js'
export { planPatch } from './plan-patch.js'
export { policiesEqual, policyDocumentOf } from './policy-document.js'
export { findProperty, propertyNamed } from './property-names.js'
export { propertyPath } from './property-path.js'
export { unreturnedProperties } from './unreturned.js'
export {
  hiddenNames,
  maskPatch,
  maskReasons,
  maskSecrets,
  maskValue,
  replaceWholeSecrets,
  secretPatchTexts,
  secretTexts,
  secretTextsOf,
} from './secrets.js'
export { holdsSecret } from './holds-secret.js'
export { givenValues } from './safe-literals.js'
export { cutLooks, cutSaid } from './secret-looks.js'
export { isCredentialName, isSecretName } from './secret-names.js'
export {
  blackenStatement,
  hiddenTexts,
  maskExpression,
  maskStatement,
  touchesSecrets,
} from './statement-secrets.js'
export { blackenYaml } from './yaml-secrets.js'
export { lostWriteOnly } from './lost-write-only.js'
export { planAssignments, planSettledAssignments } from './plan-assignments.js'
export { refuseTrapped } from './updatable.js'
export { replacementOrder, statedIdentifier, updatableWriteOnly } from './stated-identifier.js'
export { cleanModel } from './clean-model.js'
export { missingProperties } from './required.js'
export { changedModel, viewChange, type ChangeView } from './change-view.js'
export { formatPointer, parsePointer, valuesAt } from './pointer.js'
export { readTime } from './time-value.js'
