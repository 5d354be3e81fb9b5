import {
  identifierNames,
  cleanModel,
  maskSecrets,
  unreturnedProperties,
} from '../../resource/index.js'
import { addResource, anchorsText } from '../../manifest/index.js'
import { AppError } from '../../errors/index.js'
import { MASK, type Json, type JsonObject } from '../../util/index.js'
import { findTable } from '../../plan/index.js'
import type { ResourceSchema } from '../../catalog/index.js'
import { hashSecrets } from '../state/hashed-secrets.js'
import type { OpenStack } from './open-stack.js'

/** What an import writes: the manifest with the resource in it, and the statements that would work on it. */
export interface Imported {
  readonly name: string
  readonly schema: ResourceSchema
  readonly region: string
  readonly identifier: string
  readonly manifest: string
  readonly statements: string
  /** What was written down: only that is the stack's to change, and to take away. */
  readonly props: JsonObject
  /** Properties that were not written down, since they may be secret, and those that the service does not return. */
  readonly left: readonly string[]
}

/**
 * Writes props and statements for a resource that exists, and remembers it as the stack's own.
 * @param type type name or table.
 * @throws AppError NOT_FOUND
 */
export async function importResource(
  { run }: OpenStack,
  type: string,
  identifier: string,
): Promise<Imported> {
  const { host } = run.context
  const schema = schemaNamed(run, type)
  const region = run.stack.region ?? run.defaultRegion
  if (region === undefined) throw new AppError('NO_REGION', 'the stack has no region')
  const found = await run.inventoryOf('').get(schema, region, identifier)
  if (found === undefined) {
    throw new AppError('NOT_FOUND', `there is no ${schema.typeName} ${identifier} in ${region}`, {
      typeName: schema.typeName,
      identifier,
    })
  }
  const model = cleanModel(schema, found.properties)
  const shown = maskSecrets(schema, model)
  const left = Object.keys(shown).filter((name) => holdsMask(shown[name]))
  const props = Object.fromEntries(Object.entries(model).filter(([name]) => !left.includes(name)))
  const name = freeName(
    schema,
    found.identifier,
    run.stack.resources.map((one) => one.name),
  )
  const table = `awscc.${schema.service}.${schema.table}`
  const named = isNamed(schema, props)
  const manifest = await addResource(run.stack.source, {
    name,
    table,
    ...(named ? {} : { identifier: found.identifier }),
    props,
  })
  const fixed = new Set(
    (schema.createOnlyProperties ?? []).map((pointer) => pointer.split('/')[2] ?? ''),
  )
  const statements = anchorsText({
    table,
    identifier: identifierNames(schema),
    props: Object.keys(props),
    updatable: Object.keys(props).filter((property) => !fixed.has(property)),
    exports: schema.primaryIdentifier.map((pointer) => pointer.split('/').at(-1) ?? ''),
  })
  if (left.length > 0) {
    host.notify({
      code: '6105',
      level: 'warning',
      text: `${left.join(', ')} of ${found.identifier} may be secret and were not written down`,
    })
  }
  const unreturned = unreturnedProperties(schema, model)
  if (unreturned.length > 0) {
    host.notify({
      code: '6106',
      level: 'warning',
      text: `${schema.typeName} may have ${listed(unreturned)}, which the service does not return: write down those that matter`,
    })
  }
  return {
    ...{ name, schema, region, identifier: found.identifier, manifest, statements, props },
    left: [...left, ...unreturned],
  }
}

/** Remembers an imported resource as the stack's own, once its manifest is written. */
export async function keepImported({ run }: OpenStack, imported: Imported): Promise<void> {
  const { name, schema, region, identifier, props } = imported
  const record = {
    typeName: schema.typeName,
    region,
    identifier,
    at: run.context.clock.now(),
    applied: hashSecrets(schema, props, run.hash),
    needs: [],
  }
  await run.held?.append({ kind: 'keep', resource: name, record })
}

function schemaNamed({ context: { catalog } }: OpenStack['run'], type: string): ResourceSchema {
  const entry = type.includes('::') ? catalog.findType(type) : undefined
  if (entry !== undefined) return catalog.schema(entry)
  if (type.includes('::')) {
    throw new AppError('UNKNOWN_TABLE', `the catalogue has no type ${type}`)
  }
  const parts = type.split('.')
  return findTable(catalog, parts.length === 2 ? ['awscc', ...parts] : parts).schema
}

/** True where the props themselves say which resource is meant. */
function isNamed(schema: ResourceSchema, props: JsonObject): boolean {
  return schema.primaryIdentifier.every((pointer) => {
    const [, , head = '', ...deeper] = pointer.split('/')
    return deeper.length === 0 && props[head] !== undefined
  })
}

/** Names that a message tells. */
const MOST_NAMES = 8

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  const shown = names.slice(0, MOST_NAMES).join(', ')
  return more > 0 ? `${shown} and ${String(more)} more` : shown
}

function holdsMask(value: Json | undefined): boolean {
  return value !== undefined && JSON.stringify(value).includes(MASK)
}

/** A name for the manifest, made of the resource's own; one that is taken gets a number. */
function freeName({ table }: ResourceSchema, identifier: string, taken: readonly string[]): string {
  const last =
    identifier
      .split(/[|/:]/)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  const base =
    last
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 40) || table.replace(/s$/, '')
  const start = /^[a-z]/.test(base) ? base : `${table.replace(/s$/, '')}_${base}`
  for (let number = 1; ; number++) {
    const name = number === 1 ? start : `${start}_${String(number)}`
    if (!taken.includes(name)) return name
  }
}
