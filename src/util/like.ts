/** What tells whether a text is like a pattern. */
export interface LikePattern {
  test(text: string): boolean
}

/**
 * SQL's LIKE without regard to case. In time that grows with both lengths alone: a regular expression of many `%` tries
 * every way to share a text among them.
 */
export function likePattern(pattern: string): LikePattern {
  const wanted = lettersOf(pattern)
  return { test: (text) => isLike(lettersOf(text), wanted) }
}

function isLike(text: readonly string[], wanted: readonly string[]): boolean {
  let at = 0
  let next = 0
  // The last `%`, and how much of the text it has taken: only that one ever has to take more.
  let open = -1
  let from = 0
  while (at < text.length) {
    if (wanted[next] === '%') {
      open = next++
      from = at
    } else if (wanted[next] === '_' || (next < wanted.length && wanted[next] === text[at])) {
      next++
      at++
    } else if (open >= 0) {
      next = open + 1
      at = ++from
    } else return false
  }
  while (wanted[next] === '%') next++
  return next === wanted.length
}

// Letter by letter: the small form of `İ` is two.
const lettersOf = (text: string): string[] => Array.from(text, (letter) => letter.toLowerCase())
