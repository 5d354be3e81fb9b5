import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createSession } from '../../../src/session/index.js'
import { isComplete } from '../../../src/shell/syntax/is-complete.js'
import { problemIn } from '../../../src/shell/syntax/problem-in.js'

const session = createSession({
  host: { notify: () => undefined },
  catalogRoots: [join(import.meta.dirname, '../../../dist/catalog')],
})
const parser = (text: string) => session.syntaxProblem(text)
afterAll(() => session.close())

describe('problemIn', () => {
  it.each([
    ['SELECT 1 FORM t', 't'],
    ['SELECT * FROM t WHERE AND x', 'AND'],
    ['SELECT 1; SELECT 2 2;', '2'],
    ['INSERT INTO awscc.s3.buckets (bucket_name) SELECT SELECT', 'SELECT'],
    ["SELECT 'never ends", "'never ends"],
    ['SELEC 1', 'SELEC'],
    ['SELECT ->> FROM t', '->>'],
  ])('%s stops at %s', async (text, stopped) => {
    const problem = await problemIn(text, parser)
    expect(text.slice(problem?.from, problem?.to)).toBe(stopped)
    expect(problem?.message).not.toBe('')
  })

  it.each(['SELECT 1', 'SELECT 1; SELECT 2;', '\\x of', '', "SELECT tags ->> 'a' FROM t", '-- no'])(
    'takes %j',
    async (text) => {
      expect(await problemIn(text, parser)).toBeUndefined()
    },
  )

  it('finds the end of what ends too early at its end', async () => {
    const text = 'SELECT * FROM t WHERE '
    const problem = await problemIn(text, parser)
    expect(problem?.from).toBeGreaterThanOrEqual(text.trimEnd().length)
  })

  it('leaves alone what nobody waits for', async () => {
    expect(await problemIn('SELECT '.repeat(10_000), parser)).toBeUndefined()
  })
})

describe('isComplete', () => {
  it.each([
    ['SELECT 1', true],
    ['SELECT 1;', true],
    ['SELECT', false],
    ['SELECT 1,', false],
    ['SELECT * FROM', false],
    ['SELECT * FROM t WHERE', false],
    ["SELECT 'open", false],
    ['SELECT /* open', false],
    ['SELECT (1', false],
    ['SELECT 1 -- done', true],
    ['-- nothing yet', false],
    ['SELECT 1; SELECT', false],
    ['SELECT 1; SELECT 2', true],
    ['SELECT 1 FORM t', true],
    ['INSERT INTO awscc.s3.buckets (bucket_name) VALUES', false],
    ["INSERT INTO awscc.s3.buckets (bucket_name) VALUES ('a')", true],
    ['BEGIN', true],
    ['SHOW PROVIDERS', true],
    ['\\dt awscc.s3', true],
    ['\\nonsense', true],
    ['help', true],
    ['exit;', true],
  ])('%s: %s', async (text, complete) => {
    expect(await isComplete(text, parser)).toBe(complete)
  })
})
