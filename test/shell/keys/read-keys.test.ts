import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { keyId, type Key } from '../../../src/shell/keys/key.js'
import { KeyReader } from '../../../src/shell/keys/read-keys.js'

async function keysOf(...chunks: readonly (string | Buffer)[]): Promise<Key[]> {
  const keys: Key[] = []
  const reader = new KeyReader((key) => keys.push(key))
  for (const chunk of chunks) reader.write(Buffer.from(chunk as string))
  await delay(150)
  return keys
}

describe('KeyReader', () => {
  it.each([
    ['a', 'a', 'a'],
    ['A', 'A', 'A'],
    [' ', ' ', ' '],
    ['é', 'é', 'é'],
    ['日', '日', '日'],
    [';', ';', ';'],
    ['\r', 'return', ''],
    ['\n', 'enter', ''],
    ['\t', 'tab', ''],
    ['\u001b[Z', 'S-tab', ''],
    ['\u007f', 'backspace', ''],
    ['\u0001', 'C-a', ''],
    ['\u001f', 'C-_', ''],
    ['\u001bf', 'M-f', ''],
    ['\u001b<', 'M-<', ''],
    ['\u001b\r', 'M-return', ''],
    ['\u001b\u007f', 'M-backspace', ''],
    ['\u001b[A', 'up', ''],
    ['\u001bOB', 'down', ''],
    ['\u001b[1;5C', 'C-right', ''],
    ['\u001b[1;3D', 'M-left', ''],
    ['\u001b[3~', 'delete', ''],
    ['\u001b', 'escape', ''],
  ])('names %j %s', async (input, id, text) => {
    const keys = await keysOf(input)
    expect(keys.map((key) => [keyId(key), key.text])).toEqual([[id, text]])
  })

  it('reads letters that come in pieces', async () => {
    const [first, second] = [Buffer.from('日').subarray(0, 1), Buffer.from('日').subarray(1)]
    expect((await keysOf(first, second)).map(({ text }) => text)).toEqual(['日'])
  })

  it('gives a paste as one key, however it is cut', async () => {
    const whole = 'a\u001b[200~SELECT 1;\nSELECT 2\u001b[201~b'
    for (const at of [0, 2, 4, 8, 20, 27, 30]) {
      const keys = await keysOf(whole.slice(0, at), whole.slice(at))
      expect(keys.map((key) => [keyId(key), key.text])).toEqual([
        ['a', 'a'],
        ['paste', 'SELECT 1;\nSELECT 2'],
        ['b', 'b'],
      ])
    }
  })
})
