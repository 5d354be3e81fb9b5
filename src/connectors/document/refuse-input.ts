import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { inputProblems } from '../../resource/index.js'
import type { WireCall } from '../protocol.js'
import { factsOf } from './document-call.js'

/** More problems than these are not told at once. */
const MOST_TOLD = 5

/**
 * Holds a call against the model of its service, before it is sent.
 * @param isComplete false where values may be missing that another call gives.
 * @throws AppError VALUE_TYPE or MISSING_PROPERTY; values are not repeated, since any of them may be secret
 */
export function refuseInput(
  schema: ResourceSchema,
  wire: WireCall,
  { isComplete }: { readonly isComplete: boolean },
): void {
  const { connector } = factsOf(schema)
  if (wire.kind !== 'operation' || connector.protocol !== 'aws-sdk') return
  const service = connector.package.replace('@aws-sdk/client-', '')
  const problems = inputProblems(service, wire.name, wire.input).filter(
    ({ isMissing }) => isComplete || !isMissing,
  )
  if (problems.length === 0) return
  const { typeName } = schema
  const told = problems.slice(0, MOST_TOLD).map(({ path, constraint }) => `${path}: ${constraint}`)
  const more = problems.length - told.length
  throw new AppError(
    problems.every(({ isMissing }) => isMissing) ? 'MISSING_PROPERTY' : 'VALUE_TYPE',
    `${wire.name} of ${typeName} would be refused, and was not sent: ${told.join('; ')}${more > 0 ? `; and ${String(more)} more` : ''}`,
    { typeName, hint: `these are the constraints of the service's own model` },
  )
}
