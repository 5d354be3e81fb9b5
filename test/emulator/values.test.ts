import { describe, expect, it } from 'vitest'
import { identifierOf } from '../../src/emulator/model/identifier.js'
import { loosePattern } from '../../src/emulator/model/loose-pattern.js'
import { loadModelValidator } from '../../src/emulator/model/model-validator.js'
import { fillModel } from '../../src/emulator/values/fill-model.js'
import { SeededRandom } from '../../src/emulator/values/seeded-random.js'
import { silentHost } from '../../src/io/index.js'
import type { JsonObject } from '../../src/util/index.js'
import { minimalModel } from './minimal-model.js'
import { TestCloud, catalog, typeNamed } from './plane.js'

const everyType = catalog
  .providers()
  .flatMap((provider) =>
    catalog
      .services(provider)
      .flatMap((service) => catalog.tables(provider, service).map((entry) => entry.typeName)),
  )
// The suite looks at a part, an hour's run at everything.
const types =
  process.env['SKYQL_SOAK'] === undefined ? everyType.filter((_, i) => i % 12 === 0) : everyType

function made(typeName: string, desired: JsonObject, region = 'eu-west-1'): JsonObject {
  const context = { account: '111122223333', region, now: Date.UTC(2026, 0, 1) }
  return fillModel(
    { type: typeNamed(typeName), ...context, random: new SeededRandom(typeName) },
    desired,
  )
}

describe('values that the service makes', () => {
  it('complete the identifier of nearly every type and fit its schema', async () => {
    const validator = await loadModelValidator(silentHost)
    const misfits: string[] = []
    for (const typeName of types) {
      const type = typeNamed(typeName)
      const desired = minimalModel(type)
      const before = validator.problems(type.schema, desired)
      const model = made(typeName, desired)
      const after = validator.problems(type.schema, model).filter((text) => !before.includes(text))
      if (after.length > 0 || identifierOf(type, model) === undefined) misfits.push(typeName)
    }
    expect(types.length).toBeGreaterThan(100)
    expect(misfits.length).toBeLessThan(types.length / 100)
  })

  it('are the same for the same seed', () => {
    const model = { GroupDescription: 'x' }
    expect(made('AWS::EC2::SecurityGroup', model)).toEqual(made('AWS::EC2::SecurityGroup', model))
  })

  it('are ARNs of the caller partition, service, region and account, named after the resource', () => {
    expect(made('AWS::Logs::LogGroup', { LogGroupName: 'app' })['Arn']).toBe(
      'arn:aws:logs:eu-west-1:111122223333:log-group/app',
    )
    const profile = made('AWS::WellArchitected::Profile', {}, 'cn-north-1')
    expect(profile['ProfileArn']).toMatch(
      /^arn:aws-cn:wellarchitected:cn-north-1:111122223333:profile\//,
    )
    expect(made('AWS::EC2::VPC', {})['VpcId']).toMatch(/^vpc-[0-9a-f]{17}$/)
  })

  it('go into items of arrays and stay with their item', async () => {
    const cloud = new TestCloud()
    const typeName = 'AWS::Lightsail::Domain'
    const entry = (Name: string): JsonObject => ({ Name, Target: '1.2.3.4', Type: 'A' })
    const entries = async (): Promise<{ Id: string; Name: string }[]> =>
      (await cloud.read(typeName, 'example.com'))['DomainEntries'] as never
    await cloud.create(typeName, {
      DomainName: 'example.com',
      DomainEntries: [entry('a'), entry('b')],
    })
    const [a, b] = await entries()
    expect(a?.Id).toMatch(/./)
    expect(a?.Id).not.toBe(b?.Id)
    const value = [entry('b'), entry('c'), entry('a')]
    await cloud.update(typeName, 'example.com', [{ op: 'replace', path: '/DomainEntries', value }])
    const after = await entries()
    expect(after.map(({ Name }) => Name)).toEqual(['b', 'c', 'a'])
    expect([after[0]?.Id, after[2]?.Id]).toEqual([b?.Id, a?.Id])
    expect(after[1]?.Id).toMatch(/./)
  })

  it('come from patterns that are not JavaScript without the u flag', () => {
    expect(loosePattern('^\\p{L}+$').test('äß')).toBe(true)
    expect(loosePattern('[\\w-.]').test('-')).toBe(true)
  })
})
