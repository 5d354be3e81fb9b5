import { AppError } from '../../../errors/index.js'
import { isJsonObject, type Json } from '../../../util/index.js'

const PART = /\.(?:"((?:[^"\\]|\\.)*)"|([^.["]+))|\[(?:(\d+)|#(?:-(\d+))?)\]/y

/** json_set, json_insert (only what is missing) and json_replace (only what is there) of SQLite. */
export function jsonWrite(value: Json, mode: string, path: string, replacement: Json): Json {
  return write(value, readPath(path), (before) => {
    if (mode === 'insert' && before !== undefined) return before
    return mode === 'replace' && before === undefined ? undefined : replacement
  })
}

/** json_remove of SQLite; NULL where the path is the whole. */
export function jsonRemove(value: Json, path: string): Json | undefined {
  const steps = readPath(path)
  return steps.length === 0 ? undefined : write(value, steps, () => undefined)
}

interface Place {
  readonly key?: string
  /** Place in an array: from the front, or from the end where it is negative; 0 from the end appends. */
  readonly index?: number
  readonly fromEnd?: boolean
}

function readPath(path: string): Place[] {
  const places: Place[] = []
  if (!path.startsWith('$')) throw badPath(path)
  let at = 1
  while (at < path.length) {
    PART.lastIndex = at
    const match = PART.exec(path)
    if (match === null) throw badPath(path)
    const [whole, quoted, bare, index, back] = match
    const key = quoted?.replace(/\\(.)/g, '$1') ?? bare
    if (key !== undefined) places.push({ key })
    else if (index !== undefined) places.push({ index: Number(index) })
    else places.push({ index: Number(back ?? 0), fromEnd: true })
    at += whole.length
  }
  return places
}

/** A copy of `value` with one place changed; `change` gives undefined to leave it out. */
function write(
  value: Json,
  [place, ...rest]: readonly Place[],
  change: (before: Json | undefined) => Json | undefined,
): Json {
  if (place === undefined) return change(value) ?? value
  const inside = (before: Json | undefined): Json | undefined => {
    if (rest.length === 0) return change(before)
    const container = before ?? (rest[0]?.key === undefined ? [] : {})
    const after = write(container, rest, change)
    return before === undefined && isEmpty(after) ? undefined : after
  }
  if (place.key !== undefined)
    return isJsonObject(value) ? withKey(value, place.key, inside) : value
  return Array.isArray(value) ? withItem(value as Json[], place, inside) : value
}

function withKey(
  value: Readonly<Record<string, Json>>,
  key: string,
  inside: (before: Json | undefined) => Json | undefined,
): Json {
  const after = inside(Object.hasOwn(value, key) ? value[key] : undefined)
  const others = Object.entries(value).filter(([name]) => name !== key)
  return Object.fromEntries(after === undefined ? others : [...others, [key, after]])
}

function withItem(
  items: readonly Json[],
  { index = 0, fromEnd = false }: Place,
  inside: (before: Json | undefined) => Json | undefined,
): Json {
  const at = fromEnd ? items.length - index : index
  if (at < 0 || at > items.length) return items
  const after = inside(items[at])
  return [
    ...items.slice(0, at),
    ...(after === undefined ? [] : [after]),
    ...items.slice(at + 1),
  ] as Json
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function badPath(path: string): AppError {
  return new AppError('SQL_RUNTIME', `bad JSON path: ${JSON.stringify(path)}`)
}
