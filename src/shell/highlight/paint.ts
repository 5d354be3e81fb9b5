import pc from 'picocolors'
import { shownText } from '../view/shown-text.js'
import type { Problem } from '../syntax/problem-in.js'
import { highlight, withProblem } from './highlight.js'
import type { Look, Theme } from './theme.js'

const COLORS = pc.createColors(true)

/** SQL with the colours of a theme, for what is printed once. */
export function painted(text: string, theme: Theme, problem?: Problem): string {
  return withProblem(highlight(text), problem)
    .map((span) =>
      span.text
        .split('\n')
        .map((line) => paint(shownText(line), theme[span.role]))
        .join('\n'),
    )
    .join('')
}

function paint(text: string, { color, bold, dim, underline }: Look): string {
  let painted = text
  if (text === '') return text
  const named: unknown = color === undefined ? undefined : COLORS[color as keyof typeof COLORS]
  if (typeof named === 'function') painted = (named as (text: string) => string)(painted)
  if (bold === true) painted = COLORS.bold(painted)
  if (dim === true) painted = COLORS.dim(painted)
  return underline === true ? COLORS.underline(painted) : painted
}
