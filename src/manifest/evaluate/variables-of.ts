import { dictionary, type JsonObject } from '../../util/index.js'
import type { RenderOptions } from '../render.js'
import type { Stack, StackResource } from '../stack.js'
import type { ResourceContext } from './context.js'
import { builtinNames, differByResource, giveVariable, renderGlobals } from './globals.js'
import { fold, hiding, layered } from './layers.js'

/** Everything that the templates of a resource see, but for its props. */
export function optionsFor(
  stack: Stack,
  resource: StackResource,
  context: ResourceContext,
): RenderOptions {
  const { uuid, idempotencyToken: token } = context
  const makers = {
    ...(uuid !== undefined && { uuid }),
    ...(token !== undefined && { idempotencyToken: () => token }),
  }
  const globals = globalsOf(stack, resource, makers)
  const self = ownScope(resource, context)
  const variables = dictionary(
    regionOf(stack, context),
    stack.variables,
    builtinNames(stack),
    { resource_name: resource.name },
    globals,
    flatExports(stack, resource, context),
    self.exported,
  )
  const scopes = dictionary() as Record<string, JsonObject>
  for (const [name, exported] of context.exports) {
    const callback = context.callbacks?.get(name)
    scopes[name] = callback === undefined ? exported : { ...exported, callback }
  }
  const callback = context.callbacks?.get(resource.name)
  if (callback !== undefined) scopes.callback = callback
  const own: JsonObject = {
    ...(token !== undefined && { idempotency_token: token }),
    ...self.scope,
    ...(callback !== undefined && { callback }),
  }
  scopes[resource.name] = own
  scopes['this'] = own
  scopes['vars'] = stack.variables
  scopes['env_vars'] = stack.variables
  scopes['globals'] = globals
  return {
    variables: callback === undefined ? variables : layered(callback, variables),
    scopes,
    deferred: deferredNames(stack, context),
    howToGive: giveVariable,
    whyAbsent: (name) => whyAbsent(stack, context, name),
    ...makers,
  }
}

/** `options` with props over everything else, in either spelling. */
export function withProps(options: RenderOptions, props: JsonObject): RenderOptions {
  return { ...options, variables: hiding(options.variables, props) }
}

/** `options` in which some variables wait: what needs them is not filled in. */
export function withoutNames(options: RenderOptions, names: ReadonlySet<string>): RenderOptions {
  if (names.size === 0) return options
  const variables = dictionary()
  for (const [name, value] of Object.entries(options.variables)) {
    if (!names.has(name)) variables[name] = value
  }
  return { ...options, variables, deferred: new Set([...(options.deferred ?? []), ...names]) }
}

const SHARED = new WeakMap<Stack, JsonObject>()

/** Globals as a resource sees them. Where none of them can differ from resource to resource, one rendering does. */
function globalsOf(
  stack: Stack,
  resource: StackResource,
  makers: Partial<RenderOptions>,
): JsonObject {
  const known = SHARED.get(stack)
  if (known !== undefined) return known
  const { values } = renderGlobals(stack, { resource: resource.name, options: makers })
  if (!differByResource(stack.globals)) SHARED.set(stack, values)
  return values
}

function regionOf(stack: Stack, context: ResourceContext): JsonObject {
  const region = stack.region ?? context.region
  return region === undefined ? {} : { region }
}

/** What the resource knows of itself: under `this.`, and its exports and their columns as plain names. */
function ownScope(
  resource: StackResource,
  context: ResourceContext,
): { scope: JsonObject; exported: JsonObject } {
  const own = context.exports.get(resource.name) ?? {}
  const exported = dictionary(own)
  for (const { column, variable } of resource.exports) {
    const value = own[variable]
    if (value !== undefined) exported[column] ??= value
  }
  return { scope: { ...exported, ...context.self }, exported }
}

/** Exports by plain name: of the last resource before this one that has them, else of one after it. */
function flatExports(stack: Stack, resource: StackResource, context: ResourceContext): JsonObject {
  const places = placesIn(stack)
  const at = places.get(resource.name) ?? 0
  // The later in this order wins: first those after it, from the last one up, then those before it.
  const rank = (place: number): number => (place > at ? -place : place)
  const known = [...context.exports]
    .map(([name, exported]) => ({ place: places.get(name), exported }))
    .filter((one): one is { place: number; exported: JsonObject } => one.place !== undefined)
    .filter(({ place }) => place !== at)
    .sort((a, b) => rank(a.place) - rank(b.place))
  return layered(...known.map(({ exported }) => exported))
}

/** Names that wait for resources which are not done: the resources, and the variables they will export. */
function deferredNames(stack: Stack, { pending }: ResourceContext): Set<string> {
  const places = placesIn(stack)
  const names = new Set<string>()
  for (const name of pending ?? []) {
    const resource = stack.resources[places.get(name) ?? -1]
    if (resource === undefined) continue
    names.add(name)
    for (const { variable } of resource.exports) names.add(variable)
  }
  return names
}

/** Why a name has no value, where a resource that gives it nothing in this run is the reason. */
function whyAbsent(
  stack: Stack,
  { absent = NONE }: ResourceContext,
  name: string,
): string | undefined {
  for (const resource of stack.resources) {
    const why = absent.get(resource.name)
    if (why === undefined) continue
    const names = resource.exports.map(({ variable }) => variable)
    if ([resource.name, ...names].some((one) => fold(one) === fold(name))) return why
  }
  return undefined
}

const NONE: ReadonlyMap<string, string> = new Map()

const PLACES = new WeakMap<Stack, ReadonlyMap<string, number>>()

/** Where each resource stands; a large stack is not gone through for each of its templates. */
function placesIn(stack: Stack): ReadonlyMap<string, number> {
  let places = PLACES.get(stack)
  if (places === undefined) {
    places = new Map(stack.resources.map(({ name }, index) => [name, index]))
    PLACES.set(stack, places)
  }
  return places
}
