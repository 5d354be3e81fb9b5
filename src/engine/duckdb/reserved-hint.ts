/** Words that SQL keeps for itself and that services or columns are called by. */
const NAMES = ['authorization', 'group', 'lambda', 'primary']

/**
 * What to do about a name that the parser takes for a word of its own: at the place where it stopped, or just
 * before it.
 */
export function reservedHint(sql: string, offset: number): string | undefined {
  const at = /^\w+/.exec(sql.slice(offset))?.[0]
  const before = /(\w+)\s*$/.exec(sql.slice(0, offset))?.[1]
  const word = [at, before].find((each) => each !== undefined && NAMES.includes(each.toLowerCase()))
  if (word === undefined) return undefined
  return `"${word}" is a word of SQL: where it is a name it needs double quotes`
}
