/** Numbers that the ClientTokens of a write are made of; no two calls that are no resends share one. */
export interface WriteSlot {
  /** Its place among the writes that are applied together. */
  readonly row: number
  /** A number that no other call has: for the second call of a replacement. */
  another(): number
}

/** Slots for writes that are applied together. */
export function writeSlots(count: number): (row: number) => WriteSlot {
  let next = count
  return (row) => ({ row, another: () => next++ })
}
