import { expect, test } from 'vitest'
import type { ResourceSchema } from '../../../src/catalog/index.js'
import { canBeKnown, evidenceOf } from '../../../src/deploy/find/evidence.js'

const schema = {
  typeName: 'Test::Thing::Thing',
  properties: {},
  primaryIdentifier: ['/properties/Id'],
  createOnlyProperties: ['/properties/Parent', '/properties/Place/Zone'],
  handlers: {},
} as unknown as ResourceSchema

const LIVE = {
  Id: 'i-1',
  Parent: 'p-1',
  Place: { Zone: 'a' },
  DisplayName: 'one',
  GroupId: 'g-1',
  Size: 1,
}

test.each([
  ['a name and all else', { DisplayName: 'one', Parent: 'p-1', Size: 2 }, [], 'named'],
  ['a parent alone', { Parent: 'p-1', Size: 1 }, [], 'likely'],
  ['a reference alone', { GroupId: 'g-1' }, [], 'likely'],
  ['a fixed member', { Place: { Zone: 'a' } }, [], 'likely'],
  ['another name under the same parent', { DisplayName: 'two', Size: 1 }, [], 'none'],
  ['what anybody may change', { Size: 1 }, [], 'none'],
  ['nothing', {}, [], 'none'],
  ['a parent that is not known yet', { DisplayName: 'one', Size: 1 }, ['Parent'], 'none'],
  ['a name that is not known yet', { Parent: 'p-1' }, ['DisplayName'], 'none'],
  ['a reference that is not known yet', { Parent: 'p-1' }, ['GroupId'], 'none'],
  ['a size that is not known yet', { DisplayName: 'one' }, ['Size'], 'named'],
] as const)('%s', (_, desired, unknown, expected) => {
  const wanted = { name: 'thing', schema, region: 'us-east-1', desired, unknown }
  expect(evidenceOf(wanted, LIVE)).toBe(expected)
  if (expected !== 'none') expect(canBeKnown(wanted)).toBe(true)
})
