import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { formatIdentifier } from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'

/** The identifier of a resource by what its `exists` brought. */
export function identifierOf(schema: ResourceSchema, self: JsonObject): string | undefined {
  return identifierIn(self) ?? complete(schema, self)
}

function identifierIn(self: JsonObject): string | undefined {
  const [, value] = Object.entries(self).find(([name]) => name.toLowerCase() === 'identifier') ?? []
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The identifier that the columns of `exists` make up, under either spelling of their names. */
function complete(schema: ResourceSchema, self: JsonObject): string | undefined {
  if (Object.keys(self).length === 0) return undefined
  const model = Object.fromEntries(
    schema.columns.flatMap(({ name, property }) => {
      const value = self[name] ?? self[property]
      return value === undefined || value === null ? [] : [[property, value]]
    }),
  )
  try {
    return formatIdentifier(schema, model)
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}
