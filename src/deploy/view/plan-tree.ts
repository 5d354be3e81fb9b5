import {
  countActions,
  type Action,
  type PlanFailure,
  type StackPlan,
  type Step,
} from '../plan/step.js'
import { visible } from '../../util/index.js'
import { shortValue, viewStep, type PathView } from './plan-view.js'

export type Paint = (
  text: string,
  how: 'green' | 'yellow' | 'red' | 'magenta' | 'dim' | 'bold',
) => string

const SIGNS: Readonly<Record<Action, readonly [string, Parameters<Paint>[1]]>> = {
  create: ['+', 'green'],
  update: ['~', 'yellow'],
  replace: ['±', 'magenta'],
  delete: ['-', 'red'],
  'no-op': ['=', 'dim'],
  run: ['>', 'yellow'],
  read: ['?', 'dim'],
  skip: ['.', 'dim'],
  forget: ['×', 'dim'],
}

/**
 * A plan as a tree: what changes, and why at each path; what stays is counted. Nothing in it steers a terminal but what
 * `paint` adds.
 */
export function planTree({ stack, env, region, steps, failures }: StackPlan, paint: Paint): string {
  const shown = steps.filter((step) => isShown(step))
  const width = Math.max(0, ...[...shown, ...failures].map(({ name }) => name.length))
  const lines = [
    ...shown.flatMap((step) => stepLines(step, width, paint)),
    ...failures.map((one) => failureLine(one, width, paint)),
  ]
  const title =
    paint(visible(`${stack}/${env}`), 'bold') +
    (region === undefined ? '' : visible(` in ${region}`))
  const summary = planSummary(steps, failures)
  return [title, ...(lines.length === 0 ? [] : ['', ...lines]), '', summary, ''].join('\n')
}

function failureLine({ name, error }: PlanFailure, width: number, paint: Paint): string {
  const sign = paint(`! ${'failed'.padEnd(7)}`, 'red')
  const why = error?.message.split('\n')[0] ?? 'not planned: something that it needs failed'
  return `${sign} ${visible(name).padEnd(width)}  ${visible(why)}`
}

function isShown({ action, note, leftovers }: Step): boolean {
  return (action !== 'no-op' && action !== 'read') || note !== undefined || leftovers.length > 0
}

/** `2 to create, 1 to update, 5 unchanged, 1 not planned` */
export function planSummary(steps: readonly Step[], failures: readonly PlanFailure[] = []): string {
  const counts = countActions(
    steps.filter(({ action, leftovers }) => action !== 'no-op' || leftovers.length === 0),
  )
  const leftovers = steps.reduce((sum, step) => sum + step.leftovers.length, 0)
  const parts = (
    [
      ['create', 'to create'],
      ['update', 'to update'],
      ['replace', 'to replace'],
      ['delete', 'to delete'],
      ['run', 'to run'],
      ['forget', 'to forget'],
      ['skip', 'skipped'],
      ['no-op', 'unchanged'],
    ] as const
  ).flatMap(([action, words]) => {
    const count = counts[action] ?? 0
    return count === 0 ? [] : [`${String(count)} ${words}`]
  })
  if (leftovers > 0)
    parts.push(`${String(leftovers)} leftover${leftovers === 1 ? '' : 's'} to delete`)
  if (failures.length > 0) parts.push(`${String(failures.length)} not planned`)
  return parts.length === 0 ? 'nothing to do' : parts.join(', ')
}

function stepLines(step: Step, width: number, paint: Paint): string[] {
  const view = viewStep(step)
  const [sign, color] = SIGNS[step.action]
  const about = [view.resourceType ?? view.type, view.identifier].filter((one) => one !== undefined)
  const order = view.order === undefined ? '' : paint(`  (${ORDERS[view.order] ?? ''})`, 'magenta')
  const note = view.note === undefined ? '' : paint(visible(`  (${view.note})`), 'dim')
  const head = `${paint(`${sign} ${step.action.padEnd(7)}`, color)} ${visible(step.name).padEnd(width)}  ${visible(about.join('  '))}${order}${note}`
  return [
    head,
    ...(step.action === 'skip' ? [] : view.paths.map((path) => pathLine(path, paint))),
    ...view.unknown.map(
      (name) =>
        `    ${paint('+', 'green')} /${visible(name)}  ${paint('known once what it comes from is there', 'dim')}`,
    ),
    ...statementLines(view.statement).map((line) => `    ${paint(visible(line), 'dim')}`),
    ...view.unsure.map(
      (path) => `    ${paint(visible(`? ${path}  may differ; left alone`), 'dim')}`,
    ),
    ...(view.leftovers ?? []).map(
      (one) => `    ${paint('-', 'red')} ${visible(one)}  ${paint('which it replaced', 'dim')}`,
    ),
  ]
}

/** Lines of a statement that are shown. */
const SHOWN_LINES = 12

function statementLines(statement: string | undefined): string[] {
  const lines = (statement ?? '').split('\n').filter((line) => line.trim() !== '')
  const more = lines.length - SHOWN_LINES
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `> ${line}`)
  return more > 0 ? [...shown, `> … ${String(more)} more lines`] : shown
}

const ORDERS: Readonly<Record<string, string>> = {
  create_then_delete: 'the new one is made before the old one goes',
  delete_then_create: 'the old one goes before the new one is made',
}

function pathLine({ path, from, to, why, effect, changedIn }: PathView, paint: Paint): string {
  const sign =
    to === undefined
      ? paint('-', 'red')
      : from === undefined
        ? paint('+', 'green')
        : paint('~', 'yellow')
  const value =
    from === undefined
      ? shortValue(to)
      : to === undefined
        ? shortValue(from)
        : `${shortValue(from)} -> ${shortValue(to)}`
  const forced = effect === 'replace' ? paint('  forces replacement', 'magenta') : ''
  const may = effect === 'may-replace' ? paint('  may have to be replaced', 'magenta') : ''
  const reason = why === 'new' || why === 'differs' ? '' : paint(`  (${why})`, 'dim')
  const since = changedIn === undefined ? '' : paint(`  (changed in the ${changedIn})`, 'dim')
  return `    ${sign} ${visible(path)}  ${visible(value)}${reason}${forced}${may}${since}`
}
