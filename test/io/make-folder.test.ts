import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder } from '../../src/io/index.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-io-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('makes the folders above, each for the user alone, and leaves those that are there', () => {
  const path = join(folder, 'a/b/c')
  makeFolder(path)
  makeFolder(path)
  for (const made of ['a', 'a/b', 'a/b/c']) {
    expect(statSync(join(folder, made)).mode & 0o777).toBe(0o700)
  }
})

test.skipIf(!existsSync('/proc/self'))('comes back from where no folder can be made', () => {
  expect(() => {
    makeFolder('/proc/.cache/skyql/lists')
  }).toThrow(/ENOENT/)
})
