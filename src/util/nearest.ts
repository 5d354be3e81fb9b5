import { distance } from 'fastest-levenshtein'

/** Up to `most` candidates that look like a misspelling of `name`, nearest first; for "did you mean". */
export function nearest(name: string, candidates: Iterable<string>, most = 3): string[] {
  const wanted = name.toLowerCase()
  const bound = Math.max(2, Math.ceil(wanted.length / 3))
  return [...candidates]
    .map((candidate) => ({ candidate, score: score(wanted, candidate.toLowerCase()) }))
    .filter(({ score }) => score <= bound)
    .sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate))
    .slice(0, most)
    .map(({ candidate }) => candidate)
}

function score(wanted: string, candidate: string): number {
  if (candidate.startsWith(wanted) || (wanted.length > 3 && candidate.includes(wanted))) return 1
  return distance(wanted, candidate)
}
