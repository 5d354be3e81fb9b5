import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { Definition, Problem, RenderedResource, StackResource } from '../../manifest/index.js'
import {
  buildChanges,
  findProperty,
  missingBeside,
  missingProperties,
  propertyPath,
} from '../../resource/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'

/**
 * What the type finds wrong with the props of a resource, each with its place: names, types, what must be there and is
 * not, beside the props and inside of their values. Values that wait for other resources are taken to fit.
 *
 * @param loose for a resource with statements of its own, whose props are variables first: only what is
 *   missing inside of values that otherwise fit.
 */
export function propProblems(
  rendered: RenderedResource,
  schema: ResourceSchema,
  { loose }: { readonly loose: boolean },
): Problem[] {
  const { resource, props } = rendered
  const waiting = waitingProps(rendered)
  const problems = resource.props.flatMap((definition) => {
    const { name } = definition
    // Of what could not be filled in only the name is left.
    const value = props[name] ?? (waiting.has(name) ? null : undefined)
    if (value === undefined) return []
    if (loose && findProperty(schema, name) === undefined) return []
    if (waiting.has(name) && hasTemplatedKey(value)) return []
    try {
      const model = withoutNulls(buildChanges(schema, { [name]: value }))
      const inside = missingProperties(schema, model).filter((path) => isInside(path, model))
      return inside.map((path) => missing(resource.name, { schema, definition, path }))
    } catch (cause) {
      const error = AppError.from(cause)
      if (error.kind !== 'user') throw error
      if (loose || (waiting.has(name) && !OF_NAMES.has(error.code))) return []
      const { hint } = error.details
      const inside = stepsOf(/^[\w.]+/.exec(error.message)?.[0] ?? '')
      const isName = error.code === 'UNKNOWN_COLUMN' && inside.length === 0
      const place = isName ? definition.place : definition.placeOf(inside)
      const code = error.code
      const message = `${resource.name}: ${error.message}`
      return [{ code, message, place, ...(hint !== undefined && { hint }) }]
    }
  })
  return loose ? problems : [...problems, ...togetherProblems(rendered, schema)]
}

/** What is wrong with a name, whatever its value will be. */
const OF_NAMES: ReadonlySet<string> = new Set(['UNKNOWN_COLUMN', 'READ_ONLY_PROPERTY'])

/** Props of which at least a part waits for other resources. */
function waitingProps({ unknown }: RenderedResource): ReadonlySet<string | undefined> {
  return new Set(unknown.map(({ path }) => path.split('/')[1]?.replaceAll('~1', '/')))
}

/** What is wrong with props beside each other: one that is given twice, those that are missing. */
function togetherProblems(rendered: RenderedResource, schema: ResourceSchema): Problem[] {
  const { resource, props } = rendered
  const waiting = waitingProps(rendered)
  const given = new Map<string, string>()
  const problems: Problem[] = []
  for (const { name, place } of resource.props) {
    if (props[name] === undefined && !waiting.has(name)) continue
    const property = findProperty(schema, name) ?? name
    const other = given.get(property)
    if (other === undefined) given.set(property, name)
    else {
      const message = `${resource.name}: ${property} is given twice, as "${other}" and "${name}"`
      problems.push({ code: 'USAGE', message, place })
    }
  }
  const error = missingBeside(schema, [...given.keys()])
  if (error === undefined) return problems
  const { code, message, details } = error
  const { hint } = details
  const { place, name } = resource
  const missed = { code, message: `${name}: ${message}`, place }
  return [...problems, hint === undefined ? missed : { ...missed, hint }]
}

/** True where a name inside of a value is known only once a template is rendered. */
function hasTemplatedKey(value: Json): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasTemplatedKey)
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(([key, inner]) => key.includes('{{') || hasTemplatedKey(inner))
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

/** Paths of `ignore_changes` that the type does not have. */
export function ignoredProblems(
  { name, ignoreChanges }: StackResource,
  schema: ResourceSchema,
): Problem[] {
  return ignoreChanges.flatMap(({ text, place }) => {
    try {
      propertyPath(schema, text)
      return []
    } catch (cause) {
      const { kind, code, message, details } = AppError.from(cause)
      if (kind !== 'user') throw cause
      const { hint } = details
      const told = `${name}, ignore_changes: ${message}`
      return [{ code, message: told, place, ...(hint === undefined ? {} : { hint }) }]
    }
  })
}
