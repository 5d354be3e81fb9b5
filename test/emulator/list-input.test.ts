import { expect, test } from 'vitest'
import { checkListInput, inputByProperty } from '../../src/emulator/operations/list-input.js'
import { typeNamed } from './plane.js'

const NAMESPACE = typeNamed('AWS::APS::RuleGroupsNamespace')

test('a handler that takes a property under a name of its own is asked by that name', () => {
  expect(() =>
    checkListInput(NAMESPACE, { Arn: 'arn:aws:aps:us-east-1:1:workspace/w' }),
  ).not.toThrow()
  expect(() =>
    checkListInput(NAMESPACE, { Workspace: 'arn:aws:aps:us-east-1:1:workspace/w' }),
  ).toThrow('required key [Arn] not found')
  expect(inputByProperty(NAMESPACE, { Arn: 'w' })).toEqual({ Workspace: 'w' })
})

test('elsewhere the name of the property counts', () => {
  const integration = typeNamed('AWS::CustomerProfiles::Integration')
  expect(() => checkListInput(integration, { DomainName: 'd' })).not.toThrow()
  expect(inputByProperty(integration, { DomainName: 'd' })).toEqual({ DomainName: 'd' })
})
