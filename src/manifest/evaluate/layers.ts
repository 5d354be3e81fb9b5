import type { Json } from '../../util/index.js'

export type Variables = Readonly<Record<string, Json>>

/** Layers of variables as one, weakest first. */
export function layered(...layers: readonly Variables[]): Record<string, Json> {
  const merged = new Map<string, Json>()
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer)) merged.set(name, value)
  // fromEntries makes own properties, so that a name like __proto__ is data.
  return Object.fromEntries(merged)
}

/** As `layered` for one layer on top, whose names hide those below in whatever spelling. */
export function hiding(below: Variables, top: Variables): Record<string, Json> {
  const hidden = new Set(Object.keys(top).map(fold))
  const kept = Object.entries(below).filter(([name]) => !hidden.has(fold(name)))
  return Object.fromEntries([...kept, ...Object.entries(top)])
}

/** One spelling of a name: `DomainName` and `domain_name` are one. */
export function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
