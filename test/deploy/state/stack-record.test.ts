import { expect, test } from 'vitest'
import {
  emptyRecord,
  ownRecord,
  applyEvent,
  type Intent,
  type ResourceRecord,
} from '../../../src/deploy/state/stack-record.js'

const intent = (id: string): Intent => ({
  id,
  resource: `r-${id}`,
  operation: 'CREATE',
  typeName: 'AWS::EC2::VPC',
  region: 'us-east-1',
  clientToken: `token-${id}`,
  bodyHash: 'hash',
  at: 1,
})
const kept: ResourceRecord = {
  typeName: 'AWS::EC2::VPC',
  region: 'us-east-1',
  identifier: 'vpc-1',
  at: 2,
  needs: [],
}

test('a record takes in what happens, and leaves the one that it was made of alone', () => {
  const before = emptyRecord('stack', 'dev', 'salt')
  const record = ownRecord(before)
  for (const id of ['a', 'b', 'c']) applyEvent(record, { kind: 'begin', intent: intent(id) })
  applyEvent(record, { kind: 'accepted', id: 'b', requestToken: 'request' })
  applyEvent(record, { kind: 'accepted', id: 'nobody', requestToken: 'request' })
  applyEvent(record, { kind: 'ended', id: 'a' })
  applyEvent(record, { kind: 'ended', id: 'nobody' })
  expect(record.pending).toEqual([{ ...intent('b'), requestToken: 'request' }, intent('c')])

  applyEvent(record, { kind: 'keep', resource: 'vpc', record: kept })
  applyEvent(record, { kind: 'keep', resource: 'vpc', record: { ...kept, at: 3 } })
  applyEvent(record, { kind: 'keep', resource: 'gone', record: kept })
  applyEvent(record, { kind: 'forget', resource: 'gone' })
  expect(record.resources).toEqual({ vpc: { ...kept, at: 3 } })
  expect(before).toEqual(emptyRecord('stack', 'dev', 'salt'))
})

test('a line that stands twice in a journal is taken in as one', () => {
  const record = ownRecord(emptyRecord('stack', 'dev', 'salt'))
  for (const id of ['a', 'a']) applyEvent(record, { kind: 'begin', intent: intent(id) })
  applyEvent(record, { kind: 'accepted', id: 'a', requestToken: 'request' })
  expect(record.pending.map(({ requestToken }) => requestToken)).toEqual(['request', 'request'])
  applyEvent(record, { kind: 'ended', id: 'a' })
  expect(record.pending).toEqual([])
})

test('a resource may have any name', () => {
  const record = ownRecord(emptyRecord('stack', 'dev', 'salt'))
  for (const resource of ['__proto__', 'constructor', 'toString'])
    applyEvent(record, { kind: 'keep', resource, record: kept })
  expect(Object.keys(record.resources)).toEqual(['__proto__', 'constructor', 'toString'])
  expect(Object.getPrototypeOf(record.resources)).toBe(Object.prototype)
  applyEvent(record, { kind: 'forget', resource: '__proto__' })
  expect(Object.keys(record.resources)).toEqual(['constructor', 'toString'])
})
