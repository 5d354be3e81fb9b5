import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { Definition, Problem, RenderedResource } from '../../manifest/index.js'
import { buildChanges, findProperty, missingProperties } from '../../resource/index.js'
import type { Json, JsonObject } from '../../util/index.js'

/**
 * What the type finds wrong with each prop of a resource, with its place: names, types, and inside of values
 * what must be there and is not. Props that wait for other resources are passed over.
 *
 * @param loose for a resource with statements of its own, whose props are variables first: only what is
 *   missing inside of values that otherwise fit.
 */
export function propProblems(
  { resource, props, unknown }: RenderedResource,
  schema: ResourceSchema,
  { loose }: { readonly loose: boolean },
): Problem[] {
  const waiting = new Set(unknown.map(({ path }) => path.split('/')[1]?.replaceAll('~1', '/')))
  return resource.props.flatMap((definition) => {
    const { name } = definition
    const value = props[name]
    if (value === undefined || waiting.has(name)) return []
    if (loose && findProperty(schema, name) === undefined) return []
    try {
      const model = withoutNulls(buildChanges(schema, { [name]: value }))
      const inside = missingProperties(schema, model).filter((path) => isInside(path, model))
      return inside.map((path) => missing(resource.name, { schema, definition, path }))
    } catch (cause) {
      const error = AppError.from(cause)
      if (error.kind !== 'user') throw error
      if (loose) return []
      const { hint } = error.details
      const inside = stepsOf(/^[\w.]+/.exec(error.message)?.[0] ?? '')
      const isName = error.code === 'UNKNOWN_COLUMN' && inside.length === 0
      const place = isName ? definition.place : definition.placeOf(inside)
      const code = error.code
      const message = `${resource.name}: ${error.message}`
      return [{ code, message, place, ...(hint !== undefined && { hint }) }]
    }
  })
}

/** True for a path below a given property; what is missing beside it is the whole resource's matter. */
function isInside(path: string, model: JsonObject): boolean {
  return Object.keys(model).some((property) => path.startsWith(`${property}.`))
}

function missing(
  name: string,
  about: { schema: ResourceSchema; definition: Definition; path: string },
): Problem {
  const { schema, definition, path } = about
  return {
    code: 'MISSING_PROPERTY',
    message: `${name}: ${schema.typeName} needs ${path}`,
    place: definition.placeOf(stepsOf(path)),
    hint: 'A value that is null counts as absent.',
  }
}

/** The steps below a property, of `FlowDefinition.Tasks.0.TaskType`. */
function stepsOf(path: string): (string | number)[] {
  return path
    .split('.')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

function withoutNulls(changes: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null))
}
