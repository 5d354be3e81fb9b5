import type { ResourceDescription } from '../../connectors/index.js'
import { certainProperties, type ListAccess, type ScanRequest } from '../../plan/index.js'
import type { JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { isStub, knownProperties } from './known-properties.js'
import type { PlaceReader } from './place-reader.js'

/** A resource as a list brought it, and what follows from that. */
interface Listed {
  readonly identifier: string
  readonly listed: JsonObject
  readonly known: JsonObject
  readonly model: JsonObject
}

interface Tools {
  readonly scan: ScanRequest
  readonly reader: PlaceReader
  readonly context: ExecutionContext
  /** What GetResource may have to fill; see `askedBeyond`. */
  readonly asked: 'all' | readonly string[]
}

/** The properties that rows of a list need and may not carry whole: none, those named, or all there are. */
export function askedBeyond(
  { schema, properties }: ScanRequest,
  { hydrate }: ListAccess,
  model: JsonObject,
): Tools['asked'] {
  if (hydrate === 'never') return []
  if (hydrate === 'always') return 'all'
  const certain = certainProperties(schema)
  return properties.filter((each) => !certain.has(each) && !Object.hasOwn(model, each))
}

/**
 * All properties of a listed resource: from GetResource where a value that is asked for is absent or may be less
 * than all of it. `undefined` where the resource went away.
 */
export async function wholeModel(
  { scan, asked, reader, context }: Tools,
  row: Listed,
): Promise<JsonObject | undefined> {
  const { schema } = scan
  const { identifier, listed, known, model } = row
  const filled = (found: ResourceDescription | undefined): JsonObject | undefined =>
    found === undefined
      ? undefined
      : knownProperties(schema, identifier, { ...listed, ...found.properties }, model)
  if (asked === 'all') return filled(await reader.get(identifier))
  const { typeName } = schema
  const learned = await context.learned.of(
    reader.region,
    await context.connections.targetOf(reader.connection),
  )
  const lacks = asked.some((property) => isStub(known[property]))
  if (!lacks && (await learned.suffices(typeName, listed, asked))) return known
  try {
    const found = await reader.get(identifier)
    if (found !== undefined) learned.compare(typeName, identifier, listed, found.properties)
    return filled(found)
  } finally {
    if (!lacks) learned.tried(typeName)
  }
}
