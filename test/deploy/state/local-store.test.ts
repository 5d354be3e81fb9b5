import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { emptyRecord, LocalStore } from '../../../src/deploy/index.js'
import { AppError } from '../../../src/errors/index.js'
import type { Message } from '../../../src/io/index.js'

const root = mkdtempSync(join(tmpdir(), 'skyql-state-'))
afterAll(() => rmSync(root, { recursive: true }))

let count = 0
let dir = ''
let messages: Message[] = []
beforeEach(() => {
  dir = join(root, String(count++))
  messages = []
})
const journal = (): string => join(dir, 'journal.jsonl')
const store = (): LocalStore =>
  new LocalStore({
    dir,
    makeRecord: () => emptyRecord('s', 'dev', 'salt'),
    makeHolder: (verb) => ({
      id: `run-${String(count++)}`,
      host: hostname(),
      user: 'someone',
      pid: process.pid,
      verb,
      since: '2026-01-01T00:00:00Z',
    }),
    lockTimeoutMs: 0,
    host: { notify: (message) => void messages.push(message) },
  })

/** What a run that dies leaves behind. */
async function crashed(...names: readonly string[]): Promise<string> {
  const held = await store().lock('build')
  for (const name of names) {
    const record = { typeName: 'T', region: 'r', identifier: name, at: 1, needs: [] }
    await held.append({ kind: 'keep', resource: name, record })
  }
  const text = readFileSync(journal(), 'utf8')
  await held.release()
  rmSync(join(dir, 'state.json'))
  writeFileSync(journal(), text)
  return text
}

test('a last line that a crash tore is left out, and taken away before more is written', async () => {
  const text = await crashed('a', 'b')
  writeFileSync(journal(), text.slice(0, -10))
  expect(Object.keys((await store().read())?.resources ?? {})).toEqual(['a'])
  expect(messages.map(({ code }) => code)).toEqual(['6101'])
  const again = await crashed('c')
  writeFileSync(journal(), again.slice(0, -10))
  // Two crashes, and still nothing but the last line is torn.
  expect(Object.keys((await store().read())?.resources ?? {})).toEqual(['a'])
})

test.each([
  ['a changed byte', (lines: string[]) => (lines[1] = lines[1]!.replace('"a"', '"x"'))],
  ['half of a line', (lines: string[]) => (lines[1] = lines[1]!.slice(0, 30))],
])('%s before the end is refused, with its place', async (_about, damage) => {
  const lines = (await crashed('a', 'b')).split('\n')
  damage(lines)
  writeFileSync(journal(), lines.join('\n'))
  for (const work of [store().read(), store().lock('build')]) {
    const error = AppError.from(await work.then(String, (cause: unknown) => cause))
    expect(error.code).toBe('CONFIGURATION')
    expect(error.message).toContain(`${journal()}:2: this line of the journal is damaged`)
    expect(error.details.hint).toContain('put the file back from a copy')
  }
  expect(readFileSync(journal(), 'utf8')).toBe(lines.join('\n'))
  // The stack is not held by a run that was refused.
  expect(await store().breakLock()).toBeUndefined()
})

test.each([
  ['another stack', 'other', 'dev'],
  ['another environment', 's', 'prd'],
])('the record of %s is refused, and left as it is', async (_about, stack, env) => {
  await (await store().lock('build')).release()
  const path = join(dir, 'state.json')
  const record = JSON.parse(readFileSync(path, 'utf8')) as object
  const text = JSON.stringify({ ...record, stack, env })
  writeFileSync(path, text)
  for (const open of [() => store().read(), () => store().lock('build')]) {
    const error = await open().catch((reason: unknown) => AppError.from(reason))
    expect(error).toMatchObject({ code: 'CONFIGURATION' })
    expect((error as AppError).message).toContain(
      `is the record of ${stack}/${env}, and this is s/dev`,
    )
  }
  expect(readFileSync(path, 'utf8')).toBe(text)
  writeFileSync(path, JSON.stringify(record))
  await (await store().lock('build')).release()
})

test('a folder that cannot be written to is told with its place', async () => {
  const file = join(root, `file-${String(count++)}`)
  writeFileSync(file, '')
  dir = join(file, 'below')
  const error = await store()
    .lock('build')
    .catch((reason: unknown) => AppError.from(reason))
  expect(error).toMatchObject({ code: 'FILE_UNWRITABLE', details: { file: dir } })
})
