import type { MutationStatement } from './statement.js'

/** Has the second reader confirm a write; it is loaded when the first write comes. See parse.ts. */
export async function confirmReading(statement: MutationStatement): Promise<void> {
  const reader = await import('./parse.js')
  reader.confirmReading(statement)
}
