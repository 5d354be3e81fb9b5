import { visible } from '../../util/index.js'
import type { StackGraph } from './stack-graph.js'

const WIDTH = 230
const HEIGHT = 46
const GAP_X = 70
const GAP_Y = 18
const MARGIN = 16
const LINE_HEIGHT = 16
const LONGEST_LABEL = 32

/** The graph as an SVG picture: a column for each step, an arrow from what is needed to what needs it. */
export function drawSvg(graph: StackGraph, labels: ReadonlyMap<string, readonly string[]>): string {
  const places = placesOf(graph)
  const columns = Math.max(0, ...[...places.values()].map(({ column }) => column)) + 1
  const rows = Math.max(0, ...[...places.values()].map(({ row }) => row)) + 1
  const width = 2 * MARGIN + columns * WIDTH + (columns - 1) * GAP_X
  const height = 2 * MARGIN + rows * HEIGHT + (rows - 1) * GAP_Y
  const edges = graph.order.flatMap((name) =>
    (graph.dependencies.get(name) ?? []).map((need) => arrow(places.get(need), places.get(name))),
  )
  const boxes = graph.order.map((name) =>
    box(places.get(name), [name, ...(labels.get(name) ?? [])]),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#667"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...edges,
    ...boxes,
    '</svg>',
    '',
  ].join('\n')
}

interface Place {
  readonly column: number
  readonly row: number
}

/** A resource stands one column after the last of what it needs. */
function placesOf({ order, dependencies }: StackGraph): Map<string, Place> {
  const places = new Map<string, Place>()
  const filled: number[] = []
  for (const name of order) {
    const before = (dependencies.get(name) ?? []).map((need) => places.get(need)?.column ?? 0)
    const column = before.length === 0 ? 0 : Math.max(...before) + 1
    const row = filled[column] ?? 0
    filled[column] = row + 1
    places.set(name, { column, row })
  }
  return places
}

const left = ({ column }: Place): number => MARGIN + column * (WIDTH + GAP_X)
const top = ({ row }: Place): number => MARGIN + row * (HEIGHT + GAP_Y)

function arrow(from: Place | undefined, to: Place | undefined): string {
  if (from === undefined || to === undefined) return ''
  const [x1, y1] = [left(from) + WIDTH, top(from) + HEIGHT / 2]
  const [x2, y2] = [left(to), top(to) + HEIGHT / 2]
  const bend = GAP_X / 2
  return `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="#667" marker-end="url(#tip)"/>`
}

function box(place: Place | undefined, lines: readonly string[]): string {
  if (place === undefined) return ''
  const [x, y] = [left(place), top(place)]
  const first = y + HEIGHT / 2 + 4 - ((lines.length - 1) * LINE_HEIGHT) / 2
  const texts = lines.map(
    (line, index) =>
      `<text x="${x + WIDTH / 2}" y="${first + index * LINE_HEIGHT}" text-anchor="middle"${index === 0 ? ' font-weight="bold"' : ' fill="#556"'}>${escaped(shortened(line))}</text>`,
  )
  return `<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6" fill="#eef2fb" stroke="#88a"/>${texts.join('')}`
}

function shortened(text: string): string {
  return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL - 1)}…`
}

function escaped(text: string): string {
  return visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
