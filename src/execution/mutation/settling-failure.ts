import type { MutationOperation, ProgressEvent } from '../../connectors/index.js'

/** A failure that ends by itself once what was made or deleted before is seen everywhere. */
interface SettlingText {
  readonly operations: readonly MutationOperation[]
  readonly text: RegExp
}

const MADE: readonly MutationOperation[] = ['CREATE', 'UPDATE']
const GONE: readonly MutationOperation[] = ['DELETE']

/**
 * What services say of roles and policies that IAM has not spread yet, and of what is still in use by something whose
 * deletion has not. None of them has done anything when it says so.
 * Source: the services' API references (Lambda InvalidParameterValueException, EC2 DependencyViolation, IAM
 * DeleteConflict, …) and IAM's chapter on eventual consistency.
 */
const TEXTS: readonly SettlingText[] = [
  // Lambda, Step Functions, EventBridge, Glue, CodeBuild and others, of a role that was made a moment ago.
  {
    operations: MADE,
    text: /cannot be assumed|unable to assume|(?:is |not )authorized to assume/i,
  },
  { operations: MADE, text: /not authorized to perform: sts:AssumeRole/i },
  // Policies of buckets, topics, queues, keys and roles that name a principal of a moment ago.
  {
    operations: MADE,
    text: /invalid principal in (?:the )?policy|policy contains .*invalid principals?/i,
  },
  {
    operations: MADE,
    text: /invalid iam instance profile|instance profile .* (?:not found|does not exist)/i,
  },
  // EC2: networks whose interfaces, gateways or addresses are on their way out.
  {
    operations: GONE,
    text: /dependencyviolation|has (?:a )?dependent objects?|has dependencies and cannot be deleted/i,
  },
  { operations: GONE, text: /has some mapped public address|is currently in use|resourceinuse/i },
  // IAM, ELB, RDS and others.
  {
    operations: GONE,
    text: /deleteconflict|must (?:detach|remove|delete) .* (?:first|before)|currently being used/i,
  },
]

/** True where sending a failed write again, a little later, may help and cannot harm: its service has done nothing. */
export function settles({ status, message = '', hookMessages, operation }: ProgressEvent): boolean {
  if (status !== 'FAILED' || hookMessages !== undefined) return false
  return TEXTS.some(({ operations, text }) => operations.includes(operation) && text.test(message))
}
