import type { JsonObject } from '../../../util/index.js'
import type { ResourceTypes } from '../../model/resource-type.js'
import { pageOf, pageSize } from '../pages.js'
import type { ServiceHandler } from '../service.js'
import { ServiceError } from '../service-error.js'
import type { ProvisioningType } from './provisioning-type.js'
import { provisioningType } from './provisioning-type.js'
import { descriptionOf } from './registry-schema.js'
import { VERSION, typeArn } from './type-arn.js'
import { textOf } from '../text-of.js'

const MOST = 100

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  Visibility: ['PUBLIC', 'PRIVATE'],
  ProvisioningType: ['NON_PROVISIONABLE', 'IMMUTABLE', 'FULLY_MUTABLE'],
  DeprecatedStatus: ['LIVE', 'DEPRECATED'],
  Type: ['RESOURCE', 'MODULE', 'HOOK'],
  'Filters.Category': ['REGISTERED', 'ACTIVATED', 'THIRD_PARTY', 'AWS_TYPES'],
}

/** The catalogue's types, by name. All are AWS's: public, live resource types. */
export const listTypes: ServiceHandler = ({ types }, { caller, input }) => {
  for (const [member, choices] of Object.entries(CHOICES)) checkChoice(input, member, choices)
  const size = pageSize(input['MaxResults'], { most: MOST, standard: MOST })
  if (size === undefined) throw invalid(`MaxResults must be between 1 and ${MOST}`)
  const prefix = textOf(input['Filters.TypeNamePrefix'] ?? '')
  const provisioning = input['ProvisioningType']
  const items = hasAny(input)
    ? types
        .names()
        .filter((name) => name.startsWith(prefix))
        .filter(
          (name) => provisioning === undefined || provisioningOf(types, name) === provisioning,
        )
    : []
  const page = pageOf({ name: 'types', items }, input['NextToken'], size)
  if (page === undefined) throw invalid('NextToken is invalid')
  return {
    TypeSummaries: page.items.map((name) => summary(name, caller.region)),
    NextToken: page.next ?? null,
  }
}

function provisioningOf(types: ResourceTypes, name: string): ProvisioningType | undefined {
  const type = types.find(name)
  return type === undefined ? undefined : provisioningType(type.schema)
}

/** Whether the filters leave AWS's types in. Like the service's, a list that does not say PUBLIC has private types only. */
function hasAny(input: JsonObject): boolean {
  const is = (member: string, value: string): boolean => (input[member] ?? value) === value
  return (
    input['Visibility'] === 'PUBLIC' &&
    is('Type', 'RESOURCE') &&
    is('DeprecatedStatus', 'LIVE') &&
    is('Filters.Category', 'AWS_TYPES') &&
    input['Filters.PublisherId'] === undefined
  )
}

const summary = (name: string, region: string): JsonObject => ({
  Type: 'RESOURCE',
  TypeName: name,
  DefaultVersionId: VERSION,
  TypeArn: typeArn(region, name),
  Description: descriptionOf(name),
})

function checkChoice(input: JsonObject, member: string, choices: readonly string[]): void {
  const value = input[member]
  if (value === undefined || choices.includes(textOf(value))) return
  throw new ServiceError(
    'ValidationError',
    `1 validation error detected: Value '${textOf(value)}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${choices.join(', ')}]`,
  )
}

const invalid = (message: string): ServiceError => new ServiceError('CFNRegistryException', message)
