import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HistoryFile } from '../../../src/shell/history/history-file.js'
import { mapConcurrent } from '../../../src/util/index.js'

const freshPath = (): string => join(mkdtempSync(join(tmpdir(), 'skyql-')), 'deep', 'history')

describe('HistoryFile', () => {
  it('keeps entries of several lines, for its owner alone', async () => {
    const path = freshPath()
    await new HistoryFile(path).append('SELECT 1\nFROM t')
    expect(await new HistoryFile(path).news()).toEqual(['SELECT 1\nFROM t'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('tells of what other shells add, once', async () => {
    const path = freshPath()
    const [mine, other] = [new HistoryFile(path), new HistoryFile(path)]
    expect(await mine.news()).toEqual([])
    await other.append('one')
    expect(await mine.news()).toEqual(['one'])
    await other.append('two')
    expect(await mine.news()).toEqual(['two'])
    expect(await mine.news()).toEqual([])
  })

  it('loses nothing of shells that write at once', async () => {
    const path = freshPath()
    const files = Array.from({ length: 10 }, () => new HistoryFile(path))
    await mapConcurrent(files, 10, async (file, index) => {
      for (let times = 0; times < 20; times++)
        await file.append(`${String(index)} ${String(times)}`)
    })
    expect(new Set(await new HistoryFile(path).news()).size).toBe(200)
  })

  it('passes over a torn line and bytes that are no text', async () => {
    const path = freshPath()
    await new HistoryFile(path).append('one')
    appendFileSync(path, Buffer.from([0xff, 0xfe, 10]))
    appendFileSync(path, '"torn\n"two"\n"not yet wri')
    expect(await new HistoryFile(path).news()).toEqual(['one', 'two'])
  })

  it('writes a large file anew with the newest of each entry', async () => {
    const path = freshPath()
    const file = new HistoryFile(path)
    await file.append('first')
    const line = `${JSON.stringify(`again ${'x'.repeat(1000)}`)}\n`
    writeFileSync(path, readFileSync(path, 'utf8') + line.repeat(8_100))
    await file.append('last')
    expect(statSync(path).size).toBeLessThan(2_000)
    const entries = await new HistoryFile(path).news()
    expect([entries.length, entries.at(0), entries.at(-1)]).toEqual([3, 'first', 'last'])
  })
})
