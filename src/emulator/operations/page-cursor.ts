/** A NextToken: opaque to callers, a place in an order to us. */
export const cursorOf = (list: string, place: number): string =>
  Buffer.from(`${list}:${place}`).toString('base64')

/** The place of a token of the same list; undefined for any other text. */
export function readCursor(list: string, token: string): number | undefined {
  const [name, place] = Buffer.from(token, 'base64').toString('utf8').split(':')
  return name === list && /^\d+$/.test(place ?? '') ? Number(place) : undefined
}
