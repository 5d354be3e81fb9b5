import { describe, expect, it } from 'vitest'
import { utf8Text } from '../../src/util/index.js'

describe('the text of a file', () => {
  it.each([
    ['grün', Buffer.from('grün')],
    ['a: 1\r\n', Buffer.from('\ufeffa: 1\r\n')],
    ['', Buffer.from('\ufeff')],
  ])('is %j', (text, bytes) => {
    expect(utf8Text(bytes)).toBe(text)
  })

  it.each([
    ['Latin-1', Buffer.from('grün', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffa: 1', 'utf16le')],
  ])('is not taken from %s', (_name, bytes) => {
    expect(() => utf8Text(bytes)).toThrow(TypeError)
  })
})
