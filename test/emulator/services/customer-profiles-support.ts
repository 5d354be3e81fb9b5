/** Cloud Control calls without an SDK between. */
export class CloudControl {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async get(TypeName: string, Identifier: string): Promise<Record<string, unknown>> {
    const answer = await this.#call('GetResource', { TypeName, Identifier })
    const { Properties } = answer['ResourceDescription'] as { Properties: string }
    return JSON.parse(Properties) as Record<string, unknown>
  }

  async create(TypeName: string, model: object): Promise<void> {
    await this.#call('CreateResource', { TypeName, DesiredState: JSON.stringify(model) })
  }

  async #call(operation: string, input: object): Promise<Record<string, unknown>> {
    const response = await fetch(this.#url, {
      method: 'POST',
      body: JSON.stringify(input),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `CloudApiService.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=123456789012/20260101/eu-central-1/cloudcontrolapi/aws4_request, SignedHeaders=host, Signature=0',
      },
    })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return JSON.parse(text) as Record<string, unknown>
  }
}

const SOURCES: Readonly<Record<string, string>> = { Servicenow: 'ServiceNow' }

/** A FlowDefinition as the service's own API takes it. */
export function flowDefinition(name: string, connectorType: string, from?: number): object {
  const source = SOURCES[connectorType] ?? connectorType
  return {
    FlowName: name,
    KmsArn: 'arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000',
    SourceFlowConfig: {
      ConnectorType: connectorType,
      ConnectorProfileName: 'crm',
      SourceConnectorProperties: { [source]: { Object: 'Contact' } },
    },
    Tasks: [
      {
        ConnectorOperator: { [source]: 'PROJECTION' },
        SourceFields: ['Id', 'Email'],
        TaskType: 'Filter',
        TaskProperties: { DATA_TYPE: 'string' },
      },
    ],
    TriggerConfig: {
      TriggerType: 'Scheduled',
      TriggerProperties: {
        Scheduled: {
          ScheduleExpression: 'rate(1hours)',
          ...(from === undefined ? {} : { FirstExecutionFrom: from }),
        },
      },
    },
  }
}
