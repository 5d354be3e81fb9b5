import type { ResourceSchema } from '../../catalog/index.js'
import { isJsonObject, jsonEqual, type Json, type JsonObject } from '../../util/index.js'
import type { CallPlace } from '../connection.js'
import type { Lookup } from './fill-template.js'

/** What a call is made from. */
export interface CallScope {
  readonly place: CallPlace
  /** Values by column. */
  readonly model: JsonObject
  /** What the resource was before an UPDATE. */
  readonly before?: JsonObject
  readonly parameters?: JsonObject
  /** What the document makes of the values. */
  readonly derived?: JsonObject
  /** True: the write is tried, not done. */
  readonly isTrial?: boolean
}

/** The columns that an UPDATE changes. */
export function changedColumns({ model, before }: CallScope): ReadonlySet<string> {
  if (before === undefined) return new Set(Object.keys(model))
  const names = [...new Set([...Object.keys(model), ...Object.keys(before)])]
  return new Set(names.filter((name) => !jsonEqual(model[name] ?? null, before[name] ?? null)))
}

/** What a lookup may know beside the scope. */
export interface LookupOptions {
  /** Where a name asks for it. */
  readonly account?: string
  /** A column's value as the protocol takes it. */
  readonly toWire: (column: string, value: Json) => Json
}

/** What the names of a template stand for in a scope. */
export function scopeLookup(
  schema: ResourceSchema,
  scope: CallScope,
  { account, toWire }: LookupOptions,
): Lookup {
  const { model, before = {}, parameters = {}, place } = scope
  const wired = (own: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, toWire(name, value)]))
  const column = (name: string): Json | undefined => {
    const [head = ''] = name.split('/')
    const value = model[head] ?? scope.derived?.[head]
    if (value === undefined || value === null) return undefined
    if (isMadeUp(schema, scope, head, value)) return undefined
    return valueAt({ [head]: toWire(head, value) }, name)
  }
  return (name) => {
    if (name.startsWith('.set.')) return setKeys(model, before, name.slice('.set.'.length))
    if (name.startsWith('.unset.')) return unsetKeys(model, before, name.slice('.unset.'.length))
    switch (name) {
      case '.region':
        return place.region
      case '.account':
        return account
      case '.partition':
        return partitionOf(place.region)
      case '.model':
        return wired(writable(schema, model))
      case '.changed':
        return wired(writable(schema, only(model, changedColumns(scope))))
      case '.dryRun':
        return scope.isTrial === true ? true : undefined
      case '.parameters':
        return parameters
      default:
        return valueAt(parameters, name) ?? column(name)
    }
  }
}

/**
 * True for a list or map that is empty and was so before: a read made it up where its service says nothing, and the
 * service takes none for it.
 */
function isMadeUp(
  { document }: ResourceSchema,
  { before }: CallScope,
  name: string,
  value: Json,
): boolean {
  if (document?.connector.protocol !== 'aws-sdk') return false
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return isEmpty && (before === undefined || jsonEqual(before[name] ?? null, value))
}

function valueAt(model: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = model
  for (const step of path.split('/')) {
    if (!isJsonObject(value ?? null) || !Object.hasOwn(value as JsonObject, step)) return undefined
    value = (value as JsonObject)[step]
  }
  return value === null ? undefined : value
}

function writable(schema: ResourceSchema, model: JsonObject): JsonObject {
  const readOnly = new Set(schema.readOnlyProperties)
  return Object.fromEntries(
    Object.entries(model).filter(
      ([name, value]) => value !== null && !readOnly.has(`/properties/${name}`),
    ),
  )
}

function only(model: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(model).filter(([name]) => names.has(name)))
}

function setKeys(model: JsonObject, before: JsonObject, name: string): JsonObject | undefined {
  const [now, was] = [mapOf(model[name]), mapOf(before[name])]
  const set = Object.entries(now).filter(([key, value]) => !jsonEqual(value, was[key] ?? null))
  return set.length === 0 ? undefined : Object.fromEntries(set)
}

function unsetKeys(model: JsonObject, before: JsonObject, name: string): Json[] | undefined {
  const [now, was] = [mapOf(model[name]), mapOf(before[name])]
  const gone = Object.keys(was).filter((key) => !Object.hasOwn(now, key))
  return gone.length === 0 ? undefined : gone
}

function mapOf(value: Json | undefined): JsonObject {
  return isJsonObject(value ?? null) ? (value as JsonObject) : {}
}

/** AWS's partitions go by the beginnings of their regions' names. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
