/** The path of one key or index, where `->` has it: a key's marks are text, a negative index counts from the end. */
export function keyPath(key: string): string {
  return `CASE WHEN typeof(${key}) = 'VARCHAR' THEN '$."' || replace(${key}::VARCHAR, '"', '\\"') || '"' ELSE '$[' || (CASE WHEN ${key}::VARCHAR LIKE '-%' THEN '#' ELSE '' END) || ${key}::VARCHAR || ']' END`
}
