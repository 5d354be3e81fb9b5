import type { Json } from '../../util/index.js'
import { writeNotFinite } from './not-finite.js'

/** What DuckDB says where it cannot write a tree or plan at all: as its own answers of that kind. */
const NO_FORM = { error: true, error_type: 'internal', error_message: 'it has no serial form' }

/**
 * An answer of json_serialize_sql and json_serialize_plan. Infinite numbers and those that are none, which JSON does not
 * have and DuckDB writes all the same, are texts that say so; an empty answer (a constant of type BIT) has no form.
 */
export function serializedAnswer(text: string): Json {
  if (text === '') return NO_FORM
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    const mended = writeNotFinite(text, {
      text: (token) => token,
      number: (token) => `"${token}"`,
    })
    if (mended === text) throw cause
    return JSON.parse(mended) as Json
  }
}
