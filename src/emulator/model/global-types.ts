import type { Catalog } from '../../catalog/index.js'

/** Tells the types of a catalogue whose resources are of no region. */
export function globalTypes(catalog: Catalog): (typeName: string) => boolean {
  const known = new Map<string, boolean>()
  return (typeName) => {
    const before = known.get(typeName)
    if (before !== undefined) return before
    const entry = catalog.findType(typeName)
    const isGlobal = entry !== undefined && catalog.schema(entry).reach === 'global'
    known.set(typeName, isGlobal)
    return isGlobal
  }
}
