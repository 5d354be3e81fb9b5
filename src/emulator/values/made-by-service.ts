import type { Json, JsonObject } from '../../util/index.js'
import type { Path } from '../model/pointer.js'
import { partitionOf } from './make-arn.js'
import type { ValueContext } from './value-context.js'

type Maker = (context: ValueContext, model: JsonObject) => Json

/** Values whose shape no schema tells, by type and path. */
const MAKERS: Readonly<Record<string, Maker>> = {
  // Without a Uri the service makes a flow and answers with the flow's ARN.
  'AWS::CustomerProfiles::Integration Uri': ({ account, region, random }, model) => {
    const name = flowName(model) ?? `flow_${random.hex(12)}`
    return `arn:${partitionOf(region)}:appflow:${region}:${account}:flow/${name}`
  },
}

export function madeByService(
  context: ValueContext,
  path: Path,
  model: JsonObject,
): Json | undefined {
  return MAKERS[`${context.type.typeName} ${path.join('/')}`]?.(context, model)
}

function flowName(model: JsonObject): string | undefined {
  const flow = model['FlowDefinition'] as JsonObject | undefined
  const name = flow?.['FlowName']
  return typeof name === 'string' ? name : undefined
}
