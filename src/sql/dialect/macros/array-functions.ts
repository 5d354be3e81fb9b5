import type { Macros } from './macro.js'

/** Postgres' functions over arrays, whose places count from 1. */
export const ARRAY_FUNCTIONS: Macros = {
  array_length_: [
    'array_length_(list) AS len(list), (list, dimension) AS nullif(array_length(list, dimension), 0)',
  ],
  array_ndims: ['array_ndims(list) AS CASE WHEN len(list) > 0 THEN 1 END'],
  array_lower: ['array_lower(list, dimension) AS CASE WHEN len(list) > 0 THEN 1 END'],
  array_upper: ['array_upper(list, dimension) AS nullif(array_length(list, dimension), 0)'],
  array_remove: [
    'array_remove(list, item) AS list_filter(list, lambda one: one IS DISTINCT FROM item)',
  ],
  array_replace: [
    `array_replace(list, item, other) AS list_transform(list, lambda one: CASE WHEN one IS NOT DISTINCT FROM item THEN other ELSE one END)`,
  ],
  array_positions: [
    `array_positions(list, item) AS list_filter(range(1, len(list) + 1), lambda place: list[place] IS NOT DISTINCT FROM item)`,
  ],
  array_fill: ['array_fill(item, sizes) AS list_transform(range(sizes[1]), lambda place: item)'],
  trim_array: ['trim_array(list, n) AS list[1:len(list) - n]'],
}
