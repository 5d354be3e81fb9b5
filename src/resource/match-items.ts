import type { Json } from '../util/index.js'
import { canonicalJson } from '../util/index.js'

/** More comparisons than this, and two lists count as different: matching is cubic at worst. */
const BUDGET = 65_536

/**
 * True where every item of `desired` finds an item of `live` of its own. Duplicates count.
 *
 * Taking the first that fits is not enough, since an item that declares little fits several: augmenting
 * paths find the matching if there is one.
 *
 * @param fits compares by index; it need not be symmetric.
 */
export function matchItems(
  desired: number,
  live: number,
  fits: (desiredIndex: number, liveIndex: number) => boolean,
): boolean {
  if (desired > live || desired * live > BUDGET) return false
  const takenBy = new Array<number>(live).fill(-1)
  const known = new Map<number, boolean>()
  const fit = (item: number, candidate: number): boolean => {
    const key = item * live + candidate
    let answer = known.get(key)
    if (answer === undefined) known.set(key, (answer = fits(item, candidate)))
    return answer
  }
  const place = (item: number, tried: Set<number>): boolean => {
    for (let candidate = 0; candidate < live; candidate++) {
      if (tried.has(candidate) || !fit(item, candidate)) continue
      tried.add(candidate)
      const holder = takenBy[candidate] ?? -1
      if (holder !== -1 && !place(holder, tried)) continue
      takenBy[candidate] = item
      return true
    }
    return false
  }
  for (let item = 0; item < desired; item++) {
    if (!place(item, new Set())) return false
  }
  return true
}

/** Pairs of items that are the same to the letter need no matching; most lists have nothing else. */
export function removeIdentical(
  to: readonly Json[],
  from: readonly Json[],
): { readonly to: readonly Json[]; readonly from: readonly Json[] } {
  const held = new Map<string, number[]>()
  from.forEach((item, index) => {
    const text = canonicalJson(item)
    const places = held.get(text)
    if (places === undefined) held.set(text, [index])
    else places.push(index)
  })
  const used = new Set<number>()
  const left = to.filter((item) => {
    const place = held.get(canonicalJson(item))?.pop()
    if (place !== undefined) used.add(place)
    return place === undefined
  })
  return { to: left, from: from.filter((_, index) => !used.has(index)) }
}
