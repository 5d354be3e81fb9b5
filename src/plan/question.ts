import { canonicalJson } from '../util/index.js'
import type { Access, ScanRequest } from './scan-request.js'

/** What a scan asks, as a text: scans with the same text get the same rows. */
export function questionOf({
  schema,
  places,
  access,
}: Pick<ScanRequest, 'schema' | 'places' | 'access'>): string {
  return canonicalJson([
    schema.typeName,
    places.map(({ connection, region }) => [connection, region]),
    accessQuestion(access),
  ])
}

function accessQuestion(access: Access): string {
  if (access.kind === 'dependent') {
    const { asks, names, stated, mostKeys = null } = access
    const sources = access.keysFrom.map(({ from, keys, guards }) => [
      from,
      Object.entries(keys).map(([name, { sql }]) => [name, sql]),
      guards,
    ])
    return canonicalJson([access.kind, asks, names, stated, mostKeys, sources])
  }
  if (access.kind === 'estate') {
    // What its rows are made of belongs to the question: it cannot be widened as a hydration can.
    return canonicalJson(
      access.parts.map(({ schema, access: list, properties, echo = {} }) => [
        schema.typeName,
        list.hydrate,
        properties,
        echo,
        accessQuestion(list),
      ]),
    )
  }
  if (access.kind !== 'list') {
    return `${access.kind} ${canonicalJson(access.identifiers.map(({ written }) => written))}`
  }
  const parents = access.parents.map(({ schema, access: above }) => [
    schema.typeName,
    accessQuestion(above),
  ])
  const stated = access.stated?.map(({ written }) => written) ?? null
  return canonicalJson([access.inputs, access.accountInputs ?? [], parents, stated])
}
