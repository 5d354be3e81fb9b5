import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { callsOf, failureOf, rows, TestBed } from '../session/support.js'
import { WireTap, type TappedCall } from '../session/wire-tap.js'

/* Lists that demand what their schemas do not say: the service's error text tells, once. */

const S = 'awscc.ecs.services'

let bed: TestBed
let tap: WireTap
let session: Session

function demanding(typeName: string, text: string, input: string) {
  return ({ operation, body }: TappedCall): string | undefined => {
    if (operation !== 'ListResources' || body['TypeName'] !== typeName) return undefined
    const { ResourceModel: model } = body
    if (typeof model === 'string' && model.includes(`"${input}"`)) return undefined
    const Message = `Missing ${text}`
    return JSON.stringify({ __type: 'InvalidRequestException', Message })
  }
}

async function open(refuse: (call: TappedCall) => string | undefined): Promise<void> {
  tap = await WireTap.to(bed.emulator.url, undefined, refuse)
  session = bed.open({ endpointUrl: tap.url })
}

beforeEach(async () => {
  const cluster = (name: string): string => `arn:aws:ecs:us-east-1:123456789012:cluster/${name}`
  bed = await TestBed.start({
    estate: [
      ...['one', 'two'].map((name) => ({
        type: 'AWS::ECS::Cluster',
        region: 'us-east-1',
        properties: { ClusterName: name, Arn: cluster(name) },
      })),
      ...['one', 'two'].map((name) => ({
        type: 'AWS::ECS::Service',
        region: 'us-east-1',
        properties: {
          ServiceName: `s-${name}`,
          Cluster: cluster(name),
          ServiceArn: `arn:aws:ecs:us-east-1:123456789012:service/${name}/s-${name}`,
        },
      })),
    ],
  })
})

afterEach(async () => {
  tap.close()
  await bed.close()
})

const NEWER =
  'or invalid ResourceModel property in AWS::ECS::Service list handler request input.Required property:  (#: required key [Cluster] not found)'
const OLDER =
  'Or Invalid ResourceModel property in AWS::ECS::Service list handler request input. Required property: [Cluster]'

test.each([NEWER, OLDER])('the parent supplies it, from then on: %s', async (text) => {
  await open(demanding('AWS::ECS::Service', text, 'Cluster'))
  const sql = `SELECT service_arn FROM ${S} ORDER BY 1`
  const wanted = ['one', 'two'].map((name) => [
    `arn:aws:ecs:us-east-1:123456789012:service/${name}/s-${name}`,
  ])
  const first = await callsOf(session, async () => expect(await rows(session, sql)).toEqual(wanted))
  expect(first).toEqual({ ListResources: 1 + 1 + 2 })
  const next = await callsOf(session, async () => expect(await rows(session, sql)).toEqual(wanted))
  expect(next).toEqual({ ListResources: 1 + 2 })
  expect(await rows(session, `SELECT status FROM skyql.coverage`)).toEqual([['done']])
})

test('what the statement says supplies it', async () => {
  await open(demanding('AWS::ECS::Service', NEWER, 'Cluster'))
  const calls = await callsOf(session, async () => {
    const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/two'
    const sql = `SELECT count(*) FROM ${S} WHERE cluster = '${cluster}'`
    expect(await rows(session, sql)).toEqual([[1]])
  })
  expect(calls).toEqual({ ListResources: 2 })
})

test('where nothing can supply it, the error says which column to give', async () => {
  await open(demanding('AWS::ECS::Cluster', NEWER.replace('[Cluster]', '[CapacityProviders]'), 'x'))
  const failure = await failureOf(rows(session, 'SELECT arn FROM awscc.ecs.clusters'))
  expect(failure.code).toBe('LIST_INPUT_REQUIRED')
  expect(failure.message).toContain('give capacity_providers')
})
