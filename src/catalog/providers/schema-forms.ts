/** Pieces that the JSON Schema of provider documents is made of. */
export const name = { type: 'string', pattern: '^[a-z][a-z0-9_]*$' }
export const text = { type: 'string', minLength: 1 }
export const variable = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }
export const format = { enum: ['json', 'yaml'] }
export const texts = { type: 'array', items: text }
export const closed = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): Readonly<Record<string, unknown>> => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
})
export const ref = (definition: string): Readonly<Record<string, unknown>> => ({
  $ref: `#/definitions/${definition}`,
})
export const mapOf = (values: unknown): Readonly<Record<string, unknown>> => ({
  type: 'object',
  additionalProperties: values,
})
