import type { MutationRequest } from '../../connectors/index.js'
import type { RequestRecord } from './request-record.js'

/** The request that a record tells of, as it was sent; `body`: its exact body. */
export function requestOf(record: RequestRecord, body: string): MutationRequest {
  const { token: clientToken, operation, typeName, place, identifier = '' } = record
  const { connection, region } = place
  const base = { clientToken, typeName, connection, region }
  switch (operation) {
    case 'CREATE':
      return { ...base, operation, desiredState: body }
    case 'UPDATE':
      return { ...base, operation, identifier, patchDocument: body }
    case 'DELETE':
      return { ...base, operation, identifier }
  }
}
