/* Facts of the five pages that the tables are made by: names, options, values and errors, in our own words. */

/** True, or why it differs, in one sentence. */
export type Verdict = true | string

const COMMON =
  'PROJECTION ADDITION MULTIPLICATION DIVISION SUBTRACTION MASK_ALL MASK_FIRST_N MASK_LAST_N'
const VALIDATE =
  'VALIDATE_NON_NULL VALIDATE_NON_ZERO VALIDATE_NON_NEGATIVE VALIDATE_NUMERIC NO_OP GREATER_THAN'
const COMPARED =
  'LESS_THAN BETWEEN LESS_THAN_OR_EQUAL_TO GREATER_THAN_OR_EQUAL_TO EQUAL_TO NOT_EQUAL_TO'

const words = (...texts: readonly string[]): string[] => texts.flatMap((text) => text.split(' '))

/** Operations on the fields of each source. */
export const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  Marketo: words(COMMON, VALIDATE, 'LESS_THAN BETWEEN'),
  S3: words(COMMON, VALIDATE, COMPARED),
  Salesforce: words(COMMON, VALIDATE, COMPARED, 'CONTAINS'),
  ServiceNow: words(COMMON, VALIDATE, COMPARED, 'CONTAINS'),
  Zendesk: words(COMMON, VALIDATE),
}

/** Enumerations of a flow, by the path of the column in it. */
export const FLOW_VALUES: Readonly<Record<string, readonly string[]>> = {
  'SourceFlowConfig.ConnectorType': words('Salesforce Marketo Zendesk Servicenow S3'),
  'Tasks[*].TaskType': words('Arithmetic Filter Map Mask Merge Truncate Validate'),
  'TriggerConfig.TriggerType': words('Scheduled Event OnDemand'),
  'TriggerConfig.TriggerProperties.Scheduled.DataPullMode': words('Incremental Complete'),
  ...Object.fromEntries(
    Object.entries(OPERATORS).map(([source, all]) => [`Tasks[*].ConnectorOperator.${source}`, all]),
  ),
}

export const TASK_PROPERTIES = words(
  'VALUE VALUES DATA_TYPE UPPER_BOUND LOWER_BOUND SOURCE_DATA_TYPE DESTINATION_DATA_TYPE VALIDATION_ACTION',
  'MASK_VALUE MASK_LENGTH TRUNCATE_LENGTH MATH_OPERATION_FIELDS_ORDER CONCAT_FORMAT SUBFIELD_CATEGORY_MAP',
)

/** Events that an integration reads by object types of their own. */
export const EVENTS = words(
  'SegmentIdentify ShopifyCreateCustomers ShopifyUpdateCustomers ShopifyCreateDraftOrders',
  'ShopifyUpdateDraftOrders ShopifyCreateOrders ShopifyUpdatedOrders',
)

const SOURCES = 'SourceFlowConfig.SourceConnectorProperties'
const SCHEDULE = 'TriggerConfig.TriggerProperties.Scheduled'

/** Members of a flow, and their types. */
export const FLOW_MEMBERS: Readonly<Record<string, string>> = {
  ...{ Description: 'string', FlowName: 'string', KmsArn: 'string', SourceFlowConfig: 'object' },
  ...{
    'SourceFlowConfig.ConnectorProfileName': 'string',
    'SourceFlowConfig.ConnectorType': 'string',
  },
  'SourceFlowConfig.IncrementalPullConfig': 'object',
  'SourceFlowConfig.IncrementalPullConfig.DatetimeTypeFieldName': 'string',
  [SOURCES]: 'object',
  ...Object.fromEntries(Object.keys(OPERATORS).map((each) => [`${SOURCES}.${each}`, 'object'])),
  ...Object.fromEntries(
    ['Marketo', 'Salesforce', 'ServiceNow', 'Zendesk'].map((each) => [
      `${SOURCES}.${each}.Object`,
      'string',
    ]),
  ),
  ...{ [`${SOURCES}.S3.BucketName`]: 'string', [`${SOURCES}.S3.BucketPrefix`]: 'string' },
  [`${SOURCES}.Salesforce.EnableDynamicFieldUpdate`]: 'boolean',
  [`${SOURCES}.Salesforce.IncludeDeletedRecords`]: 'boolean',
  ...{ Tasks: 'array', 'Tasks[*].ConnectorOperator': 'object', 'Tasks[*].TaskType': 'string' },
  ...{ 'Tasks[*].DestinationField': 'string', 'Tasks[*].SourceFields': 'array' },
  'Tasks[*].TaskProperties': 'object',
  ...{ TriggerConfig: 'object', 'TriggerConfig.TriggerType': 'string' },
  ...{ 'TriggerConfig.TriggerProperties': 'object', [SCHEDULE]: 'object' },
  ...Object.fromEntries(
    words(
      'ScheduleExpression DataPullMode ScheduleStartTime ScheduleEndTime Timezone FirstExecutionFrom',
    ).map((each) => [`${SCHEDULE}.${each}`, 'string']),
  ),
  [`${SCHEDULE}.ScheduleOffset`]: 'integer',
}

/** Inputs and outputs of the commands, as properties. */
export const COMMANDS = [
  {
    command: 'put-integration',
    table: 'integrations',
    input: words(
      'DomainName Uri ObjectTypeName Tags FlowDefinition ObjectTypeNames RoleArn EventTriggerNames',
    ),
    output: words(
      'DomainName Uri ObjectTypeName CreatedAt LastUpdatedAt Tags ObjectTypeNames WorkflowId IsUnstructured',
      'RoleArn EventTriggerNames',
    ),
  },
  {
    command: 'create-integration-workflow',
    table: 'integration_workflows',
    input: words('DomainName WorkflowType IntegrationConfig ObjectTypeName RoleArn Tags'),
    output: words('WorkflowId Message'),
  },
] as const

/** Options of every command: the flag of ours, and why it differs where it does. */
export const OPTIONS: readonly (readonly [
  option: string,
  flag: string | undefined,
  verdict: Verdict,
])[] = [
  ['--cli-input-json', '--input-json', true],
  ['--cli-input-yaml', '--input-yaml', true],
  [
    '--generate-cli-skeleton',
    undefined,
    'differs, because a skeleton is of a table and has a command of its own, skyql skeleton',
  ],
  ['--debug', '--debug', true],
  ['--endpoint-url', '--endpoint-url', true],
  ['--no-verify-ssl', '--no-verify-ssl', true],
  [
    '--no-paginate',
    undefined,
    'differs, because LIMIT says how many rows are wanted, and pages beyond them are not asked for',
  ],
  ['--output', '--output', true],
  ['--query', undefined, 'differs, because SQL selects and filters what JMESPath would'],
  ['--profile', '--profile', true],
  ['--region', '--region', true],
  ['--version', undefined, 'differs, because it belongs to skyql itself and to no statement'],
  ['--color', '--color', true],
  ['--no-sign-request', '--no-sign-request', true],
  ['--ca-bundle', '--ca-bundle', true],
  ['--cli-read-timeout', '--read-timeout', true],
  ['--cli-connect-timeout', '--connect-timeout', true],
  [
    '--cli-binary-format',
    undefined,
    'differs, because the two commands take no bytes, and tables hold bytes as base64 texts',
  ],
  [
    '--no-cli-pager',
    undefined,
    'differs, because exec has no pager, and the shell has its own setting',
  ],
  ['--cli-auto-prompt', undefined, 'differs, because the shell completes while one types'],
  [
    '--no-cli-auto-prompt',
    undefined,
    'differs, because exec never prompts for what a statement lacks',
  ],
]

export const OUTPUTS = words('json text table yaml yaml-stream')
export const COLORS = words('on off auto')

/** Columns of the registry's table, as paths. */
export const REGISTRY_PATHS = [
  ...words(
    'domain_name uri flow_definition object_type_name created_at last_updated_at tags object_type_names',
  ),
  ...words('event_trigger_names region tags[*].key tags[*].value object_type_names[*].key'),
  'object_type_names[*].value',
  ...[
    ...words(
      'flow_name description kms_arn tasks tasks[*].connector_operator tasks[*].source_fields',
    ),
    ...words('marketo s3 salesforce service_now zendesk').flatMap((each) => [
      `tasks[*].connector_operator.${each}`,
      `source_flow_config.source_connector_properties.${each}`,
    ]),
    ...words('tasks[*].destination_field tasks[*].task_type tasks[*].task_properties'),
    'tasks[*].task_properties[*].operator_property_key',
    'tasks[*].task_properties[*].property',
    ...words('trigger_config trigger_config.trigger_type trigger_config.trigger_properties'),
    'trigger_config.trigger_properties.scheduled',
    ...words('source_flow_config source_flow_config.connector_type'),
    'source_flow_config.connector_profile_name',
    'source_flow_config.incremental_pull_config',
    'source_flow_config.incremental_pull_config.datetime_type_field_name',
    'source_flow_config.source_connector_properties',
  ].map((each) => `flow_definition.${each}`),
]

/** Methods of the registry's table: the statement, and what it needs. */
export const REGISTRY_METHODS = [
  ['create_resource', 'integrations', 'INSERT', 'DomainName, region'],
  ['delete_resource', 'integrations', 'DELETE', 'Identifier, region'],
  ['update_resource', 'integrations', 'UPDATE', 'Identifier, PatchDocument, region'],
  ['list_resources', 'integrations_list_only', 'SELECT', 'region'],
  ['get_resource', 'integrations', 'SELECT', 'Identifier, region'],
] as const

/** What each handler of the type asks for. */
export const REGISTRY_PERMISSIONS = {
  create: words(
    'profile:GetIntegration profile:PutIntegration appflow:CreateFlow connect:DescribeInstance ds:DescribeDirectories',
    'app-integrations:CreateEventIntegrationAssociation app-integrations:GetEventIntegration profile:TagResource',
    'events:ListTargetsByRule events:PutRule events:PutTargets events:PutEvents',
  ),
  read: words('profile:GetIntegration'),
  update: words(
    'profile:PutIntegration profile:GetIntegration appflow:CreateFlow profile:UntagResource profile:TagResource',
    'app-integrations:GetEventIntegration app-integrations:CreateEventIntegrationAssociation',
    'app-integrations:ListEventIntegrationAssociations app-integrations:DeleteEventIntegrationAssociation',
    'events:ListTargetsByRule events:RemoveTargets events:DeleteRule events:PutRule events:PutTargets',
    'events:PutEvents connect:DescribeInstance ds:DescribeDirectories',
  ),
  delete: words(
    'profile:DeleteIntegration appflow:DeleteFlow app-integrations:ListEventIntegrationAssociations',
    'app-integrations:DeleteEventIntegrationAssociation events:RemoveTargets events:ListTargetsByRule events:DeleteRule',
  ),
  list: words('profile:ListIntegrations'),
} as const

const SYNAPSE = 'Azure Synapse Analytics'
export const PLATFORMS = [
  ...[SYNAPSE, 'Databricks', 'Google BigQuery', 'Native S3', 'Redshift', 'Snowflake', 'Trino'],
]

/** Platforms that each script is for. */
export const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  cleanup: [SYNAPSE, 'Redshift', 'Snowflake'],
  create: [SYNAPSE, 'Databricks', 'Redshift', 'Snowflake'],
  edit: [SYNAPSE, 'Databricks', 'Redshift', 'Snowflake'],
  initial_create: [SYNAPSE, 'Redshift'],
  post_cleanup: [SYNAPSE],
}
