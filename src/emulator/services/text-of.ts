import type { Json } from '../../util/index.js'

/** A value as text: of a form all are, of JSON anything may come. */
export const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)
