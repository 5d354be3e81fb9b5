import { expect, it } from 'vitest'
import { propertyPath } from '../../src/resource/index.js'
import { appError } from './expected-error.js'
import { schemaOf } from './schemas.js'

const schema = schemaOf({
  properties: {
    VpcConfig: {
      type: 'object',
      additionalProperties: false,
      properties: { SubnetIds: { type: 'array', items: { type: 'string' } } },
    },
    Rules: {
      type: 'array',
      items: {
        type: 'object',
        properties: { Id: { type: 'string' } },
        additionalProperties: false,
      },
    },
    Labels: { type: 'object' },
  },
})

it.each([
  ['Rules', ['Rules']],
  ['rules.0.id', ['Rules', '0', 'Id']],
  ['Rules[0].Id', ['Rules', '0', 'Id']],
  ['/Rules/0/Id', ['Rules', '0', 'Id']],
  ['vpc_config/subnet_ids', ['VpcConfig', 'SubnetIds']],
  ['/Labels/a.b~1c', ['Labels', 'a.b/c']],
])('%s is a path', (text, path) => {
  expect(propertyPath(schema, text)).toEqual(path)
})

it.each([
  ['Rule', 'Did you mean Rules?'],
  ['Rules.Id', 'It is a list: Rules.0 is its first item.'],
  ['Rules.0.Name', 'It has Id.'],
  ['vpc_config.subnets', 'Did you mean SubnetIds?'],
  ['Rules.0.Id.x', 'It has no properties.'],
])('%s is none', (text, hint) => {
  expect(() => propertyPath(schema, text)).toThrow(
    appError('UNKNOWN_COLUMN', { hint: new RegExp(hint.replace('?', '.')) }),
  )
})
