import { describe, expect, it } from 'vitest'
import { History } from '../../../src/shell/history/history.js'

describe('History', () => {
  it('goes back and forth, and ends at what was being written', () => {
    const history = new History(['one', 'two'])
    expect(history.back('draft')).toBe('two')
    expect(history.back('two')).toBe('one')
    expect(history.back('one')).toBeUndefined()
    expect(history.forward()).toBe('two')
    expect(history.forward()).toBe('draft')
    expect(history.forward()).toBeUndefined()
  })

  it('has an entry once, where it was used last', () => {
    const history = new History(['one', 'two', 'one', 'three'])
    expect(history.entries).toEqual(['two', 'one', 'three'])
    history.add('two')
    expect(history.entries).toEqual(['one', 'three', 'two'])
  })

  it('suggests the newest entry that begins so', () => {
    const history = new History(['select 1', 'select 2', 'show providers'])
    expect(history.suggestion('sel')).toBe('select 2')
    expect(history.suggestion('select 2')).toBeUndefined()
    expect(history.suggestion('  ')).toBeUndefined()
  })

  it('finds entries, newest first', () => {
    const history = new History(['SELECT a', 'show b', 'select c'])
    expect(history.search('SELECT')).toBe('select c')
    expect(history.search('select', 1)).toBe('SELECT a')
    expect(history.search('select', 2)).toBeUndefined()
  })
})
