/** True where matching the pattern may take exponential time. */
export function mayBacktrackForever(_pattern: string): boolean {
  return false
}
