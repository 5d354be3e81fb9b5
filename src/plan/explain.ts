import type { BoundRelation } from './bind-query.js'
import { IDENTIFIER } from './rules/dependent-access.js'
import type {
  Access,
  DependentAccess,
  EstateAccess,
  KeySource,
  ListAccess,
  ScanRequest,
} from './scan-request.js'

/** The calls of a scan as indented lines. */
export function explainScan(scan: ScanRequest): string[] {
  const { typeName } = scan.schema
  const scope = placesText(scan)
  const rows = `-> ${scan.relations.map(relationText).join(', ')}`
  const shown = { scope, rows, properties: scan.properties }
  return accessLines(typeName, scan.access, shown).map(inOwnWords)
}

/** Tables of documents are listed and got by calls of their own services, not by Cloud Control's. */
function inOwnWords(line: string): string {
  return line.replace(OF_DOCUMENTS, (_found, call: string) => `${call.toLowerCase()} `)
}

const OF_DOCUMENTS = /\b(List|Get)Resources? (?=(?!awscc\.|skyql\.)[a-z][a-z0-9_]*\.)/g

interface Shown {
  readonly scope: string
  readonly rows: string
  readonly properties: readonly string[]
}

function accessLines(typeName: string, access: Access, shown: Shown): string[] {
  switch (access.kind) {
    case 'given':
      return [
        `no call: the keys are stated, ${access.identifiers.map(({ written }) => written).join(', ')} in ${shown.scope}`,
      ]
    case 'get':
      return access.identifiers.map(
        ({ written }) => `GetResource ${typeName} ${written} in ${shown.scope} ${shown.rows}`,
      )
    case 'list':
      return listLines(typeName, access, shown)
    case 'dependent':
      return dependentLines(typeName, access, shown)
    case 'estate':
      return estateLines(access, shown)
  }
}

function dependentLines(typeName: string, access: DependentAccess, shown: Shown): string[] {
  const { asks, keysFrom, stated, mostKeys, hydrate } = access
  const call = asks === 'get' ? 'GetResource' : 'ListResources'
  const keys = keysFrom.map((source) => `${keysText(source)} of ${sourceText(source)}`)
  const given = Object.entries(stated).map(([name, values]) => `${name} = ${values.join(' or ')}`)
  const what = [keys.join(', and for each '), ...given].join(', ')
  return [
    `${call} ${typeName} for each ${what}, in ${shown.scope} ${shown.rows}`.trimEnd(),
    ...(mostKeys === undefined
      ? []
      : [
          `  ListResources ${typeName} instead, with more than ${String(mostKeys)} keys in a region`,
        ]),
    ...(asks === 'list' ? hydrateLines(typeName, hydrate, { depth: 1, shown }) : []),
  ]
}

function keysText({ keys }: KeySource): string {
  return Object.entries(keys)
    .map(
      ([name, { sql, column }]) =>
        `${name === IDENTIFIER ? 'Identifier' : name} = ${column ?? plainSql(sql)}`,
    )
    .join(', ')
}

/** SQL of ours as a person would write it. */
function plainSql(sql: string): string {
  return sql.replaceAll('system.main.', '').replaceAll(/"([a-z_]+)"/gi, '$1')
}

function sourceText({ relation, from }: KeySource): string {
  if (relation !== undefined) return relationText(relation)
  return from.startsWith('(') ? 'the stated rows' : from
}

/** Types that an estate's lines name before they are but counted. */
const MOST_TYPES = 5

function estateLines({ parts, unlisted }: EstateAccess, shown: Shown): string[] {
  const named = parts
    .slice(0, MOST_TYPES)
    .flatMap(({ schema, access, properties }) =>
      listLines(schema.typeName, access, { ...shown, rows: '', properties }).map(
        (line) => `  ${line}`,
      ),
    )
  const more = parts.length - MOST_TYPES
  const hydrated = parts.filter(({ access }) => access.hydrate !== 'never').length
  return [
    `ListResources of ${String(parts.length)} types in ${shown.scope} ${shown.rows}`,
    ...named,
    ...(more > 0 ? [`  … and ${String(more)} types more`] : []),
    ...(hydrated > 0 ? [`  GetResource for each of ${String(hydrated)} types`] : []),
    ...(unlisted.length > 0
      ? [`  not: ${String(unlisted.length)} types that nothing can be listed under`]
      : []),
  ]
}

function listLines(typeName: string, access: ListAccess, shown: Shown): string[] {
  const { parents, inputs, hydrate, accountInputs = [] } = access
  const above = parents.flatMap((parent) =>
    listLines(parent.schema.typeName, parent.access, {
      scope: shown.scope,
      rows: '',
      properties: Object.values(parent.supplies),
    }),
  )
  const supplied = parents.flatMap((parent) => Object.keys(parent.supplies))
  const stated = inputs.filter((model) => Object.keys(model).length > 0)
  const given = [...accountInputs.map((name) => `${name} = the account`), ...valuesText(stated)]
  const own =
    parents.length > 0
      ? [`ListResources ${typeName} for each ${[...supplied, ...given].join(', ')}`]
      : stated.length > 0
        ? stated.map(
            (model) => `ListResources ${typeName} ${JSON.stringify(model)} in ${shown.scope}`,
          )
        : [`ListResources ${[typeName, ...given].join(' ')} in ${shown.scope}`]
  const depth = parents.length > 0 ? depthOf(access) : 0
  const lines = own.map((line) => `${'  '.repeat(depth)}${line} ${shown.rows}`.trimEnd())
  return [...above, ...lines, ...hydrateLines(typeName, hydrate, { depth: depth + 1, shown })]
}

/** Inputs that come beside those of parents: `Type = data or network`. */
function valuesText(models: readonly Readonly<Record<string, string>>[]): string[] {
  const names = [...new Set(models.flatMap((model) => Object.keys(model)))]
  return names.map((name) => {
    const values = [...new Set(models.flatMap((model) => model[name] ?? []))]
    return `${name} = ${values.join(' or ')}`
  })
}

function hydrateLines(
  typeName: string,
  hydrate: ListAccess['hydrate'],
  { depth, shown }: { readonly depth: number; readonly shown: Shown },
): string[] {
  if (hydrate === 'never') return []
  const why =
    hydrate === 'always' ? '' : `, where the list did not bring ${shown.properties.join(', ')}`
  return [`${'  '.repeat(depth)}GetResource ${typeName} for each${why}`]
}

function depthOf(access: ListAccess): number {
  return Math.max(0, ...access.parents.map((parent) => 1 + depthOf(parent.access)))
}

/** Regions, and the connections where there is more than one; each says whether the session chose it. */
function placesText({ places, scopedBy, connectionsBy }: ScanRequest): string {
  const regions = [...new Set(places.map(({ region }) => region))]
  const connections = [...new Set(places.map(({ connection }) => connection))]
  if (regions.length === 0) return 'no region'
  const where = `${few(regions, 'regions')}${byWhom(scopedBy)}`
  if (connections.length < 2) return where
  return `${where} of ${few(connections, 'connections')}${byWhom(connectionsBy)}`
}

function byWhom(scoper: ScanRequest['scopedBy']): string {
  return scoper === 'session' ? ' (the session’s)' : ''
}

function few(names: readonly string[], what: string): string {
  return names.length > 6
    ? `${String(names.length)} ${what} (${names.slice(0, 3).join(', ')}, …)`
    : names.join(', ')
}

function relationText({ catalog, schema, name }: BoundRelation): string {
  return `${catalog}.${schema}.${name}`
}
