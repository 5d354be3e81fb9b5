import { AppError } from '../errors/index.js'
import { isJsonObject, type Json } from '../util/index.js'

/**
 * Reads what a person has looked up: a JSON object, entry by entry.
 * @param read answers `undefined` for what is not of its form, which `form` names
 * @throws AppError CATALOG_UNREADABLE naming `file` and the entry
 */
export function reviewedEntries<T>(
  text: string,
  file: string,
  { read, form }: { readonly read: (entry: Json) => T | undefined; readonly form: string },
): ReadonlyMap<string, T> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('CATALOG_UNREADABLE', `${file} is not JSON`, { file, cause })
  }
  const entries = isJsonObject(value) ? Object.entries(value) : []
  return new Map(
    entries.map(([key, entry]) => {
      const known = read(entry)
      if (known !== undefined) return [key, known]
      throw new AppError('CATALOG_UNREADABLE', `${file}: ${key} is ${form}`, { file })
    }),
  )
}
