import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { HistoryFile } from '../../../src/shell/history/history-file.js'
import { History } from '../../../src/shell/history/history.js'
import { KeptHistory } from '../../../src/shell/history/kept-history.js'

describe('a history that is kept', () => {
  let path: string
  let warnings: string[]
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'skyql-history-')), 'history')
    warnings = []
  })

  function kept(history: History): KeptHistory {
    const warn = (line: string): number => warnings.push(line)
    return new KeptHistory({ history, file: new HistoryFile(path), warn })
  }

  it('has what other shells entered before its own entry', async () => {
    const [mine, others] = [new History(), new History()]
    const [first, second] = [kept(mine), kept(others)]
    await first.load()
    await second.keep('SELECT 1')
    await first.keep('SELECT 2')
    expect(mine.entries).toEqual(['SELECT 1', 'SELECT 2'])
    const later = new History()
    await kept(later).load()
    expect(later.entries).toEqual(['SELECT 1', 'SELECT 2'])
    expect(warnings).toEqual([])
  })

  it('keeps no secret', async () => {
    const history = new History()
    await kept(history).keep(
      'INSERT INTO awscc.iam.users (login_profile) VALUES (\'{"Password": "hunter2"}\')',
    )
    expect(history.entries.join()).not.toContain('hunter2')
    expect(await readFile(path, 'utf8')).not.toContain('hunter2')
  })

  it('goes on, and says so, where its file cannot be used', async () => {
    await mkdir(path)
    const history = new History()
    const broken = kept(history)
    await broken.load()
    await broken.keep('SELECT 1')
    expect(history.entries).toEqual(['SELECT 1'])
    expect(warnings).toEqual([
      expect.stringMatching(/^warning: the history could not be read: EISDIR/),
      expect.stringMatching(/^warning: the history could not be written: EISDIR/),
    ])
  })
})
