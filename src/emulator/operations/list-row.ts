import { jsonText, type Json, type JsonObject } from '../../util/index.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Resource } from '../state/resource.js'
import { hash32 } from '../values/seeded-random.js'
import { visibleModel } from './visible-model.js'

/** What the service's own list handlers return, where it is known. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'AWS::CustomerProfiles::Integration': [
    'CreatedAt',
    'DomainName',
    'LastUpdatedAt',
    'ObjectTypeName',
    'Tags',
    'Uri',
    'ObjectTypeNames',
  ],
  'AWS::Logs::LogGroup': ['LogGroupClass', 'LogGroupName', 'Arn'],
  'AWS::Athena::WorkGroup': ['Description', 'State', 'CreationTime', 'Name'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::Kinesis::Stream': ['Name'],
}

const rows = new WeakMap<Resource, JsonObject>()

/** One entry of ResourceDescriptions: identifier, and a part of the properties that is the same for every resource of the type. */
export function listRow(type: ResourceType, resource: Resource): JsonObject {
  let row = rows.get(resource)
  if (row === undefined) {
    const carried = Object.entries(visibleModel(type, resource.model)).filter(([name]) =>
      carries(type, name),
    )
    const properties: Record<string, Json> = Object.fromEntries(carried)
    row = { Identifier: resource.identifier, Properties: jsonText(properties) }
    rows.set(resource, row)
  }
  return row
}

function carries(type: ResourceType, name: string): boolean {
  const known = KNOWN[type.typeName]
  if (known !== undefined) return known.includes(name)
  if (type.identifier.some((path) => path[0] === name)) return true
  return hash32(`${type.typeName} ${name}`) % 2 === 0
}
