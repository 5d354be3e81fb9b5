import type { ResourceSchema } from '../../catalog/index.js'
import { manifestError, type Problem } from '../../manifest/index.js'
import { statedIdentifier } from '../../resource/index.js'
import type { Step } from '../plan/step.js'
import type { StackRun } from '../run/stack-run.js'
import type { Wanted } from '../wanted.js'

/** Which resource in the cloud is meant by one of the manifest. */
interface Meant {
  readonly name: string
  readonly schema: ResourceSchema
  readonly region: string
  readonly identifier: string | undefined
}

/** Of what is wanted, those that are the same resource in the cloud: each would undo what the other declares. */
export function sameResourceProblems(run: StackRun, wanted: readonly Wanted[]): Problem[] {
  return problemsOf(
    run,
    wanted.map(({ name, schema, region, desired, identifier }) => ({
      ...{ name, schema, region },
      identifier: identifier ?? statedIdentifier(schema, desired),
    })),
  )
}

/**
 * As `sameResourceProblems`, of steps: what other resources export is known by then, and what was found.
 * @throws AppError MANIFEST
 */
export function refuseSameResources(run: StackRun, steps: readonly Step[]): void {
  const meant = steps.flatMap(({ name, schema, region, identifier, change }): Meant[] => {
    if (schema === undefined || region === undefined) return []
    const desired = change !== undefined && 'desired' in change ? change.desired : undefined
    const stated = desired === undefined ? undefined : statedIdentifier(schema, desired)
    return [{ name, schema, region, identifier: stated ?? identifier }]
  })
  const problems = problemsOf(run, meant)
  if (problems.length > 0) throw manifestError(problems)
}

function problemsOf(run: StackRun, meant: readonly Meant[]): Problem[] {
  const first = new Map<string, string>()
  return meant.flatMap(({ name, schema, region, identifier }): Problem[] => {
    const resource = run.resource(name)
    // What statements of its own do to a resource may be a part of what another declares.
    if (identifier === undefined || resource.anchors.size > 0) return []
    // Of resources under conditions only one may come to be.
    if (resource.condition !== undefined && run.isEnabled(name) !== true) return []
    const { typeName } = schema
    const key = JSON.stringify([typeName, region, identifier, resource.auth ?? null])
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, name)
      return []
    }
    return [
      {
        code: 'MANIFEST',
        message: `${name} and ${other} are the same resource: ${typeName} ${identifier} in ${region}`,
        hint: 'declare it once, or give one of them another name',
        place: resource.place,
      },
    ]
  })
}
