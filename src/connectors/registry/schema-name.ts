import { basename } from 'node:path'

/** A JSON file, but not what macOS and editors leave beside it (`._x.json`). */
export function isSchemaName(path: string): boolean {
  return path.endsWith('.json') && !basename(path).startsWith('.')
}
