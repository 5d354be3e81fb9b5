import type { Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { hiddenNames } from '../resource/index.js'
import { findTable } from './table.js'

const PART = String.raw`(?:"[^"]+"|\w+)`
const TABLE = new RegExp(
  String.raw`\b(?:into|update|from|join|table:)\s+(?:/\*.*?\*/\s*)?['"]?(${PART}(?:\s*\.\s*${PART}){1,2})`,
  'gi',
)
const TYPE = /\bAWS::\w+::\w+/g

/**
 * Names of the write-only properties of the tables that a text speaks of, a script or a manifest, whether it can
 * be read or not: what their values are, nobody is to see.
 */
export function writeOnlyNames(text: string, catalog: Catalog): string[] {
  const tables = [...text.matchAll(TABLE)].map(([, name = '']) =>
    name.split('.').map((part) => part.trim().replaceAll('"', '')),
  )
  const types = [...text.matchAll(TYPE)].map(([name]) => name)
  const found = [...tables.map((parts) => namesOfTable(parts, catalog)), ...types.map(namesOfType)]
  return [...new Set(found.flat())]

  function namesOfType(typeName: string): string[] {
    const entry = catalog.findType(typeName)
    return entry === undefined ? [] : hiddenNames(catalog.schema(entry))
  }
}

function namesOfTable(parts: readonly string[], catalog: Catalog): string[] {
  try {
    return hiddenNames(findTable(catalog, parts).schema)
  } catch (error) {
    // What is no table has no properties.
    if (AppError.is(error)) return []
    throw error
  }
}
