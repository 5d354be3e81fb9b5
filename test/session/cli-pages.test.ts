import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { objects, rows, domain, TestBed } from './support.js'

const seeds = new URL('../../../shared/reference/seeds/', import.meta.url).pathname
const missing = !existsSync(seeds)
if (missing) process.stderr.write(`skipped: ${seeds} is not there\n`)

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start({ estate: [domain('retail')] })
})

afterAll(() => bed.close())

/** The block of JSON syntax below an option of a page, as JSON: one alternative of each, and values for kinds of them. */
function exampleOf(
  page: string,
  option: string,
  choose: (alternatives: string[]) => string,
): unknown {
  const below = page.slice(page.indexOf(`\`--${option}\` (structure)`))
  const [, block = ''] = /JSON Syntax:\s+```\n([\s\S]*?)```/.exec(below) ?? []
  expect(block).not.toBe('')
  const text = block
    // Keys of a map that may be any of these.
    .replaceAll(
      /\{("[A-Z_]+"(?:\|"[A-Z_]+")+): "string"\s*\.\.\.\}/g,
      (_all, keys: string) => `{${choose(keys.split('|'))}: "string"}`,
    )
    .replaceAll(/"[^"]*"(?:\|"[^"]*")+/g, (alternatives) => choose(alternatives.split('|')))
    .replaceAll('true|false', 'true')
    .replaceAll(/,?\s*\.\.\./g, '')
    .replaceAll(/: timestamp/g, ': "2026-12-01T00:00:00Z"')
    .replaceAll(/: long/g, ': 60')
  return JSON.parse(text)
}

const first = (alternatives: string[]): string => alternatives[0] ?? ''
const last = (alternatives: string[]): string => alternatives.at(-1) ?? ''

/** A trigger that is not scheduled has no schedule, which the page shows beside each. */
function consistent(flow: Record<string, unknown>): Record<string, unknown> {
  const trigger = flow['TriggerConfig'] as Record<string, unknown>
  const { TriggerProperties: schedule, ...others } = trigger
  return {
    ...flow,
    TriggerConfig:
      trigger['TriggerType'] === 'Scheduled' ? { ...others, TriggerProperties: schedule } : others,
  }
}

describe.skipIf(missing).each([
  ['the first', first],
  ['the last', last],
])('the examples of the pages of the AWS CLI, with %s of each alternatives', (_which, choose) => {
  test('of put-integration', async () => {
    const page = readFileSync(`${seeds}aws-cli-put-integration.md`, 'utf8')
    const flow = consistent(exampleOf(page, 'flow-definition', choose) as Record<string, unknown>)
    const changes = await objects(
      bed.session,
      `EXPLAIN INSERT INTO aws.customer_profiles.integrations (DomainName, Uri, ObjectTypeName, FlowDefinition)
       VALUES ('retail', 'flow', 'string', '${JSON.stringify(flow)}')`,
    )
    expect(JSON.stringify(changes)).toContain('aws.customer_profiles.integrations')
    const known = Object.keys((flow['Tasks'] as object[])[0] ?? {})
    expect(known).toEqual(
      expect.arrayContaining(['ConnectorOperator', 'TaskProperties', 'TaskType']),
    )
  })

  test('of create-integration-workflow', async () => {
    const page = readFileSync(`${seeds}aws-cli-create-integration-workflow.md`, 'utf8')
    const config = exampleOf(page, 'integration-config', choose) as {
      AppflowIntegration: { FlowDefinition: Record<string, unknown>; Batches: unknown[] }
    }
    const { AppflowIntegration: appflow } = config
    const flow = consistent(appflow.FlowDefinition)
    const source = flow['SourceFlowConfig'] as Record<string, unknown>
    // A workflow takes three of the five sources.
    if (source['ConnectorType'] === 'S3') source['ConnectorType'] = 'Marketo'
    const value = JSON.stringify({ AppflowIntegration: { ...appflow, FlowDefinition: flow } })
    await rows(
      bed.session,
      `EXPLAIN INSERT INTO aws.customer_profiles.integration_workflows
       (DomainName, WorkflowType, IntegrationConfig, ObjectTypeName, RoleArn)
       VALUES ('retail', 'APPFLOW_INTEGRATION', '${value}', 'string', 'string')`,
    )
    expect(appflow.Batches).toHaveLength(1)
  })
})
