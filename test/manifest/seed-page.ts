import { existsSync, readFileSync } from 'node:fs'
import type { Json } from '../../src/util/index.js'

const PAGE = new URL(
  '../../../shared/reference/seeds/awscc-customerprofiles-integrations.md',
  import.meta.url,
)

/** True where the documentation page lies beside the repository. */
export const hasSeedPage = existsSync(PAGE)
if (!hasSeedPage) console.log('skipped: the page with the manifest is not here')

/** The page's manifest and its create, update and delete statements, as printed. */
export function seedPage(): { readonly manifest: string; readonly iql: string } {
  const page = readFileSync(PAGE, 'utf8')
  const manifest = /```yaml\n([^]*?)```/.exec(page)?.[1] ?? ''
  const [, , , create, update, remove] = [...page.matchAll(/```sql\n([^]*?)```/g)]
  return { manifest, iql: [create, update, remove].map((match) => match?.[1] ?? '').join('\n') }
}

/** An S3 integration: what the page lists for other connectors is null. */
export const SEED_VARIABLES: Readonly<Record<string, Json>> = {
  ...{ AWS_REGION: 'us-east-1', DomainName: 'retail', Uri: 's3://data', ObjectTypeName: 'Account' },
  ...{ FlowName: 'flow', Description: 'd', KmsArn: 'arn:aws:kms:us-east-1:123456789012:key/k' },
  ...{ Marketo: null, S3: 'PROJECTION', Salesforce: null, ServiceNow: null, Zendesk: null },
  ...{ SourceFields: ['Id'], DestinationField: 'Id', TaskType: 'Filter' },
  ...{ OperatorPropertyKey: 'DATA_TYPE', Property: 'string' },
  ...{ TriggerType: 'Scheduled', ScheduleExpression: 'rate(1hours)', DataPullMode: 'Incremental' },
  ...{ Timezone: null, ScheduleOffset: 3, ConnectorType: 'S3', ConnectorProfileName: null },
  ...{ DatetimeTypeFieldName: null, Object: null, BucketName: 'bucket', BucketPrefix: null },
  ...{ EnableDynamicFieldUpdate: null, IncludeDeletedRecords: null },
  ...{ Key: 'team', Value: 'crm', EventTriggerNames: ['e'] },
}
