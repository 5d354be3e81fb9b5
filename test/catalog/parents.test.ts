import { describe, expect, it } from 'vitest'
import { parentOf, requiredListInputs, type ResourceSchema } from '../../src/catalog/index.js'
import { allSchemas, catalog, schemaOf } from './support.js'

describe('requiredListInputs', () => {
  it('gives alternatives, those of own properties first', () => {
    expect(requiredListInputs(schemaOf('AWS::CustomerProfiles::Integration'))).toEqual([
      ['DomainName'],
    ])
    expect(requiredListInputs(schemaOf('AWS::ElasticLoadBalancingV2::Listener'))).toEqual([
      ['LoadBalancerArn'],
      ['ListenerArns'],
    ])
    expect(requiredListInputs(schemaOf('AWS::AppStream::StackUserAssociation'))).toEqual([
      ['StackName'],
      ['UserName', 'AuthenticationType'],
    ])
    expect(requiredListInputs(schemaOf('AWS::S3::Bucket'))).toEqual([])
    expect(requiredListInputs(schemaOf('AWS::Logs::LogGroup'))).toEqual([])
  })
})

describe('parentOf', () => {
  const parent = (typeName: string, input: string): string | undefined => {
    const found = parentOf(schemaOf(typeName), input, catalog)
    return found && `${found.typeName}.${found.property}`
  }

  it.each([
    [
      'AWS::CustomerProfiles::Integration',
      'DomainName',
      'AWS::CustomerProfiles::Domain.DomainName',
    ],
    ['AWS::EKS::Nodegroup', 'ClusterName', 'AWS::EKS::Cluster.Name'],
    ['AWS::ApiGateway::Stage', 'RestApiId', 'AWS::ApiGateway::RestApi.RestApiId'],
    ['AWS::Connect::Queue', 'InstanceArn', 'AWS::Connect::Instance.Arn'],
    ['AWS::MSK::ClusterPolicy', 'ClusterArn', 'AWS::MSK::Cluster.Arn'],
    ['AWS::AppConfig::Deployment', 'ApplicationId', 'AWS::AppConfig::Environment.ApplicationId'],
    ['AWS::AppConfig::Deployment', 'EnvironmentId', 'AWS::AppConfig::Environment.EnvironmentId'],
    ['AWS::VpcLattice::Rule', 'ServiceIdentifier', 'AWS::VpcLattice::Listener.ServiceArn'],
    ['AWS::APS::RuleGroupsNamespace', 'Workspace', 'AWS::APS::Workspace.Arn'],
    ['AWS::Lambda::Url', 'TargetFunctionArn', 'AWS::Lambda::Function.Arn'],
  ])('%s.%s is %s', (typeName, input, expected) => {
    expect(parent(typeName, input)).toBe(expected)
  })

  it.each([
    ['AWS::WAFv2::WebACL', 'Scope'],
    ['AWS::Glue::SchemaVersion', 'Schema'],
    ['AWS::SSO::Assignment', 'PermissionSetArn'],
    ['AWS::RTBFabric::Link', 'GatewayId'],
    ['AWS::VpcLattice::AccessLogSubscription', 'ResourceIdentifier'],
    ['AWS::Cognito::IdentityPoolPrincipalTag', 'IdentityPoolId'],
  ])('%s.%s has none', (typeName, input) => {
    expect(parent(typeName, input)).toBeUndefined()
  })

  it('names types and readable properties that exist, without going round', () => {
    let known = 0
    for (const schema of allSchemas()) {
      for (const inputs of requiredListInputs(schema)) {
        const parents = inputs.map((input) => parentOf(schema, input, catalog))
        if (parents.every((each) => each !== undefined)) known += 1
        for (const found of parents) {
          if (found === undefined) continue
          const type = schemaOf(found.typeName)
          expect(type.properties, schema.typeName).toHaveProperty(found.property)
          expect(type.handlers.list, found.typeName).toBeDefined()
          expect(chain(found.typeName), schema.typeName).not.toContain(schema.typeName)
        }
      }
    }
    expect(known).toBeGreaterThan(265)
  })

  function chain(typeName: string, depth = 0): string[] {
    expect(depth).toBeLessThan(6)
    const parents = Object.values(schemaOf(typeName).parents ?? {})
    return [typeName, ...parents.flatMap((each) => chain(each.typeName, depth + 1))]
  }
})

describe('every input of every list handler', () => {
  const demanding = allSchemas().filter((schema) => requiredListInputs(schema).length > 0)
  const lines = demanding.flatMap((schema) =>
    [...new Set(requiredListInputs(schema).flat())].map(
      (input) => `${schema.typeName}.${input} ${sourceOf(schema, input)}`,
    ),
  )

  it('is accounted for: where it comes from, or why from nowhere', async () => {
    expect(demanding).toHaveLength(317)
    await expect(`${lines.sort().join('\n')}\n`).toMatchFileSnapshot('list-inputs.golden.txt')
    expect(lines.filter((line) => line.endsWith(' ?'))).toEqual([])
  })

  function sourceOf(schema: ResourceSchema, input: string): string {
    const parent = parentOf(schema, input, catalog)
    if (parent !== undefined) return `<- ${parent.typeName}.${parent.property}`
    const values = schema.inputValues?.[input]
    if (values !== undefined) return `in ${values.map(({ value }) => value).join(', ')}`
    if (schema.accountInputs?.includes(input) === true) return 'is the account'
    const reason = schema.unsuppliedInputs?.[input]
    return reason === undefined ? '?' : `must be given: ${reason}`
  }
})
