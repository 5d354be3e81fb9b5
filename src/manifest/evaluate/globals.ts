import { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import type { Problem } from '../problem.js'
import { problemOf } from '../problem.js'
import type { RenderOptions } from '../render.js'
import type { Definition } from '../stack.js'
import { fold, hiding, layered } from './layers.js'
import { renderDefinition } from './render-definition.js'

/** What globals are rendered with. */
export interface GlobalsInput {
  readonly name: string
  readonly env: string
  readonly variables: JsonObject
  readonly globals: readonly Definition[]
}

/** Names that a global may use and that differ from resource to resource. */
const PER_RESOURCE = ['resource_name', 'idempotency_token']

/** True where a global says something that may be another value for each resource. */
export function differByResource(globals: readonly Definition[]): boolean {
  const words = [...PER_RESOURCE, 'uuid']
  return globals.some(({ value, merge }) => {
    const text = JSON.stringify([value, merge])
    return words.some((word) => fold(text).includes(fold(word)))
  })
}

/**
 * Globals in order, each with those before it. One that uses `resource_name` is rendered again for each
 * resource; without one it stays as it is written.
 */
export function renderGlobals(
  stack: GlobalsInput,
  about: { readonly resource?: string; readonly options?: Partial<RenderOptions> } = {},
): { readonly values: JsonObject; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  let values: Record<string, Json> = {}
  const own: JsonObject = about.resource === undefined ? {} : { resource_name: about.resource }
  for (const definition of stack.globals) {
    const below = layered(stack.variables, builtinNames(stack), own, values)
    const options: RenderOptions = {
      howToGive: giveVariable,
      ...about.options,
      variables: below,
      scopes: { vars: stack.variables, env_vars: stack.variables, globals: values },
      ...(about.resource === undefined && { deferred: PER_RESOURCE }),
    }
    try {
      const value = renderDefinition(definition, () => options)
      if (definition.value !== undefined && (value === null || value === '')) {
        problems.push({
          code: 'MANIFEST',
          message: `the global ${definition.name} is empty`,
          place: definition.place,
        })
      }
      values = hiding(values, { [definition.name]: value })
    } catch (error) {
      problems.push(
        problemOf(AppError.from(error), definition.place, `global ${definition.name}: `),
      )
      values = hiding(values, { [definition.name]: null })
    }
  }
  return { values, problems }
}

/** Variables that every stack has. */
export function builtinNames(stack: { readonly name: string; readonly env: string }): JsonObject {
  return { stack_name: stack.name, stack_env: stack.env, environment: stack.env }
}

/** How a user gives a variable that a stack asks for. */
export function giveVariable(name: string): string {
  const variable = name.replace(/^(?:vars|env_vars)\./, '')
  return `Give it a value: -e ${variable}=..., or in .env, or in a file with --vars.`
}
