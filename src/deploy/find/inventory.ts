import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ResourceSchema } from '../../catalog/index.js'
import type { ResourceDescription } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { StackContext } from '../stack-context.js'
import { canonicalJson, mapConcurrent, type JsonObject } from '../../util/index.js'

type Calls = Pick<StackContext, 'connector' | 'connection' | 'limit' | 'signal' | 'clock'>

/** GetResource calls that one look through a list makes at once. */
const GETS_IN_FLIGHT = 10

/** What is younger may not be seen everywhere yet. Milliseconds. */
const YOUNG = 30_000
const WAITS = [200, 400, 800, 1_600, 3_200]

/** What there is of each type, read once however many resources of a stack look through it. */
export class Inventory {
  readonly #calls: Calls
  readonly #lists = new Map<string, Promise<readonly ResourceDescription[]>>()
  /** Reads that were begun before anybody needed them, by `keyOf`; each answers once, and leaves its key. */
  readonly #ahead = new Map<string, Promise<ResourceDescription | undefined> | undefined>()

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /**
   * Begins to read a resource that `get` is likely to be asked for.
   * @returns resolves when there is an answer, whatever it is
   */
  async readAhead(schema: ResourceSchema, region: string, identifier: string): Promise<void> {
    const key = keyOf(schema, region, identifier)
    if (this.#ahead.has(key)) return
    const reading = this.#getNow(schema, region, identifier)
    this.#ahead.set(key, reading)
    // Whoever asks for it hears of a failure.
    await reading.catch(() => undefined)
  }

  /** What was read ahead and nobody asked for is too old for whoever asks later. */
  forgetAhead(): void {
    this.#ahead.clear()
  }

  /**
   * A resource as GetResource returns it; `undefined` where there is none.
   * @param madeAt when it was made or changed: what is that young may not be seen everywhere yet, and is
   *   looked for again before it is taken for gone.
   */
  async get(
    schema: ResourceSchema,
    region: string,
    identifier: string,
    madeAt = 0,
  ): Promise<ResourceDescription | undefined> {
    const { clock, signal } = this.#calls
    const key = keyOf(schema, region, identifier)
    for (const wait of WAITS) {
      const ahead = this.#ahead.get(key)
      this.#ahead.set(key, undefined)
      const found = await (ahead ?? this.#getNow(schema, region, identifier))
      // What is made of an answer can wait until those that came with it have sent the next calls.
      await nextTurn()
      if (found !== undefined || clock.now() - madeAt > YOUNG) return found
      await clock.sleep(wait, signal)
    }
    return this.#getNow(schema, region, identifier)
  }

  async #getNow(
    { typeName }: ResourceSchema,
    region: string,
    identifier: string,
  ): Promise<ResourceDescription | undefined> {
    const { connector, connection, limit, signal } = this.#calls
    try {
      return await limit(() => connector.get({ typeName, connection, region, identifier }, signal))
    } catch (error) {
      if (AppError.is(error) && error.code === 'NOT_FOUND') return undefined
      throw error
    }
  }

  /**
   * All resources of a type in a region with their whole models.
   * @param desired supplies the inputs that the type's list handler demands.
   * @returns `undefined` where the type cannot be listed, or not with these inputs.
   */
  async all(
    schema: ResourceSchema,
    region: string,
    desired: JsonObject,
  ): Promise<readonly ResourceDescription[] | undefined> {
    const model = listInputs(schema, desired)
    if (model === undefined) return undefined
    const key = `${schema.typeName} ${region} ${canonicalJson(model)}`
    let list = this.#lists.get(key)
    if (list === undefined) {
      list = this.#read(schema, region, model)
      this.#lists.set(key, list)
    }
    return list
  }

  async #read(
    schema: ResourceSchema,
    region: string,
    model: JsonObject,
  ): Promise<readonly ResourceDescription[]> {
    const { connector, connection, signal } = this.#calls
    const { typeName } = schema
    const found: ResourceDescription[] = []
    const place = { connection, region }
    const request = { typeName, ...place, ...(Object.keys(model).length === 0 ? {} : { model }) }
    for await (const page of connector.list(request, signal)) found.push(...page)
    const whole = await mapConcurrent(found, GETS_IN_FLIGHT, ({ identifier }) =>
      this.get(schema, region, identifier),
    )
    return whole.filter((one) => one !== undefined)
  }
}

function keyOf({ typeName }: ResourceSchema, region: string, identifier: string): string {
  return [typeName, region, identifier].join(' ')
}

/** The ResourceModel of a list; `undefined` where there is no list or an input is missing. */
function listInputs(schema: ResourceSchema, desired: JsonObject): JsonObject | undefined {
  const { list } = schema.handlers
  if (list === undefined) return undefined
  const { handlerSchema: inputs } = list
  if (inputs === undefined) return {}
  const given = (name: string): boolean => desired[name] !== undefined
  const alternatives = [...(inputs.oneOf ?? []), ...(inputs.anyOf ?? [])]
  const complete =
    (inputs.required ?? []).every(given) &&
    (alternatives.length === 0 || alternatives.some(({ required }) => required.every(given)))
  if (!complete) return undefined
  return Object.fromEntries(
    inputs.properties.flatMap((name) => {
      const value = desired[name]
      return value === undefined ? [] : [[inputs.inputs?.[name] ?? name, value]]
    }),
  )
}
