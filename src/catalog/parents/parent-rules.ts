import type { ParentProperty, ResourceSchema } from '../resource-schema.js'
import { columnTypes } from '../naming/index.js'
import { requiredListInputs } from './list-inputs.js'

/** The facts of a type that finding parents needs. */
export type ParentType = Pick<
  ResourceSchema,
  | 'typeName'
  | 'properties'
  | 'definitions'
  | 'primaryIdentifier'
  | 'writeOnlyProperties'
  | 'handlers'
>
type Parents = Readonly<Record<string, ParentProperty>>

/**
 * The parents that the names of a service's types tell, by input of the list handler: the type that is identified
 * by a property of the input's name, or that the input is named after (`ClusterName` is the Name of a Cluster).
 * Several inputs come from one type that has them all, since values of different rows do not belong together.
 * Where names leave a doubt there is no parent: a wrong one would ask the service wrong questions.
 */
export function parentsByName(child: ParentType, siblings: readonly ParentType[]): Parents {
  const parents: Record<string, ParentProperty> = {}
  for (const inputs of requiredListInputs(child)) {
    if (!inputs.every((input) => isText(child, input))) continue
    const candidates = siblings.filter((type) => mayBeParent(type, child, inputs))
    const together = candidates.find((type) => isNamedBy(type, inputs) && covers(type, inputs))
    for (const input of inputs) {
      const parent = together ?? (inputs.length === 1 ? singleParent(candidates, input) : undefined)
      const property = parent === undefined ? undefined : supplied(parent, input)
      if (parent !== undefined && property !== undefined)
        parents[input] ??= { typeName: parent.typeName, property }
    }
  }
  return parents
}

/** A parent can be listed without what its child needs (or with less of it). */
function mayBeParent(type: ParentType, child: ParentType, inputs: readonly string[]): boolean {
  if (type.typeName === child.typeName || type.handlers.list === undefined) return false
  const own = requiredListInputs(type)
  return own.length === 0 || own.some((each) => !inputs.every((input) => each.includes(input)))
}

function singleParent(candidates: readonly ParentType[], input: string): ParentType | undefined {
  const named = candidates.filter((type) => isNamedBy(type, [input]) && covers(type, [input]))
  if (named.length > 0) return named.length === 1 ? named[0] : undefined
  const identified = candidates.filter((type) => isIdentifiedBy(type, input))
  return identified.length === 1 ? identified[0] : undefined
}

function isIdentifiedBy(type: ParentType, input: string): boolean {
  return type.primaryIdentifier.length === 1 && type.primaryIdentifier[0] === `/properties/${input}`
}

const SUFFIX = /(?:Arn|ARN|Identifier|Id|Name)$/

/** True where an input is called like the type: `RestApiId`, `ClusterName`, `WorkGroup`. */
function isNamedBy(type: ParentType, inputs: readonly string[]): boolean {
  const name = shortName(type).toLowerCase()
  return inputs.some((input) => stem(input) === name || input.toLowerCase() === name)
}

function covers(type: ParentType, inputs: readonly string[]): boolean {
  return inputs.every((input) => supplied(type, input) !== undefined)
}

/** The property of a parent that has the value of an input, where reading a resource returns it as text. */
function supplied(type: ParentType, input: string): string | undefined {
  const suffix = SUFFIX.exec(input)?.[0] ?? ''
  const isOwn = stem(input) === shortName(type).toLowerCase()
  const single = type.primaryIdentifier.length === 1 ? type.primaryIdentifier[0] : undefined
  const identifier = single?.split('/').at(2)
  const wanted = [
    input,
    ...(isOwn && suffix !== '' ? [suffix] : []),
    // A name or an identifier of any form may be asked for; an ARN or an id may not.
    ...(isOwn && suffix === 'Identifier' ? [identifier ?? '', 'Id', 'Arn'] : []),
    ...(isOwn && suffix === '' ? ['Name'] : []),
  ].map((name) => name.toLowerCase())
  const readable = Object.keys(type.properties).filter(
    (name) => isReadable(type, name) && isText(type, name),
  )
  return wanted
    .map((name) => readable.find((property) => property.toLowerCase() === name))
    .find((property) => property !== undefined)
}

function isReadable(type: ParentType, property: string): boolean {
  return type.writeOnlyProperties?.includes(`/properties/${property}`) !== true
}

/** Objects and lists of a parent's property are no input. */
function isText(type: ParentType, property: string): boolean {
  const schema = type.properties[property]
  return schema === undefined || columnTypes(schema, type).type === 'VARCHAR'
}

function shortName(type: ParentType): string {
  return type.typeName.split('::')[2] ?? ''
}

function stem(input: string): string {
  return input.replace(SUFFIX, '').toLowerCase()
}
