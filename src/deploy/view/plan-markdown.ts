import { changes, type StackPlan } from '../plan/step.js'
import { planSummary } from './plan-tree.js'
import { shortValue, viewStep, type StepView } from './plan-view.js'

/** A plan for a pull request: a table of what changes, and the paths of each folded away. */
export function planMarkdown({ stack, env, region, steps, failures }: StackPlan): string {
  const views = steps.filter(changes).map(viewStep)
  const title = `### \`${stack}/${env}\`${region === undefined ? '' : ` in ${region}`}: ${planSummary(steps, failures)}`
  if (views.length === 0 && failures.length === 0) return `${title}\n`
  const rows = views.map(
    (view) =>
      `| ${view.action} | ${cell(view.name)} | ${cell(view.resourceType ?? view.type)} | ${cell(view.identifier ?? '')} | ${cell(reasonOf(view))} |`,
  )
  const failed = failures.map(
    ({ name, error }) =>
      `| not planned | ${cell(name)} | | | ${cell(error?.message ?? 'something that it needs failed')} |`,
  )
  const details = views.filter(({ paths }) => paths.length > 0).flatMap(detail)
  return [
    title,
    '',
    '| action | resource | type | identifier | because |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...failed,
    '',
    ...details,
  ].join('\n')
}

function reasonOf({ paths, unknown, note, action, leftovers = [] }: StepView): string {
  if (action === 'create') return note ?? ''
  const forced = paths.filter(({ effect }) => effect === 'replace')
  const named = (forced.length > 0 ? forced : paths).map(({ path }) => path)
  return [
    ...named,
    ...unknown.map((name) => `/${name}`),
    ...leftovers.map((one) => `${one}, which it replaced, goes`),
    ...(note === undefined ? [] : [note]),
  ].join(', ')
}

function detail({ name, action, paths }: StepView): string[] {
  const lines = paths.flatMap(({ path, from, to }) => [
    ...(from === undefined ? [] : [`- ${path}: ${shortValue(from, 400)}`]),
    ...(to === undefined ? [] : [`+ ${path}: ${shortValue(to, 400)}`]),
  ])
  const fence = '`'.repeat(Math.max(3, longestTicks(lines.join('\n')) + 1))
  return [
    `<details><summary>${escaped(name)}: ${action}</summary>`,
    '',
    `${fence}diff`,
    ...lines,
    fence,
    '',
    '</details>',
    '',
  ]
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
