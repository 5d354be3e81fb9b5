import { isJsonObject, type JsonObject } from '../../util/index.js'

/** What is wrong with the members of an answer; `undefined` of one that can be read. */
export type AnswerCheck = (answer: JsonObject) => string | undefined

/** An answer with a list, and the place of the next page where there is one. */
export function pageOf(list: string, token = 'NextToken'): AnswerCheck {
  return (answer) => {
    if (!Array.isArray(answer[list])) return lacks(answer, list, 'list')
    const next = answer[token] ?? null
    return next === null || typeof next === 'string' ? undefined : `has a ${token} that is no text`
  }
}

/** An answer with one resource. */
export const checkResource: AnswerCheck = (answer) => {
  const resource = answer['ResourceDescription']
  if (!isJsonObject(resource)) return lacks(answer, 'ResourceDescription', 'object')
  return typeof resource['Properties'] === 'string'
    ? undefined
    : `${lacks(resource, 'Properties', 'text')} in its ResourceDescription`
}

/** An answer that says where a write stands: it can be followed by its token alone. */
export const checkProgress: AnswerCheck = (answer) => {
  const event = answer['ProgressEvent']
  if (!isJsonObject(event)) return lacks(answer, 'ProgressEvent', 'object')
  const { RequestToken: token, OperationStatus: status } = event
  if (typeof token !== 'string' || token === '') return 'has a ProgressEvent without RequestToken'
  if (typeof status !== 'string') return 'has a ProgressEvent without OperationStatus'
  return STATUSES.has(status) ? undefined : 'has a ProgressEvent of an unknown OperationStatus'
}

const STATUSES: ReadonlySet<string> = new Set([
  'PENDING',
  'IN_PROGRESS',
  'SUCCESS',
  'FAILED',
  'CANCEL_IN_PROGRESS',
  'CANCEL_COMPLETE',
])

function lacks(holder: JsonObject, member: string, kind: string): string {
  return Object.hasOwn(holder, member) ? `has a ${member} that is no ${kind}` : `has no ${member}`
}
