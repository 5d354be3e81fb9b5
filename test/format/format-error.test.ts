import { expect, it } from 'vitest'
import { AppError } from '../../src/errors/index.js'
import { formatError } from '../../src/format/index.js'
import { positionAt } from '../../src/util/index.js'

it('shows the line, a caret, the place and the hint', () => {
  const source = 'SELECT 1;\nSELECT  domian FROM t'
  const error = new AppError('UNKNOWN_COLUMN', 'no column "domian"', {
    source,
    file: 'q.iql',
    position: positionAt(source, source.indexOf('domian')),
    hint: 'Did you mean domain?',
    region: 'us-east-1',
  })
  expect(formatError(error)).toBe(
    [
      'error[UNKNOWN_COLUMN]: no column "domian"',
      '  --> q.iql:2:9',
      '  |',
      '2 | SELECT  domian FROM t',
      '  |         ^',
      '  region: us-east-1',
      '  hint: Did you mean domain?',
    ].join('\n'),
  )
  expect(formatError(error)).not.toContain('.ts')
})

it('puts the caret under the character, past wide ones and tabs', () => {
  const source = "\t'日本' x"
  const position = positionAt(source, source.indexOf('x'))
  const lines = formatError(new AppError('SYNTAX', 'm', { position }), { source }).split('\n')
  expect(lines.slice(1)).toEqual([
    '  --> line 1, column 7',
    '  |',
    "1 | \\t'日本' x",
    '  |          ^',
  ])
})

it('shows a window of a long line', () => {
  const source = `${'a'.repeat(500)}X${'b'.repeat(500)}`
  const position = positionAt(source, 500)
  const [, , , line = '', caret = ''] = formatError(
    new AppError('SYNTAX', 'm', { position, source }),
  ).split('\n')
  expect(line.length).toBeLessThan(140)
  expect(line[caret.indexOf('^')]).toBe('X')
})

it('lets nothing of a message steer the terminal, and colours on request', () => {
  const escape = String.fromCharCode(27)
  const error = new AppError('SYNTAX', `bad ${escape}[2J`, {
    hint: `x${escape}`,
    identifier: 'i\r',
  })
  expect(formatError(error)).toBe('error[SYNTAX]: bad \\x1b[2J\n  identifier: i\\r\n  hint: x\\x1b')
  expect(formatError(error, { color: true })).toContain(`${escape}[31m`)
})

it('repeats nothing that the message says', () => {
  const error = new AppError('NOT_FOUND', 'AWS::S3::Bucket b was not found', {
    typeName: 'AWS::S3::Bucket',
    requestToken: 'r-1',
  })
  expect(formatError(error)).toBe(
    'error[NOT_FOUND]: AWS::S3::Bucket b was not found\n  request: r-1',
  )
})
