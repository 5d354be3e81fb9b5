import type { ResourceSchema } from '../../catalog/index.js'
import { jsonEqual, type JsonObject } from '../../util/index.js'
import type { Wanted } from '../wanted.js'

/** What a resource is called, whatever its type puts before: `Name`, `QueryName`, `DisplayName`, `AliasName`. */
const NAME = /(?:^|[a-z\d])Name$|^name$|^Alias$/

/** What is known by an identifier of its own or of others: `VpcId`, `InternetGatewayId`, `RoleArn`. */
const REFERENCE = /[a-z](?:Id|Arn|Identifier)$/

/**
 * How surely a resource in the cloud is the one that is declared. `named`: it has the declared name. `likely`: none is
 * declared, and something else that it is known by is equal. `none`: another name, nothing that is equal, or something
 * that is not known yet: what is not known matches nothing.
 */
export type Evidence = 'named' | 'likely' | 'none'

/** True where what is known of a declared resource can tell it from others at all. */
export function canBeKnown({ schema, desired, unknown }: Wanted): boolean {
  const identifying = identifyingOf(schema)
  return !unknown.some(identifying) && Object.keys(desired).some(identifying)
}

/** What a resource's declared properties say of one that is there; properties that anybody may change say nothing. */
export function evidenceOf({ schema, desired, unknown }: Wanted, live: JsonObject): Evidence {
  const identifying = identifyingOf(schema)
  if (unknown.some(identifying)) return 'none'
  const known = Object.keys(desired).filter(identifying)
  const isEqual = (name: string): boolean => jsonEqual(desired[name] ?? null, live[name] ?? null)
  const names = known.filter((name) => NAME.test(name))
  if (!names.every(isEqual)) return 'none'
  if (names.length > 0) return 'named'
  return known.some(isEqual) ? 'likely' : 'none'
}

function identifyingOf(schema: ResourceSchema): (property: string) => boolean {
  const pointers = [
    ...schema.primaryIdentifier,
    ...(schema.additionalIdentifiers ?? []).flat(),
    ...(schema.createOnlyProperties ?? []),
  ]
  const fixed = new Set(pointers.map((pointer) => pointer.split('/')[2]))
  return (property) => fixed.has(property) || NAME.test(property) || REFERENCE.test(property)
}
