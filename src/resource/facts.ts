import type { ResourceSchema } from '../catalog/index.js'
import { isWithin, pointerPath } from './pointer.js'

/** The path lists of a type, taken apart once. */
export interface TypeFacts {
  readonly readOnly: readonly Path[]
  readonly writeOnly: readonly Path[]
  readonly createOnly: readonly Path[]
  readonly conditionalCreateOnly: readonly Path[]
  readonly identifier: readonly Path[]
  readonly transforms: readonly { readonly path: Path; readonly expression: string }[]
}

/** Steps from the model's top; in a schema's list `*` stands for any one step. */
export type Path = readonly string[]

const cache = new WeakMap<ResourceSchema, TypeFacts>()

/** The facts of a type; computed once per schema object. */
export function factsOf(schema: ResourceSchema): TypeFacts {
  let facts = cache.get(schema)
  if (facts === undefined) cache.set(schema, (facts = readFacts(schema)))
  return facts
}

/** True where `path` lies at or under one of `patterns`. */
export function covered(path: Path, patterns: readonly Path[]): boolean {
  return patterns.some((pattern) => isWithin(path, pattern))
}

function readFacts(schema: ResourceSchema): TypeFacts {
  const paths = (pointers: readonly string[] | undefined): Path[] =>
    (pointers ?? []).map(pointerPath)
  return {
    readOnly: paths(schema.readOnlyProperties),
    writeOnly: paths(schema.writeOnlyProperties),
    createOnly: paths(schema.createOnlyProperties),
    conditionalCreateOnly: paths(schema.conditionalCreateOnlyProperties),
    identifier: paths(schema.primaryIdentifier),
    transforms: Object.entries(schema.propertyTransform ?? {}).map(([pointer, expression]) => ({
      path: pointerPath(pointer),
      expression,
    })),
  }
}
