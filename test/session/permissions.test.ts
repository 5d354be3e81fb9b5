import { afterAll, describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/plan/index.js'
import { createSession } from '../../src/session/index.js'
import { readStatement, splitStatements } from '../../src/sql/index.js'
import { catalogRoots, failureOf, rows } from './support.js'

const T = 'awscc.customerprofiles.integrations'

// No endpoint answers: a call would fail the test.
const session = createSession({
  host: { notify: () => undefined },
  catalogRoots,
  endpointUrl: 'http://127.0.0.1:9',
  regions: ['us-east-1'],
})

afterAll(() => session.close())

async function policy(sql: string): Promise<Record<string, readonly string[]>> {
  const statements = splitStatements(sql).map(({ text }) => readStatement(text))
  const { document } = await session.permissions(statements)
  expect(document.Version).toBe('2012-10-17')
  expect(document.Statement.every(({ Effect, Resource }) => Effect + Resource === 'Allow*')).toBe(
    true,
  )
  return Object.fromEntries(document.Statement.map(({ Sid, Action }) => [Sid, Action]))
}

const SID = 'AWSCustomerProfilesIntegration'
const READ = ['profile:GetIntegration', 'profile:ListTagsForResource']
const words = (text: string): string[] => text.split(/\s+/)

// As the table's reference lists them; ListTagsForResource came to read and update in 2026.
const CREATE = words(
  `profile:GetIntegration profile:PutIntegration appflow:CreateFlow
   app-integrations:CreateEventIntegrationAssociation app-integrations:GetEventIntegration
   connect:DescribeInstance ds:DescribeDirectories events:ListTargetsByRule events:PutRule events:PutTargets
   events:PutEvents profile:TagResource`,
)
const UPDATE = words(
  `profile:PutIntegration profile:GetIntegration appflow:CreateFlow app-integrations:GetEventIntegration
   app-integrations:CreateEventIntegrationAssociation app-integrations:ListEventIntegrationAssociations
   app-integrations:DeleteEventIntegrationAssociation events:ListTargetsByRule events:RemoveTargets
   events:DeleteRule events:PutRule events:PutTargets events:PutEvents profile:UntagResource
   profile:TagResource profile:ListTagsForResource connect:DescribeInstance ds:DescribeDirectories`,
)
const DELETE = words(
  `profile:DeleteIntegration appflow:DeleteFlow app-integrations:ListEventIntegrationAssociations
   app-integrations:DeleteEventIntegrationAssociation events:RemoveTargets events:ListTargetsByRule
   events:DeleteRule`,
)

describe('Customer Profiles integrations', () => {
  test('a get needs GetResource and the read handler', async () => {
    expect(await policy(`SELECT * FROM ${T} WHERE Identifier = 'd|u'`)).toEqual({
      CloudControl: ['cloudformation:GetResource'],
      [SID]: READ,
    })
  })

  test('a list needs the list handler, and what hydrates it', async () => {
    const sql = `SELECT * FROM ${T} WHERE domain_name = 'd'`
    expect(await policy(sql)).toEqual({
      CloudControl: ['cloudformation:GetResource', 'cloudformation:ListResources'],
      [SID]: [...READ, 'profile:ListIntegrations'].sort(),
    })
    expect(await policy(`SELECT * FROM ${T}_list_only WHERE domain_name = 'd'`)).toEqual({
      CloudControl: ['cloudformation:ListResources'],
      [SID]: ['profile:ListIntegrations'],
    })
  })

  test('a list under parents needs theirs, too', async () => {
    const needed = await policy(`SELECT uri FROM ${T}_list_only`)
    expect(needed['AWSCustomerProfilesDomain']).toContain('profile:ListDomains')
  })

  test('a create needs the create handler alone', async () => {
    const needed = await policy(`INSERT INTO ${T} (DomainName, Uri) VALUES ('d', 'u')`)
    expect(needed['CloudControl']).toEqual([
      'cloudformation:CreateResource',
      'cloudformation:GetResourceRequestStatus',
    ])
    expect(needed[SID]).toEqual([...CREATE].sort())
  })

  test('an update reads first', async () => {
    expect(await policy(`UPDATE ${T} SET object_type_name = 'x' WHERE Identifier = 'd|u'`)).toEqual(
      {
        CloudControl: [
          'cloudformation:GetResource',
          'cloudformation:GetResourceRequestStatus',
          'cloudformation:UpdateResource',
        ],
        [SID]: [...UPDATE].sort(),
      },
    )
  })

  test('a delete needs the delete handler alone, and with RETURNING a read', async () => {
    const sql = `DELETE FROM ${T} WHERE Identifier = 'd|u'`
    expect(await policy(sql)).toEqual({
      CloudControl: ['cloudformation:DeleteResource', 'cloudformation:GetResourceRequestStatus'],
      [SID]: [...DELETE].sort(),
    })
    expect((await policy(`${sql} RETURNING *`))['CloudControl']).toContain(
      'cloudformation:GetResource',
    )
  })
})

test('reads never need more than reads do, whatever the type', async () => {
  const services = session.catalog.services('awscc').filter((_name, index) => index % 12 === 0)
  for (const service of services) {
    const [table] = session.catalog.tables('awscc', service)
    if (table === undefined || !table.listable) continue
    const { handlers } = session.catalog.schema(table)
    if (handlers.list?.handlerSchema !== undefined) continue
    const name = `awscc."${service}"."${table.name.table}"`
    const statement = readStatement(`SELECT * FROM ${name}`)
    const { document } = await session.permissions([statement])
    const allowed = new Set([
      ...(handlers.read?.permissions ?? []),
      ...(handlers.list?.permissions ?? []),
    ])
    for (const { Sid, Action } of document.Statement) {
      if (Sid === 'CloudControl') {
        expect(Action.filter((each) => !/Get|List/.test(each))).toEqual([])
      } else if (Sid === table.typeName.replaceAll('::', '')) {
        expect(Action.filter((each) => !allowed.has(each))).toEqual([])
      }
    }
  }
})

test('a script needs what its statements need together', async () => {
  const needed = await policy(`
    CREATE TEMP TABLE d AS SELECT domain_name FROM awscc.customerprofiles.domains_list_only;
    DELETE FROM ${T} WHERE Identifier = 'a|b'`)
  expect(needed['CloudControl']).toEqual([
    'cloudformation:DeleteResource',
    'cloudformation:GetResourceRequestStatus',
    'cloudformation:ListResources',
  ])
  expect(Object.keys(needed)).toContain('AWSCustomerProfilesDomain')
})

test('what calls nothing needs nothing', async () => {
  expect(await policy('SELECT 1')).toEqual({})
  expect(await policy('SHOW PROVIDERS')).toEqual({})
  expect(await policy(`EXPLAIN SELECT * FROM ${T}`)).toEqual({})
})

test('SHOW PERMISSIONS FOR gives rows, and the document for JSON', async () => {
  const sql = `SHOW PERMISSIONS FOR DELETE FROM ${T} WHERE Identifier = 'd|u'`
  const actions = [
    'cloudformation:DeleteResource',
    'cloudformation:GetResourceRequestStatus',
    ...DELETE,
  ]
  expect(await rows(session, sql)).toEqual(
    actions.map((action) => ['AWS::CustomerProfiles::Integration', 'delete', action]),
  )
  const { plan } = await session.run(readStatement(sql))
  expect((plan as PolicyDocument).Statement).toHaveLength(2)
  expect(await failureOf(rows(session, 'SHOW PERMISSIONS DELETE FROM x'))).toMatchObject({
    code: 'SYNTAX',
  })
})
