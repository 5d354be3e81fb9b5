import type { JsonObject } from '../../../util/index.js'
import type { ServiceHandler } from '../service.js'
import { ServiceError } from '../service-error.js'
import { provisioningType } from './provisioning-type.js'
import { descriptionOf, registrySchema } from './registry-schema.js'
import { VERSION, typeArn, typeNameOfArn } from './type-arn.js'

const MADE = '2024-01-01T00:00:00Z'

/** A resource type by name or ARN, with the schema as JSON text. */
export const describeType: ServiceHandler = ({ types }, { caller, input }) => {
  const name = wantedName(input)
  const version = input['VersionId'] ?? VERSION
  const type = version === VERSION ? types.find(name) : undefined
  if (type === undefined) {
    throw new ServiceError('TypeNotFoundException', `The type '${name}' cannot be found.`, 404)
  }
  return {
    Arn: typeArn(caller.region, name),
    Type: 'RESOURCE',
    TypeName: name,
    DefaultVersionId: VERSION,
    IsDefaultVersion: true,
    Description: descriptionOf(name),
    Schema: JSON.stringify(registrySchema(type.schema)),
    ProvisioningType: provisioningType(type.schema),
    DeprecatedStatus: 'LIVE',
    Visibility: 'PUBLIC',
    TimeCreated: MADE,
    LastUpdated: MADE,
  }
}

function wantedName(input: JsonObject): string {
  const { Arn, Type, TypeName } = input
  if (typeof Arn === 'string') {
    const name = typeNameOfArn(Arn)
    if (name !== undefined) return name
    throw new ServiceError('TypeNotFoundException', `The type '${Arn}' cannot be found.`, 404)
  }
  if (typeof TypeName !== 'string' || Type === undefined) {
    throw new ServiceError(
      'CFNRegistryException',
      'Either Arn, or Type and TypeName must be specified',
    )
  }
  if (Type === 'RESOURCE') return TypeName
  throw new ServiceError('TypeNotFoundException', `The type '${TypeName}' cannot be found.`, 404)
}
