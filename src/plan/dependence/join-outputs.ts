import type { Json } from '../../util/index.js'
import { list, text } from '../duckdb-node.js'

/** Where a column that a join puts out comes from. */
export type JoinOutput =
  | { readonly side: 0 | 1; readonly index: number }
  /** Whether the row has a match. */
  | { readonly side: 'mark' }

/**
 * The columns of a join in order; `left` and `right` are how many columns its sides put out. `undefined` where
 * that is needed and not known.
 */
export function joinOutputs(
  node: Json | undefined,
  left: number | undefined,
  right: number | undefined,
): readonly JoinOutput[] | undefined {
  const ofLeft = side(0, list(node, 'left_projection_map').map(Number), left)
  const ofRight = side(1, list(node, 'right_projection_map').map(Number), right)
  switch (text(node, 'join_type')) {
    case 'SEMI':
    case 'ANTI':
      return ofLeft
    case 'RIGHT_SEMI':
    case 'RIGHT_ANTI':
      return ofRight
    case 'MARK':
      return ofLeft && [...ofLeft, { side: 'mark' }]
    default:
      return ofLeft && ofRight && [...ofLeft, ...ofRight]
  }
}

/** A join without a map puts out all. */
function side(
  at: 0 | 1,
  map: readonly number[],
  width: number | undefined,
): JoinOutput[] | undefined {
  if (map.length > 0) return map.map((index) => ({ side: at, index }))
  return width === undefined
    ? undefined
    : Array.from({ length: width }, (_, index) => ({ side: at, index }))
}
