/** True for names whose values must not be shown. */
export type IsSecret = (name: string) => boolean

const NAME = /(?:^|[\s{,-])name:\s*['"]?([\w./-]+)/
const VALUE = /((?:^|[\s{,-])(?:value|values|merge):\s*)(.*)$/
const KEY = /(['"]?)([\w.-]+)\1:\s+(?=\S)/g

/**
 * A manifest, or another text of YAML or JSON, with every character at its place: `*` for those of values under
 * names of secrets, as keys (`Password: x`) and as entries (`name: Password`, `value: x`), deeper lines included.
 */
export function blackenYaml(text: string, isSecret: IsSecret): string {
  const lines = text.split('\n')
  const entry = new Set(lines.flatMap((_, at) => entryLines(lines, at, isSecret)))
  let hiddenBelow: number | undefined
  const shown = lines.map((line, at) => {
    const indent = indentOf(line)
    if (line.trim() === '') return line
    if (hiddenBelow !== undefined && indent > hiddenBelow) return blacken(line)
    hiddenBelow = undefined
    if (entry.has(at)) {
      const value = VALUE.exec(line)
      if (value === null) return NAME.test(line) ? line : blackenAfterKey(line)
      const start = value.index + (value[1] ?? '').length
      hiddenBelow = start - (value[1] ?? '').trimStart().length
      return line.slice(0, start) + blacken(line.slice(start))
    }
    const end = /^\s*(?:-\s+)*(['"]?)([\w.-]+)\1:\s*$/.exec(line)
    if (end?.[2] !== undefined && isSecret(end[2])) hiddenBelow = indent
    return blackenKeys(line, isSecret)
  })
  return shown.join('\n')
}

/** The lines of the entry of a list whose name, on this line, is that of a secret. */
function entryLines(lines: readonly string[], at: number, isSecret: IsSecret): number[] {
  const line = lines[at] ?? ''
  const name = NAME.exec(line)?.[1]
  if (name === undefined || !isSecret(name)) return []
  let first = at
  while (first > 0 && !(lines[first] ?? '').trimStart().startsWith('-')) first--
  const dash = indentOf(lines[first] ?? '')
  const found = [first]
  for (let next = first + 1; next < lines.length; next++) {
    const text = lines[next] ?? ''
    if (text.trim() !== '' && indentOf(text) <= dash) break
    found.push(next)
  }
  return found
}

function blackenKeys(line: string, isSecret: IsSecret): string {
  let shown = line
  for (const { 0: whole, 2: key = '', index } of line.matchAll(KEY)) {
    if (!isSecret(key)) continue
    const start = index + whole.length
    const rest = line.slice(start)
    const end = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[^,}]*)/.exec(rest)?.[0].length ?? 0
    shown = shown.slice(0, start) + blacken(rest.slice(0, end)) + shown.slice(start + end)
  }
  return shown
}

function blackenAfterKey(line: string): string {
  const start = /^\s*(?:-\s+)*(?:['"]?[\w.-]+['"]?:\s*)?/.exec(line)?.[0].length ?? 0
  return line.slice(0, start) + blacken(line.slice(start))
}

const blacken = (part: string): string => part.replace(/[^\s'"]/g, '*')

const indentOf = (line: string): number => line.length - line.trimStart().length
