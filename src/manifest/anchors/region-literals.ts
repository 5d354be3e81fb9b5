import { positionAt } from '../../util/index.js'
import type { Problem } from '../problem.js'
import type { Anchor, StackResource } from '../stack.js'

/** Literal regions in anchors that are not the stack's: the statement would act somewhere else. */
export function foreignRegions(resources: readonly StackResource[], region: string): Problem[] {
  return resources.flatMap((resource) =>
    [...resource.anchors.values()].flatMap((anchor) =>
      literalRegions(anchor)
        .filter(({ value }) => value !== region)
        .map(({ value, offset }) => problem(resource, anchor, { value, offset, region })),
    ),
  )
}

interface Literal {
  readonly value: string
  readonly offset: number
}

const COMPARED = /\bregion"?\s*=\s*'([^'{]*)'/gi
const INSERTED = /\binsert\s+into\s+[\w."]+\s*\(([^)]*)\)\s*(?:select\b|values\s*\()/gi

function literalRegions({ template }: Anchor): Literal[] {
  const compared = [...template.matchAll(COMPARED)].map((match) => ({
    value: match[1] ?? '',
    offset: match.index + match[0].lastIndexOf("'", match[0].length - 2),
  }))
  const inserted = [...template.matchAll(INSERTED)].flatMap((match) => {
    const columns = (match[1] ?? '').split(',').map((name) => name.trim().replaceAll('"', ''))
    const at = columns.findIndex((name) => name.toLowerCase() === 'region')
    const start = match.index + match[0].length
    const value = at < 0 ? undefined : itemAt(template, start, at)
    const text = value === undefined ? undefined : /^\s*'([^'{]*)'/.exec(value.text)
    if (value === undefined || text?.[1] === undefined) return []
    return [{ value: text[1], offset: value.start + text[0].indexOf("'") }]
  })
  return [...compared, ...inserted]
}

/** The item at an index of a list of values, up to its comma; texts, parentheses and placeholders are skipped. */
function itemAt(
  text: string,
  start: number,
  index: number,
): { text: string; start: number } | undefined {
  const token = /'(?:[^']|'')*'|\{\{[^]*?\}\}|[(){},;]|\bfrom\b|\breturning\b/gi
  token.lastIndex = start
  let [item, depth, from] = [0, 0, start]
  for (let match = token.exec(text); ; match = token.exec(text)) {
    const end = match?.index ?? text.length
    const symbol = match?.[0].toLowerCase()
    const ends =
      symbol === undefined ||
      symbol === ';' ||
      /^[a-z]/.test(symbol) ||
      (symbol === ')' && depth === 0)
    if ((symbol === ',' && depth === 0) || ends) {
      if (item === index) return { text: text.slice(from, end), start: from }
      if (ends) return undefined
      item++
      from = end + 1
    }
    if (symbol === '(' || symbol === '{') depth++
    if (symbol === ')' || symbol === '}') depth--
  }
}

function problem(
  resource: StackResource,
  anchor: Anchor,
  { value, offset, region }: { value: string; offset: number; region: string },
): Problem {
  const { file, source } = anchor.place
  const position =
    anchor.offset < 0 ? anchor.place.position : positionAt(source, anchor.offset + offset)
  return {
    code: 'MANIFEST',
    message: `${resource.name}, ${anchor.name}: the region '${value}' is not the stack's region ${region}`,
    hint: "Write '{{ region }}'.",
    place: { file, source, position },
  }
}
