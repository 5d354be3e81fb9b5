import type { EstateEntry } from '../../emulator/index.js'

const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d'

/** Two Customer Profiles domains with integrations from S3, Salesforce and Shopify. */
export const DEMO_ESTATE: readonly EstateEntry[] = [
  {
    type: 'AWS::CustomerProfiles::Domain',
    region: 'us-east-1',
    properties: {
      DomainName: 'retail',
      DefaultExpirationDays: 366,
      DefaultEncryptionKey: KMS_KEY,
      Tags: [{ Key: 'team', Value: 'storefront' }],
    },
  },
  {
    type: 'AWS::CustomerProfiles::Domain',
    region: 'eu-west-1',
    properties: {
      DomainName: 'loyalty',
      DefaultExpirationDays: 180,
      Tags: [{ Key: 'team', Value: 'crm' }],
    },
  },
  {
    type: 'AWS::CustomerProfiles::Integration',
    region: 'us-east-1',
    properties: {
      DomainName: 'retail',
      Uri: 's3://retail-orders',
      ObjectTypeName: 'Orders',
      FlowDefinition: flow('retail-orders', {
        ConnectorType: 'S3',
        SourceConnectorProperties: { S3: { BucketName: 'retail-orders', BucketPrefix: 'daily' } },
      }),
      Tags: [
        { Key: 'team', Value: 'storefront' },
        { Key: 'env', Value: 'prod' },
      ],
    },
  },
  {
    type: 'AWS::CustomerProfiles::Integration',
    region: 'us-east-1',
    properties: {
      DomainName: 'retail',
      Uri: 'arn:aws:appflow:us-east-1:123456789012:flow/salesforce-accounts',
      ObjectTypeName: 'SalesforceAccount',
      FlowDefinition: flow('salesforce-accounts', {
        ConnectorType: 'Salesforce',
        ConnectorProfileName: 'crm',
        IncrementalPullConfig: { DatetimeTypeFieldName: 'LastModifiedDate' },
        SourceConnectorProperties: {
          Salesforce: { Object: 'Account', IncludeDeletedRecords: false },
        },
      }),
      Tags: [
        { Key: 'team', Value: 'crm' },
        { Key: 'env', Value: 'prod' },
      ],
    },
  },
  {
    type: 'AWS::CustomerProfiles::Integration',
    region: 'eu-west-1',
    properties: {
      DomainName: 'loyalty',
      Uri: 'arn:aws:app-integrations:eu-west-1:123456789012:event-integration/shopify-orders',
      ObjectTypeNames: [
        { Key: 'Shopify.CreatedOrder', Value: 'ShopifyOrder' },
        { Key: 'Shopify.CreatedCustomer', Value: 'ShopifyCustomer' },
      ],
      EventTriggerNames: ['new-order'],
      Tags: [{ Key: 'env', Value: 'staging' }],
    },
  },
]

function flow(
  name: string,
  source: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    FlowName: name,
    Description: `Ingests ${name}`,
    KmsArn: KMS_KEY,
    Tasks: [
      {
        TaskType: 'Map',
        SourceFields: ['id'],
        DestinationField: 'ProfileId',
        TaskProperties: [{ OperatorPropertyKey: 'SOURCE_DATA_TYPE', Property: 'string' }],
      },
    ],
    TriggerConfig: {
      TriggerType: 'Scheduled',
      TriggerProperties: {
        Scheduled: { ScheduleExpression: 'rate(1days)', DataPullMode: 'Incremental' },
      },
    },
    SourceFlowConfig: source,
  }
}
