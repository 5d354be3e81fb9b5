/** SQL that says the same as what stands behind a command, up to where something is written. */
const AS_SQL: Readonly<Record<string, string>> = {
  '\\d': 'DESCRIBE ',
  '\\ds': 'SHOW SERVICES IN ',
  '\\dt': 'SHOW RESOURCES IN ',
  '\\explain': 'EXPLAIN ',
  '\\region': "SET regions = '",
  '\\copy': '',
}

/** The argument of a command as SQL, and how far offsets move; undefined for all else. */
export function behindCommand(
  text: string,
): { readonly sql: string; readonly moved: number } | undefined {
  const [head, name = ''] = /^\s*(\\\w+)\s+\(?/.exec(text) ?? []
  const words = Object.hasOwn(AS_SQL, name) ? AS_SQL[name] : undefined
  if (head === undefined || words === undefined) return undefined
  return { sql: words + text.slice(head.length), moved: words.length - head.length }
}
