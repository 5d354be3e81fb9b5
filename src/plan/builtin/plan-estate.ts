import type { ResourceSchema, TableEntry } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { isJsonObject, nearest, type Json } from '../../util/index.js'
import { admits, finiteValues, restricts } from '../condition.js'
import type { PlanContext, ReferenceAccess } from '../plan-context.js'
import { planList } from '../rules/list-inputs.js'
import type { EstateAccess, EstatePart, Hydrate } from '../scan-request.js'
import { identifierProperties } from '../table.js'
import type { BuiltinTable } from './builtin-table.js'
import { namingProperty, tagProperty } from './estate-facts.js'

/**
 * One scan for each type that the statement's predicates admit, types that are listed under parents included.
 * @throws AppError LIST_INPUT_REQUIRED where a table of lists is asked for no type, UNKNOWN_TABLE where that of all types
 *   is asked for one that there is not, VALUE_JSON
 */
export function planEstate(
  table: BuiltinTable,
  reference: ReferenceAccess,
  context: PlanContext,
): EstateAccess {
  const { properties } = reference
  const type = properties.get('TypeName')
  if (table.rows === 'listed' && (type === undefined || !restricts(type))) {
    throw new AppError('LIST_INPUT_REQUIRED', 'cloud_control.resources is read type by type', {
      hint: `add WHERE TypeName = 'AWS::EC2::VPC', IN (…) or LIKE 'AWS::EC2::%'; skyql.resources holds all types`,
    })
  }
  const parts: EstatePart[] = []
  const unlisted: { typeName: string; reason: string }[] = []
  const models = modelsOf(reference)
  for (const schema of schemasOf(table, reference, context)) {
    const needed = neededOf(schema, reference)
    try {
      for (const model of models) {
        const access =
          model === undefined
            ? planList(
                schema,
                new Map(),
                hydration(table, schema, { reference, needed, context }),
                context,
              )
            : ({ kind: 'list', inputs: [model.inputs], parents: [], hydrate: 'never' } as const)
        const echo = model === undefined ? {} : { echo: { ResourceModel: model.text } }
        parts.push({ schema, access, properties: needed, ...echo })
      }
    } catch (error) {
      if (!AppError.is(error) || error.code !== 'LIST_INPUT_REQUIRED') throw error
      unlisted.push({ typeName: schema.typeName, reason: error.message })
    }
  }
  unlisted.push(...namedUnlisted(table, reference, context))
  return { kind: 'estate', parts, unlisted }
}

/** Types that the statement names and nobody can list: their answer is not empty, there is none. */
function namedUnlisted(
  table: BuiltinTable,
  { properties }: ReferenceAccess,
  { catalog }: PlanContext,
): EstateAccess['unlisted'] {
  if (table.rows === 'listed') return []
  return (finiteValues(properties.get('TypeName')) ?? []).flatMap((typeName) => {
    const entry = catalog.findType(typeName)
    if (entry?.typeName !== typeName) throw unknownTypeName(typeName, catalog)
    return entry.listable ? [] : [{ typeName, reason: `${typeName} cannot be listed` }]
  })
}

function unknownTypeName(typeName: string, catalog: PlanContext['catalog']): AppError {
  const known = catalog
    .providers()
    .flatMap((provider) =>
      catalog
        .services(provider)
        .flatMap((service) => catalog.tables(provider, service).map((entry) => entry.typeName)),
    )
  const same = known.find((one) => one.toLowerCase() === typeName.toLowerCase())
  const near = same === undefined ? nearest(typeName, known, 1) : [same]
  return new AppError('UNKNOWN_TABLE', `there is no type "${typeName}"`, {
    hint:
      near.length > 0
        ? `did you mean ${near.join('')}?`
        : 'a type of your account alone is read by awscc.cloud_control.resources',
  })
}

/** The types that are meant; one that the catalogue does not have is the account's own, and the service knows it. */
function schemasOf(
  table: BuiltinTable,
  reference: ReferenceAccess,
  context: PlanContext,
): ResourceSchema[] {
  const { catalog } = context
  const known = typesOf(reference, context).map((entry) => catalog.schema(entry))
  if (table.rows !== 'listed') return known
  const named = finiteValues(reference.properties.get('TypeName')) ?? []
  const others = named.filter((typeName) => catalog.findType(typeName) === undefined)
  return [...known, ...others.map(unknownType)]
}

/** The listable types that no predicate on type, service or provider rules out. */
function typesOf({ properties }: ReferenceAccess, { catalog }: PlanContext): TableEntry[] {
  const passes = (property: string, value: string): boolean => {
    const condition = properties.get(property)
    return condition === undefined || admits(condition, value)
  }
  return catalog
    .providers()
    .filter((provider) => passes('Provider', provider))
    .flatMap((provider) =>
      catalog
        .services(provider)
        .filter((service) => passes('Service', service))
        .flatMap((service) => catalog.tables(provider, service)),
    )
    .filter(({ listable, typeName }) => listable && !typeName.includes('.'))
    .filter(({ typeName }) => passes('TypeName', typeName))
}

/** The properties of a type from which the asked-for columns are made. */
function neededOf(schema: ResourceSchema, { needed }: ReferenceAccess): string[] {
  const tags = tagProperty(schema)
  const name = namingProperty(schema) ?? tags
  return [
    ...new Set([
      ...(needed.has('Tags') && tags !== undefined ? [tags] : []),
      ...(needed.has('Name') && name !== undefined ? [name] : []),
    ]),
  ]
}

interface PartQuestion {
  readonly reference: ReferenceAccess
  readonly needed: readonly string[]
  readonly context: PlanContext
}

function hydration(
  table: BuiltinTable,
  schema: ResourceSchema,
  { reference, needed, context }: PartQuestion,
): Hydrate {
  if (table.rows === 'listed' || schema.handlers.read === undefined) return 'never'
  if (!context.rules.has('hydrate-columns') || reference.needed.has('Properties')) return 'always'
  const free = new Set(identifierProperties(schema))
  return needed.every((property) => free.has(property)) ? 'never' : 'missing'
}

/** Inputs of list handlers that the statement gives as a whole. */
interface ListModel {
  /** As written: the row shows it so. */
  readonly text: string
  readonly inputs: Readonly<Record<string, string>>
}

function modelsOf({ properties }: ReferenceAccess): readonly (ListModel | undefined)[] {
  const values = finiteValues(properties.get('ResourceModel'))
  return (
    values?.map((text) => {
      const inputs = parsed(text)
      if (inputs !== undefined) return { text, inputs }
      throw new AppError('VALUE_JSON', 'ResourceModel takes a JSON object in a text', {
        hint: `ResourceModel = '{"DomainName":"retail"}'`,
      })
    }) ?? [undefined]
  )
}

function parsed(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const value = JSON.parse(text) as Json
    return isJsonObject(value) ? (value as Record<string, string>) : undefined
  } catch {
    // Not JSON at all is no object, too.
    return undefined
  }
}

function unknownType(typeName: string): ResourceSchema {
  return {
    typeName,
    service: typeName.split('::')[1]?.toLowerCase() ?? '',
    table: '',
    columns: [],
    properties: {},
    primaryIdentifier: [],
    handlers: { list: { permissions: [] } },
  }
}
