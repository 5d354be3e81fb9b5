import { render } from 'ink-testing-library'
import { createElement } from 'react'
import { describe, expect, it } from 'vitest'
import { emptyEditor } from '../../../src/shell/editor/editor-state.js'
import { THEMES } from '../../../src/shell/highlight/theme.js'
import type { ShellState } from '../../../src/shell/shell-state.js'
import { Store } from '../../../src/shell/store.js'
import { ShellView } from '../../../src/shell/view/shell-view.js'

function shown(
  change: { readonly [K in keyof ShellState]?: ShellState[K] },
  size = { columns: 60, rows: 24 },
): string {
  const store = new Store(size, 'emacs')
  store.set(change)
  const view = createElement(ShellView, {
    store,
    prompt: () => 'skyql> ',
    theme: () => THEMES.none,
  })
  const { lastFrame, unmount } = render(view)
  const frame = lastFrame() ?? ''
  unmount()
  return frame
}

const editing = (text: string, cursor = text.length): ShellState['editor'] => ({
  ...emptyEditor(),
  text,
  cursor,
})

const candidates = ['vpcs', 'vpc_endpoints', 'vpn_gateways'].map((text) => ({
  text,
  kind: 'table' as const,
  detail: `AWS::EC2::${text}`,
}))

describe('ShellView', () => {
  it('shows the text behind the prompt, and its lines below each other', () => {
    expect(shown({ editor: editing('SELECT 1\nFROM t') })).toBe('skyql> SELECT 1\n     > FROM t')
  })

  it('wraps at the width of the window', () => {
    const frame = shown({ editor: editing('x'.repeat(40)) }, { columns: 30, rows: 24 })
    expect(frame.split('\n').map((line) => line.trimEnd())).toEqual([
      `skyql> ${'x'.repeat(22)}`,
      `       ${'x'.repeat(18)}`,
    ])
  })

  it('counts the columns of wide letters', () => {
    const frame = shown({ editor: editing('日'.repeat(12)) }, { columns: 30, rows: 24 })
    expect(frame.split('\n')[0]).toBe(`skyql> ${'日'.repeat(11)}`)
  })

  it('suggests behind the text', () => {
    expect(shown({ editor: editing('SELECT'), suggestion: ' 1 FROM t' })).toBe(
      'skyql> SELECT 1 FROM t',
    )
  })

  it('shows no more lines than the window has, and says how many there are', () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${String(index)}`).join('\n')
    const lines = shown({ editor: editing(text) }, { columns: 40, rows: 10 }).split('\n')
    expect(lines.length).toBeLessThan(10)
    expect(lines[0]).toMatch(/^↑ \d+ more$/)
    expect(lines.at(-1)?.trim()).toBe('> line 99')
  })

  it('shows ten megabytes', () => {
    const lines = shown({ editor: editing('a long line of text\n'.repeat(500_000)) }).split('\n')
    expect(lines.length).toBeLessThan(24)
    expect(lines[0]).toMatch(/^↑ 49\d+ more$/)
  })

  it('shows candidates with what they are', () => {
    const editor = editing('SELECT * FROM awscc.ec2.vp')
    const popup = {
      completion: { from: 24, to: 26, candidates },
      chosen: 1,
      written: 'vp',
    }
    expect(shown({ editor, popup })).toBe(
      [
        'skyql> SELECT * FROM awscc.ec2.vp',
        '  vpcs           table      AWS::EC2::vpcs',
        '  vpc_endpoints  table      AWS::EC2::vpc_endpoints',
        '  vpn_gateways   table      AWS::EC2::vpn_gateways',
      ].join('\n'),
    )
  })

  it('fits a window of 40x10', () => {
    const popup = { completion: { from: 0, to: 0, candidates }, chosen: -1, written: '' }
    const lines = shown({ editor: editing(''), popup }, { columns: 40, rows: 10 }).split('\n')
    expect(lines.length).toBeLessThan(10)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
  })

  it('tells how far a statement is', () => {
    const progress = {
      elapsed: 1234,
      units: 17,
      unitsDone: 5,
      rows: 1200,
      calls: 44,
      throttles: 3,
      failed: 1,
      failedPlaces: 'eu-west-1',
      cancelling: false,
      requests: ['CREATE AWS::S3::Bucket IN_PROGRESS 4 s'],
    }
    const frame = shown({ phase: 'running', progress }, { columns: 100, rows: 24 })
    expect(frame).toBe(
      'CREATE AWS::S3::Bucket IN_PROGRESS 4 s\n' +
        '1.2 s  ██████░░░░░░░░░░░░░░ 5 of 17  1200 rows  44 calls  3 throttled  1 failed: eu-west-1',
    )
  })

  it('shows a search, a question, and nothing where it is left or idle', () => {
    const search = { wanted: 'buck', skip: 0, found: 'SELECT *\nFROM buckets' }
    expect(shown({ phase: 'searching', search })).toBe('search: buck▏ SELECT * FROM buckets')
    expect(shown({ phase: 'searching', search: { wanted: 'x', skip: 0 } })).toBe(
      'search: x▏ (nothing)',
    )
    expect(shown({ phase: 'asking', question: 'delete 3 resources?' })).toBe(
      'delete 3 resources? [y/N]',
    )
    expect(shown({ phase: 'left' })).toBe('')
    expect(shown({ phase: 'running' })).toBe('')
  })

  it('says below the text where the parser stopped', () => {
    const problem = { from: 9, to: 13, message: 'syntax error at FORM' }
    expect(shown({ editor: editing('SELECT 1 FORM t'), problem, note: problem.message })).toBe(
      'skyql> SELECT 1 FORM t\n syntax error at FORM',
    )
  })

  it('counts an emoji of several code points as one wide letter', () => {
    const frame = shown({ editor: editing('👩‍👩‍👧'.repeat(12)) }, { columns: 30, rows: 24 })
    expect(frame.split('\n')[0]).toBe(`skyql> ${'👩‍👩‍👧'.repeat(11)}`)
  })

  it('lets no text steer the terminal', () => {
    expect(shown({ editor: editing('a\u001b[31mb') })).toContain('a\\x1b[31mb')
  })
})
