import type { ResourceSchema, TableName } from '../../catalog/index.js'
import type { BuiltinColumn, BuiltinTable } from './builtin-table.js'
import { builtinType } from './builtin-table.js'

/** Names and kinds of columns follow what StackQL publishes for the tables that it has. */
function column(
  name: string,
  property: string,
  about: string,
  more: Partial<Pick<BuiltinColumn, 'type' | 'key' | 'listLike'>> = {},
): BuiltinColumn {
  return { name, property, about, type: 'VARCHAR', ...more }
}

const TYPE_NAME = column('type_name', 'TypeName', 'resource type, AWS::EC2::VPC')
const IDENTIFIER = column('identifier', 'Identifier', 'its parts joined by |, or as a JSON object')
const PROPERTIES = { type: 'JSON' } as const

const REQUEST: readonly BuiltinColumn[] = [
  column('request_token', 'RequestToken', 'what the request is called'),
  TYPE_NAME,
  column('identifier', 'Identifier', 'of the resource, as far as it is known'),
  column('operation', 'Operation', 'CREATE, UPDATE or DELETE', { key: 'filter' }),
  column('operation_status', 'OperationStatus', 'PENDING, IN_PROGRESS, SUCCESS, FAILED, …', {
    key: 'filter',
  }),
  column('event_time', 'EventTime', 'when it came to this'),
  column('resource_model', 'ResourceModel', 'what is made of the resource', PROPERTIES),
  column('status_message', 'StatusMessage', 'what the service says'),
  column('error_code', 'ErrorCode', 'of a FAILED request'),
  column('retry_after', 'RetryAfter', 'when to ask again'),
  column('hooks_request_token', 'HooksRequestToken', 'of its hooks'),
]

function named(service: string, table: string): TableName {
  return { provider: 'awscc', service, table }
}

/** The tables that no resource type stands behind. */
export const BUILTIN_TABLES: readonly BuiltinTable[] = [
  {
    name: named('cloud_control', 'resources'),
    about: 'what ListResources brings, for one type, several, or all that match',
    rows: 'listed',
    isListable: true,
    identifier: [],
    columns: [
      TYPE_NAME,
      IDENTIFIER,
      column('properties', 'Properties', 'those that the list brings', PROPERTIES),
      column('resource_model', 'ResourceModel', 'inputs of the list handler, a JSON object'),
    ],
  },
  {
    name: named('cloud_control', 'resource'),
    about: 'what GetResource brings',
    rows: 'service',
    isListable: false,
    identifier: ['TypeName', 'Identifier'],
    columns: [TYPE_NAME, IDENTIFIER, column('properties', 'Properties', 'all of them', PROPERTIES)],
  },
  {
    name: named('cloud_control', 'resource_requests'),
    about: 'the writes of the last seven days, newest first',
    rows: 'service',
    isListable: true,
    identifier: [],
    columns: REQUEST,
  },
  {
    name: named('cloud_control', 'resource_request'),
    about: 'one write, followed to its end unless --no-wait is given; DELETE cancels it',
    rows: 'service',
    isListable: false,
    identifier: ['RequestToken'],
    columns: REQUEST.map(({ name, property, type, about }) => ({ name, property, type, about })),
  },
  {
    name: named('tagging', 'tagged_resources'),
    about: 'resources that have, or had, tags, as the Resource Groups Tagging API knows them',
    rows: 'service',
    isListable: true,
    identifier: [],
    columns: [
      column('resource_arn', 'ResourceARN', 'ARN'),
      column('tags', 'Tags', 'a list of Key and Value', PROPERTIES),
      column('resource_type', 'ResourceType', 'service, or service:type, such as ec2:vpc', {
        key: 'filter',
      }),
      column('compliance_details', 'ComplianceDetails', 'with tag policies', PROPERTIES),
      column('tag_key', 'TagKey', 'a tag that the resource has; give it by = or IN', {
        key: 'echo',
      }),
      column('tag_value', 'TagValue', 'the value of that tag; give it with tag_key', {
        key: 'echo',
      }),
      column('tag_filters', 'TagFilters', 'a JSON list, sent to GetResources as it is', {
        key: 'echo',
        listLike: '[{"Key":"env","Values":["dev"]}]',
      }),
      column('resource_type_filters', 'ResourceTypeFilters', 'a JSON list, sent as it is', {
        key: 'echo',
        listLike: '["ec2:vpc"]',
      }),
    ],
  },
  {
    name: { provider: 'skyql', service: 'main', table: 'resources' },
    about: 'every resource of every type that can be listed',
    rows: 'resources',
    isListable: true,
    identifier: [],
    columns: [
      column('provider', 'Provider', 'awscc'),
      column('service', 'Service', 'ec2'),
      column('type', 'TypeName', 'resource type, AWS::EC2::VPC'),
      IDENTIFIER,
      column('name', 'Name', 'its own name property, else its Name tag'),
      column('tags', 'Tags', 'a list of Key and Value', PROPERTIES),
      column('properties', 'Properties', 'all of them, as GetResource brings them', PROPERTIES),
    ],
  },
]

const BY_TYPE = new Map(BUILTIN_TABLES.map((table) => [builtinType(table), table]))

/** The built-in table behind a schema, `undefined` for a resource type's. */
export function builtinOf({
  typeName,
}: Pick<ResourceSchema, 'typeName'>): BuiltinTable | undefined {
  return BY_TYPE.get(typeName)
}
