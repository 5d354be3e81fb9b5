import type { ResourceSchema } from '../resource-schema.js'

/**
 * What the list handler of a type demands: alternatives, each a set of inputs that must all be given. Empty
 * where nothing is demanded (or nothing is known to be: schemas are not complete, the service has the last word).
 * Inputs are named as the handler takes them; alternatives made of the type's own properties come first.
 */
export function requiredListInputs(
  schema: Pick<ResourceSchema, 'handlers' | 'properties'>,
): readonly (readonly string[])[] {
  const handler = schema.handlers.list?.handlerSchema
  if (handler === undefined) return []
  const base = handler.required ?? []
  const choices = [handler.oneOf, handler.anyOf].filter((each) => each !== undefined)
  const alternatives = choices.reduce<readonly (readonly string[])[]>(
    (sofar, choice) =>
      sofar.flatMap((inputs) =>
        choice.map(({ required }) => [...new Set([...inputs, ...required])]),
      ),
    [base],
  )
  if (alternatives.some((inputs) => inputs.length === 0)) return []
  const isOwn = (inputs: readonly string[]): boolean =>
    inputs.every((input) => Object.hasOwn(schema.properties, input))
  return [...alternatives.filter(isOwn), ...alternatives.filter((inputs) => !isOwn(inputs))]
}
