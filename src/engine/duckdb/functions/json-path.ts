import { AppError } from '../../../errors/index.js'
import { isJsonObject, type Json } from '../../../util/index.js'
import { listOf } from './list-of.js'

const STEP =
  /\s*(?:\.\s*(?:"((?:[^"\\]|\\.)*)"|([\p{L}_$][\p{L}\p{N}_$]*)|(\*)(?!\*))|\[\s*(?:(\*)|(\d+)|last)\s*\])(?!\s*\()/uy

/** All that Postgres' jsonpath finds in lax mode: keys, places and `*`; arrays open by themselves before a key. */
export function jsonPath(value: Json, path: string): Json {
  const start = /^\s*(?:lax\s+)?\$/.exec(path)?.[0]
  if (start === undefined) throw unreadable(path)
  const rest = path.trimEnd()
  let found: readonly Json[] = [value]
  for (let at = start.length; at < rest.length; at = STEP.lastIndex) {
    STEP.lastIndex = at
    const match = STEP.exec(rest)
    if (match === null) throw unreadable(path)
    const [, quoted, bare, anyKey, anyPlace, place] = match
    const key = quoted === undefined ? bare : unescaped(quoted, path)
    found = found.flatMap((each): readonly Json[] => {
      if (key !== undefined || anyKey !== undefined) return listOf(each).flatMap(membersOf(key))
      if (anyPlace !== undefined) return listOf(each)
      const item = listOf(each).at(place === undefined ? -1 : Number(place))
      return item === undefined ? [] : [item]
    })
  }
  return found
}

/** The member of this name, or all of them without a name. */
function membersOf(key: string | undefined): (value: Json) => readonly Json[] {
  return (value) => {
    if (!isJsonObject(value)) return []
    return Object.entries(value).flatMap(([name, member]) =>
      key === undefined || name === key ? [member] : [],
    )
  }
}

function unescaped(quoted: string, path: string): string {
  try {
    return JSON.parse(`"${quoted}"`) as string
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause?: unknown): AppError {
  return new AppError(
    'SQL_RUNTIME',
    `JSON path ${JSON.stringify(path)} is not understood: only keys, places and * are, as in $.a.b[*].c; use WHERE for filters`,
    { cause },
  )
}
