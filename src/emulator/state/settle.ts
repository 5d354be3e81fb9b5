import type { JsonObject } from '../../util/index.js'
import { resourceMissing } from '../service-fault.js'
import type { HandlerFailure, Request, RequestEnd } from './request.js'
import type { RequestStore } from './request-store.js'
import type { ResourceStore } from './resource-store.js'

/** Brings a due request to its end: changes the resource, or says why not. */
export function settle(resources: ResourceStore, requests: RequestStore, request: Request): void {
  const progress = requests.get(request.token)
  if (progress === undefined || progress.end !== undefined) return
  const at = request.dueAt
  if (progress.cancelledAt !== undefined) {
    if (progress.cancelTooLate === true && request.failure === undefined)
      perform(resources, request)
    requests.replace({
      ...progress,
      request: spent(request),
      end: { status: 'CANCEL_COMPLETE', at },
    })
    return
  }
  const failure = request.failure ?? perform(resources, request)
  const end: RequestEnd =
    failure === undefined ? { status: 'SUCCESS', at } : { status: 'FAILED', at, failure }
  requests.replace({ ...progress, request: spent(request), end })
}

function perform(resources: ResourceStore, request: Request): HandlerFailure | undefined {
  const { typeName, identifier, model, beyond } = request
  const existing = resources.get(request, typeName, identifier)
  switch (request.operation) {
    case 'CREATE':
      if (existing !== undefined) return alreadyExists(request)
      resources.put({
        account: request.account,
        region: request.region,
        typeName,
        identifier,
        model: model ?? {},
        ...(beyond === undefined ? {} : { beyond }),
        createdAt: request.dueAt,
        seq: resources.nextSeq(),
      })
      return undefined
    case 'UPDATE':
      if (existing === undefined) return notFound(request)
      resources.put({ ...existing, model: model ?? existing.model })
      return undefined
    case 'DELETE':
      if (existing === undefined) return notFound(request)
      resources.remove(request, typeName, identifier)
      return undefined
  }
}

function alreadyExists({ typeName, identifier, model }: Request): HandlerFailure {
  const message =
    typeName === 'AWS::CustomerProfiles::Integration'
      ? `Integration ${textOf(model, 'Uri')} already exists with domainName = ${textOf(model, 'DomainName')}`
      : `Resource of type '${typeName}' with identifier '${identifier}' already exists.`
  return { code: 'AlreadyExists', message }
}

const notFound = ({ typeName, identifier }: Request): HandlerFailure => ({
  code: 'NotFound',
  message: resourceMissing(typeName, identifier),
})

/** An ended request needs its models no longer, and a long-lived cloud keeps many. */
function spent(request: Request): Request {
  const rest: { -readonly [K in keyof Request]: Request[K] } = { ...request }
  delete rest.model
  delete rest.resourceModel
  return rest
}

function textOf(model: JsonObject | undefined, name: string): string {
  const value = model?.[name]
  return typeof value === 'string' ? value : ''
}
