import { dictionary, type Json } from '../../util/index.js'

export type Variables = Readonly<Record<string, Json>>

/** Layers of variables as one, weakest first. */
export function layered(...layers: readonly Variables[]): Variables {
  return dictionary(...layers)
}

/** As `layered` for one layer on top, whose names hide those below in whatever spelling. */
export function hiding(below: Variables, top: Variables): Variables {
  const names = Object.keys(top)
  if (names.length === 0) return below
  const hidden = new Set(names.map(fold))
  const seen = dictionary()
  for (const name in below) if (!hidden.has(fold(name))) seen[name] = below[name] as Json
  for (const name of names) seen[name] = top[name] as Json
  return seen
}

/** One spelling of a name: `DomainName` and `domain_name` are one. */
export function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
