import { certainProperties, type ListAccess, type ScanRequest } from '../../plan/index.js'
import { canonicalJson, type JsonObject } from '../../util/index.js'
import { inputText } from '../scan/input-text.js'

/** What a scan asks of one place, without what only its own statement needs of the answer. */
export interface ScanQuestion {
  readonly typeName: string
  /** The types that are read: its own, and those of the parents above it. */
  readonly types: readonly string[]
  /** Equal for lists that ask alike. */
  readonly list: string
  /** Inputs that the statement gives; `undefined` where parents give them. */
  readonly inputs: readonly JsonObject[] | undefined
  /** True: nothing narrows the list, so that every resource of the place is in its answer. */
  readonly isWhole: boolean
  /** What a get asks for; `undefined` for lists. */
  readonly identifier?: string
}

/** How much of each resource an answer has. */
export type Filled = ReadonlySet<string> | 'all'

/** The question of a list; `undefined` for other scans. */
export function listQuestion({ schema, access }: ScanRequest): ScanQuestion | undefined {
  if (access.kind !== 'list') return undefined
  return {
    typeName: schema.typeName,
    types: [schema.typeName, ...parentTypes(access)],
    list: shapeOf(access),
    inputs: access.parents.length === 0 ? access.inputs : undefined,
    isWhole: isWhole(access),
  }
}

/** The question of one get. */
export function getQuestion(typeName: string, identifier: string): ScanQuestion {
  const list = `get ${identifier}`
  return { typeName, types: [typeName], list, inputs: undefined, isWhole: false, identifier }
}

function parentTypes({ parents }: ListAccess): string[] {
  return parents.flatMap(({ schema, access }) => [schema.typeName, ...parentTypes(access)])
}

function shapeOf({ inputs, parents }: ListAccess): string {
  return canonicalJson([
    inputs,
    parents.map(({ schema, supplies, access }) => [schema.typeName, supplies, shapeOf(access)]),
  ])
}

function isWhole({ inputs, parents }: ListAccess): boolean {
  return (
    inputs.every((model) => Object.keys(model).length === 0) &&
    parents.every(({ access }) => isWhole(access))
  )
}

/** What a scan fills of the resources that it finds. */
export function filledBy({ access, properties }: ScanRequest): Filled {
  if (access.kind === 'get') return 'all'
  return access.kind === 'list' && access.hydrate === 'always' ? 'all' : new Set(properties)
}

/** True where what is filled is all that a scan asks for. */
export function fills(filled: Filled, { schema, access, properties }: ScanRequest): boolean {
  if (filled === 'all') return true
  if (access.kind === 'list' && access.hydrate === 'always') return false
  const certain = certainProperties(schema)
  return properties.every((property) => certain.has(property) || filled.has(property))
}

/** Chooses of the answer to one question what answers another; `undefined` where it may lack something. */
export function narrowed(
  wide: ScanQuestion,
  narrow: ScanQuestion,
): ((properties: JsonObject) => boolean) | undefined {
  if (wide.list === narrow.list) return () => true
  const { inputs } = narrow
  if (inputs === undefined || inputs.some((model) => Object.keys(model).length === 0)) {
    return undefined
  }
  const given = new Set(wide.inputs?.map((model) => canonicalJson(model)))
  const isHeld = wide.isWhole || inputs.every((model) => given.has(canonicalJson(model)))
  if (!isHeld) return undefined
  return (properties) =>
    inputs.some((model) =>
      // Inputs are texts; what they are of may be a number.
      Object.entries(model).every(
        ([name, value]) => inputText(properties[name]) === inputText(value),
      ),
    )
}
