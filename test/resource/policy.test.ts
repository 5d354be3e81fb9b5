import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policiesEqual, policyDocumentOf } from '../../src/resource/index.js'
import type { Json, JsonObject } from '../../src/util/index.js'

const allow: JsonObject = {
  Sid: 'a',
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: 'arn:aws:s3:::b/*',
  Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
}
const deny: JsonObject = {
  Effect: 'Deny',
  NotPrincipal: '*',
  NotAction: 'iam:*',
  NotResource: ['a', 'b'],
}

function policy(...statements: Json[]): JsonObject {
  return { Version: '2012-10-17', Statement: statements }
}

function equal(a: Json, b: Json): boolean {
  const [left, right] = [policyDocumentOf(a), policyDocumentOf(b)]
  if (left === undefined || right === undefined) throw new Error('not a policy')
  expect(policiesEqual(left, right)).toBe(policiesEqual(right, left))
  return policiesEqual(left, right)
}

describe('policiesEqual', () => {
  it.each<[string, JsonObject]>([
    ['a list of one action', { Action: ['S3:getobject', 's3:PUTOBJECT'] }],
    [
      'the order and repetition of actions',
      { Action: ['s3:PutObject', 's3:GetObject', 's3:PutObject'] },
    ],
    ['a list of one resource', { Resource: ['arn:aws:s3:::b/*'] }],
    ['the root of an account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    [
      'the root in another partition',
      { Principal: { AWS: ['arn:aws-cn:iam::111122223333:root'] } },
    ],
    [
      'lists in conditions',
      { Condition: { StringEquals: { 'aws:SourceAccount': ['111122223333'] } } },
    ],
    [
      'the case of operators and keys',
      { Condition: { stringequals: { 'AWS:SourceAccount': '111122223333' } } },
    ],
    ['a number for a text', { Condition: { StringEquals: { 'aws:SourceAccount': 111122223333 } } }],
  ])('overlooks %s', (_, over) => {
    expect(equal(policy(allow), policy({ ...allow, ...over }))).toBe(true)
  })

  it.each<[string, JsonObject]>([
    ['Sid', { Sid: 'b' }],
    ['Effect', { Effect: 'Deny' }],
    ['the case of Effect', { Effect: 'allow' }],
    ['an action more', { Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'] }],
    ['an action less', { Action: 's3:GetObject' }],
    ['the case of a resource', { Resource: 'arn:aws:s3:::B/*' }],
    ['another account', { Principal: { AWS: '999922223333' } }],
    ['a user of the account', { Principal: { AWS: 'arn:aws:iam::111122223333:user/root' } }],
    ['another kind of principal', { Principal: { Service: '111122223333' } }],
    ['a value of a condition', { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }],
    ['the case of a condition value', { Condition: { StringEquals: { 'aws:SourceArn': 'X' } } }],
    ['an operator', { Condition: { StringLike: { 'aws:SourceAccount': '111122223333' } } }],
    ['an empty condition', { Condition: {} }],
  ])('counts %s', (_, over) => {
    expect(equal(policy(allow), policy({ ...allow, ...over }))).toBe(false)
  })

  it('tells the elements from their opposites', () => {
    for (const name of ['Action', 'Resource', 'Principal']) {
      const { [name]: value, ...rest } = { ...allow, Principal: '*' } as Record<string, Json>
      const opposite = { ...rest, [`Not${name}`]: value as Json }
      expect(equal(policy({ ...rest, [name]: value as Json }), policy(opposite)), name).toBe(false)
      expect(equal(policy(opposite), policy(structuredClone(opposite)))).toBe(true)
    }
  })

  it('takes everybody in both spellings, in NotPrincipal too', () => {
    const everybody = { ...allow, Principal: '*' }
    expect(equal(policy(everybody), policy({ ...allow, Principal: { AWS: ['*'] } }))).toBe(true)
    expect(equal(policy(everybody), policy({ ...allow, Principal: { Service: '*' } }))).toBe(false)
    expect(equal(policy(deny), policy({ ...deny, NotPrincipal: { AWS: '*' } }))).toBe(true)
  })

  it('takes true for "true" in conditions', () => {
    const bool = (value: Json): JsonObject => ({
      ...allow,
      Condition: { Bool: { 'aws:SecureTransport': value } },
    })
    expect(equal(policy(bool(true)), policy(bool('true')))).toBe(true)
    expect(equal(policy(bool(true)), policy(bool(['false'])))).toBe(false)
  })

  it('overlooks the order of statements and counts their number', () => {
    expect(equal(policy(allow, deny), policy(deny, allow))).toBe(true)
    expect(equal(policy(allow), { Version: '2012-10-17', Statement: allow })).toBe(true)
    expect(equal(policy(allow, deny), policy(allow))).toBe(false)
  })

  it('counts the version, which has a default, and the id', () => {
    const bare: JsonObject = { Statement: [allow] }
    expect(equal(bare, { ...bare, Version: '2008-10-17' })).toBe(true)
    expect(equal(bare, policy(allow))).toBe(false)
    expect(equal(policy(allow), { ...policy(allow), Id: 'x' })).toBe(false)
  })

  it('loses no condition key that is there in two cases', () => {
    const twice = (value: string): JsonObject => ({
      ...allow,
      Condition: { StringEquals: { 'aws:a': '1', 'AWS:A': value } },
    })
    expect(equal(policy(twice('2')), policy(twice('3')))).toBe(false)
  })

  it('holds for any shuffling, and for texts', () => {
    const values = fc.uniqueArray(fc.constantFrom('s3:A', 's3:b*', 'ec2:*', '*'), { minLength: 1 })
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: values,
      Resource: values,
    })
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (statements, turn) => {
          const turned = statements.map((one, index) => {
            const from = statements[(index + turn) % statements.length] ?? one
            const [only, ...others] = from.Action
            const action = others.length === 0 ? (only as string) : [...from.Action].reverse()
            return { ...from, Action: action, Resource: [...from.Resource, ...from.Resource] }
          })
          expect(equal(policy(...statements), JSON.stringify(policy(...turned), null, 2))).toBe(
            true,
          )
          const more = policy(...statements, { Effect: 'Allow', Action: 'x:y', Resource: '*' })
          expect(equal(policy(...statements), more)).toBe(false)
        },
      ),
      { numRuns: 200 },
    )
  })
})

it.each<[string, Json]>([
  ['another document', { Version: '1', Statement: [], Rules: [] }],
  ['no statements', { Version: '2012-10-17', Statement: [] }],
  ['statements without an effect', { Statement: [{ Action: 'x' }] }],
  ['other statements', { Statement: [{ Effect: 'Allow', Path: 'x' }] }],
  ['SQL', { Statement: 'select 1' }],
  ['a broken text', '{"Statement":'],
  ['a list', []],
  ['null', null],
])('policyDocumentOf does not take %s for a policy', (_, value) => {
  expect(policyDocumentOf(value)).toBeUndefined()
})
