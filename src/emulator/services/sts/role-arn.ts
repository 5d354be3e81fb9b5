import { ServiceError } from '../service-error.js'

const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,512}$/

/** The account of a role's ARN; undefined for what is no role. */
export const accountOfRole = (arn: unknown): string | undefined =>
  typeof arn === 'string' ? ROLE_ARN.exec(arn)?.[1] : undefined

export const noRole = (arn: string): ServiceError =>
  new ServiceError('ValidationError', `${arn} is invalid`)
