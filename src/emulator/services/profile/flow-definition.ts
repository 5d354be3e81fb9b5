import type { Json, JsonObject } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'
import { pairsOf, readSeconds } from './values.js'

const TIMES = ['ScheduleStartTime', 'ScheduleEndTime', 'FirstExecutionFrom']

/**
 * A FlowDefinition of the service's own API as the registry's schema has it: `Servicenow` is `ServiceNow`, maps of
 * task properties are lists of pairs, times are epoch seconds.
 */
export function registryFlow(flow: Json): Json {
  if (!isJsonObject(flow)) return flow
  return mapMembers(flow, {
    SourceFlowConfig: (config) =>
      mapMembers(config, {
        ConnectorType: (type) => (type === 'Servicenow' ? 'ServiceNow' : type),
      }),
    Tasks: (tasks) => (Array.isArray(tasks) ? (tasks as readonly Json[]).map(registryTask) : tasks),
    TriggerConfig: (trigger) =>
      mapMembers(trigger, {
        TriggerProperties: (properties) =>
          mapMembers(properties, {
            Scheduled: (scheduled) =>
              mapMembers(
                scheduled,
                Object.fromEntries(
                  TIMES.map((name) => [name, (time: Json) => readSeconds(time) ?? time]),
                ),
              ),
          }),
      }),
  })
}

const registryTask = (task: Json): Json =>
  mapMembers(task, {
    TaskProperties: (properties) =>
      pairsOf(properties, ['OperatorPropertyKey', 'Property']) ?? properties,
  })

function mapMembers(value: Json, change: Readonly<Record<string, (member: Json) => Json>>): Json {
  if (!isJsonObject(value)) return value
  const changed: Record<string, Json> = {}
  for (const [name, member] of Object.entries(value)) {
    const convert = Object.hasOwn(change, name) ? change[name] : undefined
    // A member that is null counts as not given, as in every AWS service.
    if (member !== null) changed[name] = convert === undefined ? member : convert(member)
  }
  return changed
}

/** A member of a member of an object; undefined where there is none. */
export function memberAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let at = value
  for (const name of path) at = isJsonObject(at ?? null) ? (at as JsonObject)[name] : undefined
  return at
}
