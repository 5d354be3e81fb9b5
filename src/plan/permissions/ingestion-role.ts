import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject, linearPattern } from '../../util/index.js'

const OWNER = 'customer-profiles-integration-workflow'

/** What a role needs that Customer Profiles runs an integration workflow with, and nothing more. */
export interface IngestionRole {
  /** Of the domain whose data the key encrypts. */
  readonly kmsKey: string
  readonly region: string
}

/** The policy of Amazon Connect's guide, with key and region in their places. */
export function ingestionPolicy({ kmsKey, region }: IngestionRole): JsonObject {
  const via = (service: string): string =>
    `${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'CreateFlowResources',
        Effect: 'Allow',
        Action: [
          'appflow:CreateFlow',
          'appflow:TagResource',
          'profile:TagResource',
          'profile:PutIntegration',
        ],
        Resource: '*',
        Condition: { 'ForAnyValue:StringEquals': { 'aws:RequestTag/awsOwningService': OWNER } },
      },
      {
        Sid: 'UseConnectorResources',
        Effect: 'Allow',
        Action: ['appflow:UseConnectorProfile'],
        Resource: '*',
      },
      {
        Sid: 'AccessFlowResources',
        Effect: 'Allow',
        Action: [
          'appflow:DescribeFlow',
          'appflow:DescribeFlowExecutionRecords',
          'appflow:DeleteFlow',
          'appflow:StartFlow',
          'appflow:StopFlow',
          'appflow:UpdateFlow',
          'profile:DeleteIntegration',
        ],
        Resource: '*',
        Condition: { 'ForAnyValue:StringEquals': { 'aws:ResourceTag/awsOwningService': OWNER } },
      },
      {
        Sid: 'KMSAppflow',
        Effect: 'Allow',
        Action: ['kms:CreateGrant', 'kms:ListGrants'],
        Resource: kmsKey,
        Condition: { StringEquals: { 'kms:ViaService': [via('appflow')] } },
      },
      {
        Sid: 'KMSCustomerProfiles',
        Effect: 'Allow',
        Action: ['kms:CreateGrant'],
        Resource: kmsKey,
        Condition: {
          StringEquals: { 'kms:ViaService': [via('profile')] },
          'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
        },
      },
    ],
  }
}

/** Who may take the role: Customer Profiles, for the account that owns the key. */
export function ingestionTrust({ kmsKey }: IngestionRole): JsonObject {
  const account = kmsKey.split(':')[4] ?? ''
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'CustomerProfiles',
        Effect: 'Allow',
        Principal: { Service: 'profile.amazonaws.com' },
        Action: 'sts:AssumeRole',
        ...(account === ''
          ? {}
          : { Condition: { StringEquals: { 'aws:SourceAccount': account } } }),
      },
    ],
  }
}

/** A role, as AWS::IAM::Role describes it, and the key that it is to be used with. */
export interface RoleForKey {
  /** As the user names it. */
  readonly role: string
  /** `domain shop`, or `this key`: what it is to ingest into. */
  readonly whose: string
  readonly kmsKey: string
  readonly model: JsonObject
}

/**
 * What keeps a role from a key: `wrong` where its policies are for other keys, `unknown` where policies that are not
 * its own may allow the key. `undefined` where it fits.
 */
export function roleProblem({
  role,
  whose,
  kmsKey,
  model,
}: RoleForKey): { readonly wrong: string } | { readonly unknown: string } | undefined {
  const keys = grantedKeys(model['Policies'])
  if (keys.some((key) => matches(key, kmsKey))) return undefined
  const attached = textsOf(model['ManagedPolicyArns'])
  if (attached.length > 0) {
    return {
      unknown: `whether role ${role} may use the key of ${whose}, ${kmsKey}, is not known: that is up to ${attached.join(', ')}`,
    }
  }
  const made = keys.length === 0 ? 'for no key' : `for ${[...new Set(keys)].join(', ')}`
  return {
    wrong: `role ${role} was made ${made}: it cannot ingest into ${whose}, whose key is ${kmsKey}`,
  }
}

/** As policies match names: `*` is any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return linearPattern(`^${source}$`, { flags: 'i', otherwise: false })?.test(text) === true
}

/** The KMS keys that a role's inline policies (as the registry has them) let it make grants of. */
function grantedKeys(policies: Json | undefined): string[] {
  const statements = listOf(policies).flatMap((policy) => {
    const document = isJsonObject(policy) ? policy['PolicyDocument'] : null
    return isJsonObject(document ?? null) ? listOf((document as JsonObject)['Statement']) : []
  })
  return statements.filter(isJsonObject).flatMap((statement) => {
    const actions = textsOf(statement['Action'])
    const grants = actions.some((action) => matches(action, 'kms:CreateGrant'))
    return grants && statement['Effect'] === 'Allow' ? textsOf(statement['Resource']) : []
  })
}

function textsOf(value: Json | undefined): string[] {
  return listOf(value).filter((each) => typeof each === 'string')
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? (value as readonly Json[]) : [value]
}
