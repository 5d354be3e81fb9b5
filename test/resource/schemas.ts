import type { PropertySchema, ResourceSchema } from '../../src/catalog/index.js'

/** A small type with every kind of property; `over` replaces parts. */
export function schemaOf(over: Partial<ResourceSchema> = {}): ResourceSchema {
  const properties: Record<string, PropertySchema> = over.properties ?? {
    Name: { type: 'string' },
  }
  return {
    typeName: 'AWS::Test::Thing',
    service: 'test',
    table: 'things',
    columns: Object.keys(properties).map((property) => ({
      name: property.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase(),
      property,
      type: 'VARCHAR',
      schemaType: 'string',
    })),
    primaryIdentifier: ['/properties/Name'],
    handlers: { update: { permissions: [] } },
    ...over,
    properties,
  }
}

const tag: PropertySchema = {
  type: 'object',
  additionalProperties: false,
  properties: { Key: { type: 'string' }, Value: { type: 'string' } },
  required: ['Key', 'Value'],
}

/** The shape of AWS::CustomerProfiles::Integration, cut to what the tests need. */
export const integration: ResourceSchema = schemaOf({
  typeName: 'AWS::CustomerProfiles::Integration',
  service: 'customerprofiles',
  table: 'integrations',
  primaryIdentifier: ['/properties/DomainName', '/properties/Uri'],
  createOnlyProperties: ['/properties/DomainName', '/properties/Uri'],
  readOnlyProperties: ['/properties/CreatedAt', '/properties/LastUpdatedAt'],
  writeOnlyProperties: ['/properties/FlowDefinition'],
  required: ['DomainName'],
  tagging: { taggable: true, tagProperty: '/properties/Tags' },
  properties: {
    CreatedAt: { type: 'string' },
    DomainName: { type: 'string', pattern: '^[a-zA-Z0-9_-]+$', maxLength: 64 },
    EventTriggerNames: { type: 'array', insertionOrder: false, items: { type: 'string' } },
    FlowDefinition: { $ref: '#/definitions/FlowDefinition' },
    LastUpdatedAt: { type: 'string' },
    ObjectTypeName: { type: 'string' },
    ObjectTypeNames: { type: 'array', items: tag },
    Scope: { type: 'string', enum: ['PROFILE', 'DOMAIN'] },
    Tags: { type: 'array', items: { $ref: '#/definitions/Tag' } },
    Uri: { type: 'string', maxLength: 255 },
  },
  definitions: {
    Tag: tag,
    FlowDefinition: {
      type: 'object',
      additionalProperties: false,
      required: ['FlowName'],
      properties: {
        FlowName: { type: 'string' },
        KmsArn: { type: 'string' },
        Tasks: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['TaskType'],
            properties: {
              TaskType: { type: 'string', enum: ['Filter', 'Map', 'Map_all'] },
              SourceFields: { type: 'array', items: { type: 'string' } },
            },
          },
        },
        TriggerConfig: { $ref: '#/definitions/TriggerConfig' },
        Salesforce: {
          type: 'object',
          additionalProperties: false,
          properties: {
            Object: { type: 'string' },
            EnableDynamicFieldUpdate: { type: 'boolean' },
          },
        },
      },
    },
    TriggerConfig: {
      type: 'object',
      additionalProperties: false,
      properties: {
        ScheduleExpression: { type: 'string' },
        ScheduleOffset: { type: 'integer', minimum: 0, maximum: 36_000 },
        ScheduleStartTime: { type: 'number' },
        ScheduleEndTime: { type: 'number' },
      },
    },
  },
})
