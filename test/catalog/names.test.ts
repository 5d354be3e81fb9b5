import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { snakeCase } from '../../src/catalog/index.js'
import { serviceName } from '../../src/catalog/naming/index.js'
import { tableName } from '../../src/catalog/naming/table-name.js'
import { allSchemas, catalog } from './support.js'

const PUBLISHED = '../shared/data/awscc-table-names.tsv'
const hasPublished = existsSync(PUBLISHED)
if (!hasPublished)
  console.warn(`skipped: ${PUBLISHED} is not there, published names are not compared`)

describe('table names', () => {
  it.skipIf(!hasPublished)('equal the published ones', () => {
    const rows = readFileSync(PUBLISHED, 'utf8').trim().split('\n').slice(1)
    const published = rows.map((row) => row.split('\t') as [string, string, string])
    expect(published).toHaveLength(1220)
    expect(published.map(([type]) => [type, serviceName(type), tableName(type)])).toEqual(published)
    const missing = published.filter(
      ([typeName, service, table]) =>
        catalog.find({ provider: 'awscc', service, table })?.typeName !== typeName,
    )
    expect(missing).toEqual([])
  })

  it('follow the rule for the rest, and keep other organisations apart', () => {
    expect(tableName('AWS::BedrockAgentCore::OAuth2CredentialProvider')).toBe(
      'oauth2_credential_providers',
    )
    expect(serviceName('Initech::TPS::Report')).toBe('initech_tps')
    expect(tableName('Initech::TPS::Report')).toBe('reports')
  })
})

describe('column names', () => {
  it.each([
    ['VPNGatewayId', 'vpn_gateway_id'],
    ['OpenZFSConfiguration', 'open_zfs_configuration'],
    ['EIP', 'eip'],
    ['EC2InstanceType', 'ec2_instance_type'],
    ['AIAgentId', 'ai_agent_id'],
    ['KmsArn', 'kms_arn'],
    ['KMSArn', 'kms_arn'],
    ['ServiceNow', 'service_now'],
    ['TargetGroupARNs', 'target_group_arns'],
    ['AllowedOAuthFlowsUserPoolClient', 'allowed_oauth_flows_user_pool_client'],
    ['GraphQLEndpointArn', 'graphql_endpoint_arn'],
    ['IPv6Addresses', 'ipv6_addresses'],
    ['AllowedAllVPCs', 'allowed_all_vpcs'],
    ['DkimDNSTokenName1', 'dkim_dns_token_name1'],
    ['readmeUri', 'readme_uri'],
  ])('%s is %s', (property, column) => {
    expect(snakeCase(property)).toBe(column)
  })

  it('are as they were (a change renames columns: update the golden file on purpose)', async () => {
    const codes = { VARCHAR: '', BIGINT: ':i', DOUBLE: ':d', BOOLEAN: ':b', JSON: ':j' }
    const lines = allSchemas().map(({ typeName, service, table, columns }) => {
      const names = columns.map(({ name, type }) => name + codes[type])
      return `${typeName} ${service}.${table} ${names.join(' ')}`
    })
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('columns.golden.txt')
  })

  it('are unique within a table and no virtual column', () => {
    for (const { typeName, columns } of allSchemas()) {
      const names = columns.map(({ name }) => name)
      expect(new Set(names).size, typeName).toBe(names.length)
      expect(names, typeName).not.toContain('identifier')
      expect(
        names.every((name) => /^[a-z][a-z0-9_]*$/.test(name)),
        typeName,
      ).toBe(true)
    }
  })
})
