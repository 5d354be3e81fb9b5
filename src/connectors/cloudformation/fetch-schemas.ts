import {
  CloudFormationClient,
  DescribeTypeCommand,
  paginateListTypes,
  type ListTypesCommandInput,
  type TypeSummary,
} from '@aws-sdk/client-cloudformation'
import type { SchemaFile } from '../../catalog/index.js'
import { mapConcurrent } from '../../util/index.js'
import { profileCredentials } from '../profile-credentials.js'
import { RenewableCredentials } from '../renewable-credentials.js'
import { createSdkHandler } from '../http-handler.js'
import { PageTokens } from '../page-tokens.js'
import { isAboutOneType, registryError } from './registry-error.js'

export interface RegistryOptions {
  readonly region: string
  readonly profile?: string
  /** Where calls go instead of AWS. */
  readonly endpoint?: string
  /** DescribeType calls in flight; 8 unless told. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
  /** Told after every type. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface RegistrySchemas {
  readonly files: readonly SchemaFile[]
  /** Types that were listed and could not be described, with the service's reason. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[]
}

/**
 * The schemas of all provisionable resource types that an account sees in a region: AWS's, private ones and
 * activated third-party ones.
 * @throws AppError ACCESS_DENIED, NO_CREDENTIALS, THROTTLED, UNREACHABLE, SERVICE_REJECTED, CANCELLED
 */
export async function fetchSchemas(options: RegistryOptions): Promise<RegistrySchemas> {
  const { region, profile, endpoint, concurrency = 8 } = options
  const requestHandler = await createSdkHandler({ callsInFlight: concurrency })
  const credentials = new RenewableCredentials(() =>
    profileCredentials({ profile, handler: requestHandler }),
  )
  const client = new CloudFormationClient({
    region,
    requestHandler,
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint !== undefined && { endpoint }),
    credentials: credentials.get,
    // DescribeType is throttled early, and a catalogue is some 1,500 calls.
    retryMode: 'adaptive',
    maxAttempts: 8,
  })
  try {
    const types = await listTypes(client, options)
    return await describeAll(client, types, { ...options, concurrency })
  } catch (reason) {
    throw registryError(reason, region)
  } finally {
    client.destroy()
    requestHandler.destroy()
  }
}

const SCOPES: readonly ListTypesCommandInput[] = [
  { Visibility: 'PUBLIC', Filters: { Category: 'AWS_TYPES' } },
  { Visibility: 'PRIVATE' },
]
const PROVISIONABLE = ['FULLY_MUTABLE', 'IMMUTABLE'] as const

/** Every type once; a private or activated type of a name comes after AWS's and takes its place. */
async function listTypes(
  client: CloudFormationClient,
  { signal, region }: RegistryOptions,
): Promise<TypeSummary[]> {
  const types = new Map<string, TypeSummary>()
  for (const scope of SCOPES)
    for (const ProvisioningType of PROVISIONABLE) {
      const input = { ...scope, ProvisioningType, Type: 'RESOURCE', MaxResults: 100 } as const
      const call = signal === undefined ? {} : { abortSignal: signal }
      const tokens = new PageTokens({ operation: 'ListTypes', region })
      for await (const page of paginateListTypes({ client }, input, call)) {
        for (const type of page.TypeSummaries ?? [])
          if (type.TypeName !== undefined) types.set(type.TypeName, type)
        tokens.next(page.NextToken, page.TypeSummaries?.length ?? 0)
      }
    }
  return [...types.values()]
}

async function describeAll(
  client: CloudFormationClient,
  types: readonly TypeSummary[],
  options: RegistryOptions & { readonly concurrency: number },
): Promise<RegistrySchemas> {
  const { concurrency, signal, onProgress } = options
  const files: SchemaFile[] = []
  const failed: { name: string; reason: string }[] = []
  let done = 0
  await mapConcurrent(types, concurrency, async ({ TypeName: name = '', TypeArn: arn }) => {
    const input = arn === undefined ? { Type: 'RESOURCE' as const, TypeName: name } : { Arn: arn }
    try {
      const command = new DescribeTypeCommand(input)
      const { Schema: text } = await client.send(command, signal && { abortSignal: signal })
      if (text === undefined) failed.push({ name, reason: 'the registry has no schema of it' })
      else files.push({ name, text })
    } catch (reason) {
      if (!isAboutOneType(reason)) throw reason
      failed.push({ name, reason: reason.message })
    }
    onProgress?.(++done, types.length)
  })
  return { files, failed }
}
