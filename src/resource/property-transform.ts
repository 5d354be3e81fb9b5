import type { ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject, linearPattern } from '../util/index.js'
import type { Difference } from './difference.js'
import { factsOf, type Path } from './facts.js'
import { isWithin, valuesAt } from './pointer.js'

/** Longer texts are not held against a pattern: nobody's identifier, and patterns can take their time. */
const MAX_MATCHED = 2_048

/**
 * Paths at which the live value is what the service makes of the declared one, by the registry's
 * `propertyTransform`. The expressions are JSONata; alternatives are parted by `$OR`, and a result may be a
 * pattern that the live value has to match as a whole.
 */
export async function settle(
  schema: ResourceSchema,
  models: { readonly desired: JsonObject; readonly live: JsonObject },
  differences: readonly Difference[],
): Promise<Path[]> {
  const { transforms } = factsOf(schema)
  if (transforms.length === 0) return []
  const settled: Path[] = []
  for (const { path, to, from } of differences) {
    const transform = transforms.find(
      (one) => isWithin(path, one.path) && path.length === one.path.length,
    )
    if (transform === undefined || to === undefined || from === undefined) continue
    for (const expression of transform.expression.split(/\s\$OR\s/)) {
      if (settled.includes(path)) break
      if (await gives(expression, { model: models.desired, path, from, to })) settled.push(path)
    }
  }
  return settled
}

interface Place {
  readonly model: JsonObject
  readonly path: Path
  readonly from: Json
  readonly to: Json
}

async function gives(expression: string, { model, path, from, to }: Place): Promise<boolean> {
  // Expressions name the property from the top of the model, or from the object that holds it.
  const contexts = [model, ...valuesAt(model, path.slice(0, -1))]
  for (const context of contexts) {
    if ((await evaluate(expression, context)) === from) return true
    if (typeof from !== 'string' || from.length > MAX_MATCHED) continue
    const pattern = await evaluate(expression, escaped(context))
    // A pattern that the declared value matches by itself says nothing of which value the service holds.
    if (typeof pattern === 'string' && matches(pattern, from) && !matches(pattern, to)) return true
  }
  return false
}

/** The value of an expression; `undefined` for one that is constant, empty or cannot be evaluated. */
async function evaluate(expression: string, context: Json): Promise<unknown> {
  const { default: jsonata } = await import('jsonata')
  try {
    const compiled = jsonata(expression)
    // The same whatever is declared: it would call every value equal.
    if (compiled.ast().type === 'string') return undefined
    return (await compiled.evaluate(context)) as unknown
  } catch {
    return undefined
  }
}

function matches(pattern: string, value: Json): boolean {
  if (typeof value !== 'string') return false
  return linearPattern(`^(?:${pattern})$`, { otherwise: false })?.test(value) === true
}

/** Declared texts stand for themselves in a pattern that is made of them. */
function escaped(value: Json): Json {
  if (typeof value === 'string') return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  if (Array.isArray(value)) return (value as readonly Json[]).map(escaped)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]))
}
