import { expect, test } from 'vitest'
import { together } from '../../src/deploy/verbs/plan-stack.js'
import { AppError } from '../../src/errors/index.js'

test('what several resources failed of in the same words is said once', () => {
  const failure = (name: string, message: string): [string, AppError] => [
    name,
    new AppError('NO_CREDENTIALS', message, { hint: 'set AWS_PROFILE' }),
  ]
  const same = ['a', 'b', 'c', 'd', 'e'].map((name) => failure(name, 'no credentials'))
  const error = together([...same, failure('f', 'f: another')])
  expect(error.message).toBe(
    '6 resources failed:\n- a, b, c and 2 more: no credentials\n- f: another',
  )
  expect(error.details.hint).toBe('set AWS_PROFILE')
  expect(together([failure('a', 'no credentials')]).message).toBe('a: no credentials')
})
