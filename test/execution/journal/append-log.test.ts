import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppendLog } from '../../../src/execution/journal/append-log.js'
import { checkedLine, readCheckedLine } from '../../../src/execution/journal/checked-line.js'
import { compactLog } from '../../../src/execution/journal/compact-log.js'
import { asideFiles, readLog } from '../../../src/execution/journal/read-log.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-journal-'))
  path = join(folder, 'deep', 'log.jsonl')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

async function write(...entries: readonly number[]): Promise<void> {
  const log = new AppendLog(path)
  for (const n of entries) await log.append({ n }, { durable: true })
  await log.close()
}

const numbers = async (): Promise<unknown[]> => (await readLog(path)).entries.map(({ n }) => n)

test('what was appended is read, in order, and only its owner may read it', async () => {
  await write(1, 2)
  await write(3)
  expect(await numbers()).toEqual([1, 2, 3])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a log that nobody wrote to is empty and makes no file', async () => {
  await new AppendLog(path).close()
  expect(await readLog(path)).toEqual({ entries: [], lines: [] })
})

test('a torn tail loses itself alone, and what comes after it stands on its own line', async () => {
  await write(1, 2)
  const whole = readFileSync(path, 'utf8')
  for (const cut of [1, 5, 20, 30]) {
    writeFileSync(path, whole.slice(0, -cut))
    await write(3)
    // Without its line end alone, the second entry is still whole.
    const { entries, lines } = await readLog(path)
    expect(entries).toEqual(cut === 1 ? [{ n: 1 }, { n: 2 }, { n: 3 }] : [{ n: 1 }, { n: 3 }])
    const torn = lines.filter(({ entry }) => entry === undefined)
    const offset = whole.indexOf('\n') + 1
    expect(torn).toEqual(cut === 1 ? [] : [{ file: path, number: 2, offset }])
  }
})

test('any changed byte is noticed', () => {
  const entry = { kind: 'begin', text: 'a "quoted" \u2028 text', n: 1 }
  const line = checkedLine(entry).trimEnd()
  expect(readCheckedLine(line)).toEqual(entry)
  fc.assert(
    fc.property(fc.nat(line.length - 1), fc.integer({ min: 33, max: 126 }), (at, code) => {
      const char = String.fromCharCode(code)
      fc.pre(line[at] !== char)
      expect(readCheckedLine(line.slice(0, at) + char + line.slice(at + 1))).toBeUndefined()
    }),
  )
})

test('several writers at once lose nothing and tear nothing', async () => {
  const logs = Array.from({ length: 4 }, () => new AppendLog(path))
  const writes = logs.flatMap((log, writer) =>
    Array.from({ length: 50 }, (_, n) =>
      log.append({ n: writer * 50 + n, pad: 'x'.repeat(3_000) }, { durable: n % 10 === 0 }),
    ),
  )
  await Promise.allSettled(writes)
  for (const log of logs) await log.close()
  const { entries, lines } = await readLog(path)
  expect(lines).toHaveLength(entries.length)
  expect(entries.map(({ n }) => n as number).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, n) => n),
  )
})

describe('compaction', () => {
  const even = (entries: readonly Readonly<Record<string, unknown>>[]): never =>
    entries.filter(({ n }) => (n as number) % 2 === 0) as never

  test('keeps what is asked for and leaves nothing aside', async () => {
    await write(1, 2, 3, 4)
    await compactLog(path, even, { above: 0 })
    expect(await numbers()).toEqual([2, 4])
    expect(await asideFiles(path)).toEqual([])
  })

  test('leaves a small log alone', async () => {
    await write(1)
    await compactLog(path, even)
    expect(await numbers()).toEqual([1])
  })

  test('a file that a crash left aside is read, and goes with the next compaction', async () => {
    await write(4)
    appendFileSync(`${path}.aside-1`, checkedLine({ n: 2 }) + checkedLine({ n: 1 }))
    expect(await numbers()).toEqual([2, 1, 4])
    await compactLog(path, even, { above: 0 })
    expect(await numbers()).toEqual([2, 4])
    expect(await asideFiles(path)).toEqual([])
  })

  test('one that goes on while others write loses nothing of theirs', async () => {
    const log = new AppendLog(path)
    const compacting = (async () => {
      for (let round = 0; round < 20; round++) await compactLog(path, even, { above: 0 })
    })()
    for (let n = 0; n < 200; n++) await log.append({ n: n * 2 }, { durable: false })
    await compacting
    await log.close()
    const found = new Set(await numbers())
    expect(found.size).toBe(200)
  })
})
