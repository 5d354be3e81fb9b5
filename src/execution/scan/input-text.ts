import { canonicalJson, type Json } from '../../util/index.js'

/** A value as the input of a list: inputs are texts, what they are of may be a number. */
export function inputText(value: Json | undefined): string {
  return typeof value === 'string' ? value : canonicalJson(value ?? null)
}
