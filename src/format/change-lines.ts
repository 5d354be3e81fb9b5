import picocolors from 'picocolors'
import type { ChangeView } from '../resource/index.js'
import { canonicalJson, visible, type Json } from '../util/index.js'

/** Longer values are cut, with a mark, where people read them; scripts get them whole. */
const MAX_VALUE = 240

type Colors = ReturnType<typeof picocolors.createColors>

const SIGNS = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  'no-op': '=',
  error: '!',
} as const

/** Changes as a diff that people read: a line for each resource, and below it one for each path. */
export function changeLines(
  views: readonly ChangeView[],
  { color }: { readonly color: boolean },
): string[] {
  const colors = picocolors.createColors(color)
  return views.flatMap((view) => linesOf(view, colors))
}

/** `1 to create, 2 to update, 3 unchanged` */
export function changeSummary(views: readonly ChangeView[]): string {
  const count = (kind: ChangeView['change']): number =>
    views.filter(({ change, error }) => change === kind && error === null).length
  const failing = views.filter(({ error }) => error !== null)
  const unplanned = failing.filter(({ change }) => change === 'error').length
  const parts = [
    [count('create'), 'to create'],
    [count('update'), 'to update'],
    [count('replace'), 'to replace'],
    [count('delete'), 'to delete'],
    [count('no-op'), 'unchanged'],
    [unplanned, 'that cannot be planned'],
    [failing.length - unplanned, 'that would fail'],
  ] as const
  const told = parts.filter(([number]) => number > 0)
  if (told.length === 0) return 'no resource matches'
  return told.map(([number, what]) => `${String(number)} ${what}`).join(', ')
}

function linesOf(view: ChangeView, colors: Colors): string[] {
  const paint = paintOf(view.change, colors)
  const name = view.identifier === null ? '' : ` ${visible(view.identifier)}`
  const kind = view.change === 'no-op' ? 'no change' : view.change
  const order =
    view.change !== 'replace'
      ? ''
      : view.calls[0] === 'DeleteResource'
        ? ': deleted, then made anew'
        : ': made anew, then the old one is deleted'
  const place = view.connection === 'default' ? view.region : `${view.connection}, ${view.region}`
  const number = view.number === undefined ? '' : `#${String(view.number)} `
  const after = (view.dependsOn ?? []).map((each) => `#${String(each)}`).join(', ')
  return [
    `${number}${paint(`${SIGNS[view.change]} ${kind}`)} ${view.typeName}${name} (${place})${order}${after === '' ? '' : `, after ${after}`}`,
    ...view.reasons.filter(({ path }) => path !== '').map((reason) => reasonLine(reason, colors)),
    ...view.notes.map((note) => `    ${colors.yellow('note:')} ${visible(note)}`),
    ...(view.error === null ? [] : [`    ${colors.red('error:')} ${visible(view.error)}`]),
    ...(view.calls.length === 0 ? [] : [`    ${colors.dim(`calls: ${view.calls.join(', ')}`)}`]),
  ]
}

function paintOf(change: ChangeView['change'], colors: Colors): (text: string) => string {
  switch (change) {
    case 'create':
      return colors.green
    case 'update':
      return colors.yellow
    case 'replace':
    case 'delete':
    case 'error':
      return colors.red
    case 'no-op':
      return colors.dim
  }
}

const EFFECTS = {
  'in-place': '',
  replace: ' (takes a new resource)',
  'may-replace': ' (may take a new resource)',
} as const

function reasonLine(
  { path, from, to, why, effect }: ChangeView['reasons'][number],
  colors: Colors,
): string {
  const told = colors.red(EFFECTS[effect])
  const place = `    ${visible(path)}`
  if (why === 'new') return `${place}  ${colors.green(valueText(to))}`
  if (to === undefined) return `${place}  ${colors.red(valueText(from))} -> nothing${told}`
  const before =
    why === 'write-only'
      ? colors.dim('(never returned)')
      : from === undefined
        ? 'nothing'
        : colors.red(valueText(from))
  return `${place}  ${before} -> ${colors.green(valueText(to))}${told}`
}

function valueText(value: Json | undefined): string {
  const text = visible(canonicalJson(value ?? null))
  return text.length <= MAX_VALUE
    ? text
    : `${text.slice(0, MAX_VALUE)}… (${String(text.length)} characters)`
}
