import type { Json } from '../../../util/index.js'
import { valueAt } from '../../model/pointer.js'
import type { ResourceType } from '../../model/resource-type.js'
import type { Resource } from '../../state/resource.js'
import { arnPrefix } from '../../values/make-arn.js'
import { kebab } from '../../values/kebab.js'
import { textOf } from '../text-of.js'

/**
 * The ARN of a resource: its own property, or its identifier, or, for types that have neither (most of EC2),
 * made of service, region, account, kind and identifier as AWS makes them.
 */
export function resourceArn(type: ResourceType, resource: Resource): string {
  const { model } = resource
  const path = PATHS[type.typeName]?.(model)
  if (path !== undefined) return `${arnPrefix({ ...resource, type }, '')}:${path}`
  for (const name of ownArnProperties(type)) {
    const value = model[name]
    if (isArn(value)) return value
  }
  const parts = type.identifier.map((path) => valueAt(model, path))
  const [only] = parts
  if (parts.length === 1 && isArn(only)) return only
  const [, service = '', kind = ''] = type.typeName.split('::')
  return `${arnPrefix({ ...resource, type }, service)}:${kebab(kind)}/${parts.map(String).join('/')}`
}

/** Where a service names its resources in a way that no rule tells. */
const PATHS: Readonly<Record<string, (model: Resource['model']) => string>> = {
  'AWS::CustomerProfiles::Domain': ({ DomainName }) => `domains/${textOf(DomainName)}`,
  'AWS::CustomerProfiles::Integration': ({ DomainName, Uri }) =>
    `domains/${textOf(DomainName)}/integrations/${textOf(Uri)}`,
  'AWS::CustomerProfiles::ObjectType': ({ DomainName, ObjectTypeName }) =>
    `domains/${textOf(DomainName)}/object-types/${textOf(ObjectTypeName)}`,
}

const known = new WeakMap<ResourceType, readonly string[]>()

/** `Arn`, `TopicArn` of a Topic, then `WorkflowArn` of a MatchingWorkflow; never the ARN of something else. */
function ownArnProperties(type: ResourceType): readonly string[] {
  let names = known.get(type)
  if (names === undefined) {
    names = findOwnArns(type)
    known.set(type, names)
  }
  return names
}

function findOwnArns({ typeName, schema, readOnly, identifier }: ResourceType): string[] {
  const kind = typeName.split('::')[2]?.toLowerCase() ?? ''
  const stemOf = (name: string): string => name.toLowerCase().replace(/arn$/, '')
  const arns = Object.keys(schema.properties).filter((name) => /arn$/i.test(name))
  const exact = arns.filter((name) => ['', 'resource', kind].includes(stemOf(name)))
  const given = new Set([...readOnly, ...identifier].map((path) => path.join('/')))
  const near = arns.filter((name) => {
    const stem = stemOf(name)
    return given.has(name) && stem !== '' && (kind.endsWith(stem) || stem.endsWith(kind))
  })
  return [...exact, ...near]
}

const isArn = (value: Json | undefined): value is string =>
  typeof value === 'string' && /^arn:[^:]+:[^:]+:/.test(value)
