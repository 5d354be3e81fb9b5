/** An error that goes onto the wire in the shape of its service's protocol. Never reaches a user of the library. */
export class ServiceError extends Error {
  /** `TypeNotFoundException`, as the service names it on the wire. */
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.name = 'ServiceError'
    this.code = code
    this.status = status
  }
}
