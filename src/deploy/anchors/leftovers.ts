import { quoteSql } from '../../util/index.js'
import type { ResourceSchema } from '../../catalog/index.js'
import type { ResourceDescription } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { renderResource } from '../../manifest/index.js'
import {
  findProperty,
  identifiersEqual,
  parseIdentifier,
  statedIdentifier,
} from '../../resource/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { deleteResource } from '../apply/apply-step.js'
import type { StackRun } from '../run/stack-run.js'
import type { Wanted } from '../wanted.js'
import type { AnchoredState } from './anchored-state.js'
import { identifierOf } from './captured-identifier.js'
import { Statements } from './statements.js'

/** What a resource with statements of its own took the place of, or is to take the place of. */
export interface Leftovers {
  /** Identifiers, of all that is still to go. */
  readonly identifiers: readonly string[]
  /** Of these the one that was recorded as the resource itself, and that its statements no longer name. */
  readonly last?: ResourceDescription
}

const NONE: Leftovers = { identifiers: [] }

/**
 * Finds what goes once a resource is as wanted: what earlier builds could not delete, and what is recorded and still
 * there although its statements find another resource, or none.
 * @throws AppError CONFIGURATION where what goes is in another region
 */
export async function leftoversOf(
  run: StackRun,
  { state, statements, wanted, found }: AnchoredState,
): Promise<Leftovers> {
  const { name } = statements
  const resource = run.resource(name)
  const [record, schema] = [run.recordOf(name), run.schema(name)]
  // Of several resources under one name the record knows one: which of them are meant its statements alone know.
  if (resource.type === 'multi' || record === undefined || schema?.typeName !== record.typeName)
    return NONE
  const isThere = state === 'wrong' || state === 'correct'
  const now =
    found?.identifier ??
    (isThere ? identifierOf(schema, statements.self) : undefined) ??
    (wanted === undefined ? undefined : statedBy(wanted))
  const { region, identifier, at } = record
  // What is another declared resource now does not go because this one has left it.
  const isOther = (one: string): boolean =>
    (now === undefined || !identifiersEqual(schema, one, now)) &&
    run.claims.ownerOf(schema, region, one, name) === undefined
  const earlier = (record.leftovers ?? []).filter(isOther)
  // What is there under a name that nothing tells is taken for what is recorded.
  const isSame = state === 'waiting' || (isThere && now === undefined) || !isOther(identifier)
  if (isSame) return { identifiers: earlier }
  const there = await run.inventoryOf(name).get(schema, region, identifier, at)
  if (there === undefined) return { identifiers: earlier }
  if (wanted !== undefined && wanted.region !== region) {
    if (isThere) return { identifiers: earlier }
    throw new AppError(
      'CONFIGURATION',
      `${name}: ${schema.typeName} ${identifier} was made in ${region}, and is wanted in ${wanted.region}`,
      { ...resource.place, hint: `tear it down first, or give it region: ${region}` },
    )
  }
  return { identifiers: [...earlier, identifier], last: there }
}

function statedBy({ schema, desired, identifier }: Wanted): string | undefined {
  return identifier ?? statedIdentifier(schema, desired)
}

/**
 * Deletes a leftover: by the resource's own `delete` where that names it when it is rendered with its identifier, else
 * by the catalogue, and makes sure that it is gone.
 * @throws AppError of the deletion
 */
export async function deleteLeftover(
  run: StackRun,
  name: string,
  { identifier, region }: { readonly identifier: string; readonly region: string },
): Promise<void> {
  const schema = run.schema(name)
  if (schema === undefined) return
  const isThere = async (): Promise<boolean> =>
    (await run.inventoryOf(name).get(schema, region, identifier)) !== undefined
  const statements = statementsOf(run, name, { schema, identifier })
  if (statements !== undefined && (await isThere())) {
    await statements.run('delete')
    if (!(await isThere())) return
  }
  await deleteResource({ schema, region, identifier }, run.writing(name, undefined))
}

/** The statements of a resource with the identifier of another; `undefined` where its `delete` would not name that. */
function statementsOf(
  run: StackRun,
  name: string,
  { schema, identifier }: { readonly schema: ResourceSchema; readonly identifier: string },
): Statements | undefined {
  const resource = run.resource(name)
  if (!resource.anchors.has('delete')) return undefined
  const parts = partsOf(schema, identifier)
  if (parts === undefined) return undefined
  const props = resource.props.map((one) => {
    const value = parts[findProperty(schema, one.name) ?? '']
    return value === undefined ? one : { ...one, value, merge: [] }
  })
  const context = { ...run.renderContext(name), identifier: parts }
  const rendered = renderResource(run.stack, { ...resource, props }, context)
  const statements = new Statements(run, rendered, undefined, parts)
  statements.self = { ...inBothSpellings(schema, parts), identifier }
  const text = statements.textIfKnown('delete')
  const own = new Statements(run, run.render(name), undefined).textIfKnown('delete')
  const isNamed = Object.values(parts).every((part) => text?.includes(quoted(part)) === true)
  // What says the same with the identifier of the new resource would delete that.
  return isNamed && text !== own ? statements : undefined
}

/** As it stands within a statement. */
const quoted = (value: Json): string =>
  quoteSql(typeof value === 'string' ? value : JSON.stringify(value))

function partsOf(schema: ResourceSchema, identifier: string): JsonObject | undefined {
  try {
    return parseIdentifier(schema, identifier)
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}

function inBothSpellings(schema: ResourceSchema, parts: JsonObject): JsonObject {
  const columns = schema.columns.flatMap(({ name, property }): [string, Json][] => {
    const value = parts[property]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...parts, ...Object.fromEntries(columns) }
}
