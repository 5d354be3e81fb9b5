import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { StatedIdentifier } from '../../plan/index.js'
import { formatIdentifier } from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'

/** The forms in which a statement names a listed resource, a row for each; its own where it names it in none. */
export function statedForms(
  schema: ResourceSchema,
  identifier: string,
  properties: JsonObject,
  stated: readonly StatedIdentifier[] | undefined,
): readonly string[] {
  if (stated === undefined) return [identifier]
  const canonical = canonicalForm(schema, identifier, properties)
  const forms = stated.filter((form) => form.canonical === canonical)
  return forms.length === 0 ? [identifier] : forms.map(({ written }) => written)
}

/** The form that calls take; services list one form, whatever its parts hold. */
function canonicalForm(schema: ResourceSchema, identifier: string, properties: JsonObject): string {
  try {
    return formatIdentifier(schema, properties)
  } catch (error) {
    if (AppError.is(error)) return identifier
    throw error
  }
}
