import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { skyql } from '../support/skyql.js'

test('bash completes verbs and flags', async () => {
  const { stdout: script } = await skyql(['completion', 'bash'])
  const complete = (...words: string[]): string[] =>
    execFileSync('bash', [
      '-c',
      `${script}\nCOMP_WORDS=(skyql ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${String(words.length)}; _skyql; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ])
      .toString()
      .trim()
      .split('\n')
  expect(complete('em')).toEqual(['emulator'])
  expect(complete('providers', 'im')).toEqual(['import'])
  expect(complete('exec', '--end')).toEqual(['--endpoint-url'])
  expect(complete('exec', 'SELECT 1', '--prof')).toEqual(['--profile'])
})

test('an unknown shell is a usage error', async () => {
  const { code, stderr } = await skyql(['completion', 'tcsh'])
  expect(code).toBe(2)
  expect(stderr).toContain('bash, zsh or fish')
})
