import type { Json } from '../../util/index.js'

export type Variables = Readonly<Record<string, Json>>

/** Layers of variables as one, weakest first. */
export function layered(...layers: readonly Variables[]): Variables {
  return layers.reduce((merged, layer) => ({ ...merged, ...layer }), {})
}

/** As `layered` for one layer on top, whose names hide those below in whatever spelling. */
export function hiding(below: Variables, top: Variables): Variables {
  const names = Object.keys(top)
  if (names.length === 0) return below
  const hidden = new Set(names.map(fold))
  const seen: Record<string, Json> = {}
  for (const [name, value] of Object.entries(below))
    if (!hidden.has(fold(name))) put(seen, name, value)
  return { ...seen, ...top }
}

/** Sets a property of its own: assigned, `__proto__` would be no data. */
function put(into: Record<string, Json>, name: string, value: Json): void {
  if (name === '__proto__') {
    const own = { value, configurable: true, enumerable: true, writable: true }
    Object.defineProperty(into, name, own)
  } else into[name] = value
}

/** One spelling of a name: `DomainName` and `domain_name` are one. */
export function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
