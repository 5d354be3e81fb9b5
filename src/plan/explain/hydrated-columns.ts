import type { ScanRequest, Hydrate } from '../scan-request.js'
import { certainProperties } from '../table.js'

/**
 * What was learned of a value that a type's list brings: `whole` as GetResource has it, `partial` at least once,
 * `unknown` as yet.
 */
export type ListTrust = (typeName: string, property: string) => 'whole' | 'partial' | 'unknown'

/** A column that GetResource may have to fill, and where it does. */
export interface HydratedColumn {
  readonly column: string
  readonly why: string
}

const WHY = {
  lacking: 'where the list lacks it',
  whole: 'where the list lacks it, and it was seen to bring all of it',
  partial: 'always, for the list was seen to bring only a part',
  unknown: 'always, until the list was seen often enough to bring all of it',
} as const

/** The columns of a list scan that may cost a GetResource, with the reason. */
export function hydratedColumns(
  { schema, properties }: ScanRequest,
  hydrate: Hydrate,
  trust: ListTrust,
): HydratedColumn[] {
  if (hydrate === 'never') return []
  const free = certainProperties(schema)
  return properties
    .filter((property) => !free.has(property))
    .map((property) => {
      const column = schema.columns.find((each) => each.property === property)
      return {
        column: column?.name ?? property,
        why:
          hydrate === 'always' ? 'always' : WHY[reason(schema.typeName, property, column, trust)],
      }
    })
}

function reason(
  typeName: string,
  property: string,
  column: { readonly type: string } | undefined,
  trust: ListTrust,
): keyof typeof WHY {
  const learned = trust(typeName, property)
  if (learned === 'partial') return 'partial'
  return column?.type === 'JSON' ? learned : 'lacking'
}
