import { describe, expect, it } from 'vitest'
import type { RenderedResource, Stack } from '../../src/manifest/index.js'
import { renderResource } from '../../src/manifest/index.js'
import type { Json } from '../../src/util/index.js'
import { hasSeedPage, SEED_VARIABLES, seedPage } from './seed-page.js'
import { problemLines, stackOf } from './stack-folder.js'

const VARIABLES = { ...SEED_VARIABLES, DomainName: "it's", BucketName: 'b' }

async function pageStack(variables: Record<string, Json> = VARIABLES): Promise<Stack> {
  const { manifest, iql } = seedPage()
  return stackOf(
    manifest,
    { 'stack/resources/integration.iql': iql, 'variables.json': JSON.stringify(variables) },
    { varFiles: ['variables.json'] },
  )
}

function rendered(stack: Stack): RenderedResource {
  const [resource] = stack.resources
  if (resource === undefined) throw new Error('the stack is empty')
  return renderResource(stack, resource, { exports: new Map() })
}

describe.skipIf(!hasSeedPage)('the manifest of a documentation page', () => {
  it('loads as printed, with nulls and what they leave empty dropped', async () => {
    const stack = await pageStack()
    expect(problemLines(stack)).toEqual([])
    expect(stack.region).toBe('us-east-1')
    const { FlowDefinition } = rendered(stack).props
    expect(FlowDefinition).toMatchObject({
      Tasks: [{ ConnectorOperator: { S3: 'PROJECTION' }, SourceFields: ['Id'] }],
      TriggerConfig: { TriggerProperties: { Scheduled: { ScheduleOffset: 3 } } },
    })
    expect(FlowDefinition).toHaveProperty('SourceFlowConfig', {
      ConnectorType: 'S3',
      SourceConnectorProperties: { S3: { BucketName: 'b' } },
    })
  })

  it('fills its statements: either spelling of a prop, identifiers, quotes', async () => {
    const { anchor } = rendered(await pageStack())
    expect(anchor('create')).toContain(
      "SELECT \n 'it''s',\n 's3://data',\n '{\"FlowName\":\"flow\"",
    )
    expect(anchor('update')).toContain('{"op":"add","path":"/ObjectTypeName","value":"Account"}')
    expect(anchor('update')).toContain("AND Identifier = 'it''s|s3://data';")
    expect(anchor('delete')).toBe(
      "DELETE FROM awscc.customerprofiles.integrations\nWHERE Identifier = 'it''s|s3://data'\nAND region = 'us-east-1';",
    )
  })

  it('names each variable that has no value, with its place', async () => {
    const gone = ['AWS_REGION', 'KmsArn']
    const rest = Object.entries(VARIABLES).filter(([name]) => !gone.includes(name))
    expect(problemLines(await pageStack(Object.fromEntries(rest)))).toEqual([
      '8:16 global region: "vars.AWS_REGION" is not defined',
      '20:23 integration, prop FlowDefinition: "KmsArn" is not defined',
    ])
  })

  it('refuses the literal region of a statement that is not the region of the stack', async () => {
    const stack = await pageStack({ ...VARIABLES, AWS_REGION: 'eu-west-1' })
    expect(problemLines(stack)).toEqual([
      "37:14 integration, delete: the region 'us-east-1' is not the stack's region eu-west-1",
    ])
  })

  it('needs a value for each part of an identifier', async () => {
    const { anchor } = rendered(await pageStack({ ...VARIABLES, Uri: null }))
    expect(() => anchor('delete')).toThrow(/<Uri> has no value/)
  })
})
