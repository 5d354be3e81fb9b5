export { findParents } from './find-parents.js'
export { requiredListInputs } from './list-inputs.js'
export { parentOf } from './parent-of.js'
export { parseReviewedParents, type ReviewedParents } from './reviewed-parents.js'
