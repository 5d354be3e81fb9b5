import { AppError } from '../../errors/index.js'
import type { ResourceDescription } from '../../connectors/index.js'
import {
  certainProperties,
  listAgain,
  type ListAccess,
  type Place,
  type ScanRequest,
  type StatedIdentifier,
} from '../../plan/index.js'
import { mapConcurrent, type JsonObject } from '../../util/index.js'
import { followRow, REQUEST_TABLE } from '../builtin/follow-row.js'
import type { ExecutionContext } from '../context.js'
import { isStub, knownProperties } from './known-properties.js'
import { regionElsewhere, toldRegion } from './own-region.js'
import { ParentModels } from './parent-models.js'
import type { FoundResource } from './resource-row.js'
import { RowQuota } from './row-quota.js'
import { statedForms } from './stated-forms.js'
import type { UnitMeter } from './unit-meter.js'

/** Parents, pages' rows and identifiers that are asked at once; the calls themselves are bounded by the call limit. */
const UNITS_AT_ONCE = 256

/** Pages of one list that may be under way; enough to keep the calls for their resources busy. */
const PAGES_AHEAD = 16

/** Receives resources as they are found. */
export type ResourceSink = (resources: readonly FoundResource[]) => Promise<void>

/** A resource as a list brought it, and what follows from that. */
interface Listed {
  readonly identifier: string
  readonly listed: JsonObject
  readonly known: JsonObject
  readonly model: JsonObject
}

/** What the scans of one unit of the coverage share. */
export interface UnitParts {
  readonly meter: UnitMeter
  readonly quota: RowQuota
  /** Nobody asked for this one by name: that it does not exist is no news. */
  readonly quiet?: boolean
}

/** Fetches what one scan asks of one place. */
export class PlaceScan {
  readonly #scan: ScanRequest
  readonly #place: Place
  readonly #context: ExecutionContext
  readonly #meter: UnitMeter
  readonly #quota: RowQuota
  readonly #quiet: boolean
  readonly #seen = new Set<string>()

  constructor(scan: ScanRequest, place: Place, context: ExecutionContext, unit: UnitParts) {
    this.#scan = scan
    this.#place = place
    this.#context = context
    this.#meter = unit.meter
    this.#quota = unit.quota
    this.#quiet = unit.quiet ?? false
  }

  async run(sink: ResourceSink): Promise<void> {
    const { access } = this.#scan
    switch (access.kind) {
      case 'given':
        return sink(
          access.identifiers.map(({ written }) => ({
            ...this.#place,
            identifier: written,
            properties: {},
          })),
        )
      case 'get':
        return this.#getEach(access.identifiers, sink)
      case 'list':
        return this.#list(access, sink)
      case 'dependent':
        throw new AppError('INTERNAL', 'a dependent scan is run by its keys')
      case 'estate':
        throw new AppError('INTERNAL', 'an estate is scanned type by type')
    }
  }

  /** What calls are told of the place. */
  get #at(): { readonly connection: string; readonly region: string } {
    const { connection, region } = this.#place
    return { connection, region }
  }

  async #getEach(identifiers: readonly StatedIdentifier[], sink: ResourceSink): Promise<void> {
    await mapConcurrent(identifiers, UNITS_AT_ONCE, async ({ written, canonical }) => {
      const found = await this.#getHere(canonical)
      if (found === undefined) return
      const { properties } = found
      await sink([{ ...this.#place, identifier: written, properties }])
    })
  }

  /** Lists; where the service names an input that no schema has, with that from then on. */
  async #list(access: ListAccess, sink: ResourceSink): Promise<void> {
    const { listInputs } = this.#context
    const { schema } = this.#scan
    const before = listInputs.of(schema.typeName)
    try {
      await this.#listOnce(access, sink)
    } catch (error) {
      if (!listInputs.learn(schema.typeName, error, before)) throw error
      await this.#list(listAgain(schema, access, this.#context), sink)
    }
  }

  async #listOnce(access: ListAccess, sink: ResourceSink): Promise<void> {
    const inputs = await this.#inputs(access)
    await mapConcurrent(inputs, this.#quota.isBounded ? 1 : UNITS_AT_ONCE, async (model) => {
      if (this.#quota.isReached()) return
      const pages = new Set<Promise<void>>()
      const state = { failed: false }
      const take = async (page: readonly ResourceDescription[]): Promise<void> => {
        try {
          await this.#takePage(this.#unseen(page), model, access, sink)
        } catch (error) {
          state.failed = true
          throw error
        }
      }
      try {
        for await (const page of this.#pages(this.#scan.schema.typeName, model, access)) {
          const taken = take(page)
          pages.add(taken)
          // One that failed stays, to be looked at below; until then it must not count as unhandled.
          taken.then(
            () => pages.delete(taken),
            () => undefined,
          )
          // What it holds decides whether the next page is needed.
          if (this.#quota.isBounded) await taken
          // A slow reader must not make the whole list pile up in memory.
          else if (pages.size >= PAGES_AHEAD) await Promise.race(pages)
          if (state.failed || this.#quota.isReached()) break
        }
      } finally {
        // Whatever fails, nothing of this scan goes on behind the back of the next statement.
        await Promise.allSettled(pages)
      }
      for (const page of pages) await page
    })
  }

  /** A list that moves while it is read, or that is asked under two parents, may show a resource twice. */
  #unseen(page: readonly ResourceDescription[]): ResourceDescription[] {
    return page.filter(({ identifier }) => {
      const isNew = !this.#seen.has(identifier)
      this.#seen.add(identifier)
      return isNew
    })
  }

  async #takePage(
    page: readonly ResourceDescription[],
    model: JsonObject,
    access: ListAccess,
    sink: ResourceSink,
  ): Promise<void> {
    // Resources that are not there when they are read leave the quota as it is: then the rest is looked at.
    for (let from = 0; from < page.length && !this.#quota.isReached();) {
      const lot = page.slice(from, from + this.#quota.left)
      from += lot.length
      await this.#takeLot(lot, model, access, sink)
    }
  }

  async #takeLot(
    lot: readonly ResourceDescription[],
    model: JsonObject,
    access: ListAccess,
    sink: ResourceSink,
  ): Promise<void> {
    const { schema } = this.#scan
    const resources = await mapConcurrent(
      lot,
      UNITS_AT_ONCE,
      async ({ identifier, properties }) => {
        const known = knownProperties(schema, identifier, properties, model)
        if (schema.reach === 'lists-all-regions') {
          return this.#ofOwnRegion(identifier, known, access)
        }
        const whole = await this.#whole(access, { identifier, listed: properties, known, model })
        return whole === undefined ? [] : this.#found(identifier, whole, access)
      },
    )
    await sink(resources.flat())
  }

  /** A row of the region that the resource is in, where that is asked for; the list says of none which it is. */
  async #ofOwnRegion(
    identifier: string,
    listed: JsonObject,
    access: ListAccess,
  ): Promise<FoundResource[]> {
    const { region: asked, covers = [asked] } = this.#place
    let region = toldRegion(listed)
    let whole: JsonObject | undefined
    if (region === undefined) {
      try {
        whole = (await this.#get(identifier))?.properties
        if (whole === undefined) return []
        region = toldRegion(whole) ?? asked
      } catch (error) {
        region = regionElsewhere(error)
        if (region === undefined) throw error
      }
    }
    if (!covers.includes(region)) return []
    if (whole === undefined && access.hydrate !== 'never') {
      whole = (await this.#get(identifier, region))?.properties
      if (whole === undefined) return []
    }
    const found = this.#found(identifier, { ...listed, ...whole }, access)
    return found.map((each) => ({ ...each, region }))
  }

  /** One row; where the statement names the resource in other forms, a row for each of them. */
  #found(identifier: string, properties: JsonObject, { stated }: ListAccess): FoundResource[] {
    return statedForms(this.#scan.schema, identifier, properties, stated).map((form) => ({
      ...this.#place,
      identifier: form,
      properties,
    }))
  }

  /**
   * All properties of a listed resource: from GetResource where a value that is asked for is absent or may be less
   * than all of it. `undefined` where the resource went away.
   */
  async #whole({ hydrate }: ListAccess, row: Listed): Promise<JsonObject | undefined> {
    if (hydrate === 'never') return row.known
    if (hydrate === 'always') return this.#filled(row, await this.#get(row.identifier))
    const { schema, properties } = this.#scan
    const { typeName } = schema
    const { identifier, listed, known, model } = row
    const certain = certainProperties(schema)
    const asked = properties.filter((each) => !certain.has(each) && !Object.hasOwn(model, each))
    if (asked.length === 0) return known
    const learned = await this.#context.learned.of(this.#place.region)
    const lacks = asked.some((property) => isStub(known[property]))
    if (!lacks && (await learned.suffices(typeName, listed, asked))) return known
    try {
      const found = await this.#get(identifier)
      if (found !== undefined) learned.compare(typeName, identifier, listed, found.properties)
      return this.#filled(row, found)
    } finally {
      if (!lacks) learned.tried(typeName)
    }
  }

  #filled(
    { identifier, listed, model }: Listed,
    found: ResourceDescription | undefined,
  ): JsonObject | undefined {
    if (found === undefined) return undefined
    const properties = { ...listed, ...found.properties }
    return knownProperties(this.#scan.schema, identifier, properties, model)
  }

  /** As `#get`; a resource of another region is not here. */
  async #getHere(identifier: string): Promise<ResourceDescription | undefined> {
    try {
      return await this.#get(identifier)
    } catch (error) {
      if (this.#scan.schema.reach === undefined || regionElsewhere(error) === undefined) throw error
      return undefined
    }
  }

  /** `undefined` where the resource is not there: never was, or went away between list and get. */
  async #get(
    identifier: string,
    region = this.#place.region,
  ): Promise<ResourceDescription | undefined> {
    const { connector, limit, signal, host } = this.#context
    const { typeName } = this.#scan.schema
    try {
      const read = (): Promise<ResourceDescription> =>
        limit(() =>
          connector.get(
            { typeName, identifier, ...this.#at, region, observer: this.#meter },
            signal,
          ),
        )
      return typeName === REQUEST_TABLE ? await followRow(read, this.#context) : await read()
    } catch (error) {
      if (!AppError.is(error) || error.code !== 'NOT_FOUND') throw error
      if (this.#quiet) return undefined
      host.notify({
        code: '1101',
        level: 'info',
        text: `${typeName} ${identifier} does not exist in ${this.#place.region}`,
        data: { typeName, identifier, ...this.#at },
      })
      return undefined
    }
  }

  /** Pages of one list; a parent that does not exist has no children. */
  async *#pages(
    typeName: string,
    model: JsonObject,
    access: ListAccess,
  ): AsyncGenerator<readonly ResourceDescription[]> {
    const { connector, limit, signal, host } = this.#context
    const demanding = Object.keys(model).length > 0
    const pages = connector
      .list(
        {
          typeName,
          ...this.#at,
          observer: this.#meter,
          ...(demanding ? { model: this.#wireModel(model) } : {}),
        },
        signal,
      )
      [Symbol.asyncIterator]()
    for (;;) {
      try {
        const next = await limit(() => pages.next(), 'urgent')
        if (next.done === true) return
        this.#meter.page()
        yield next.value
      } catch (error) {
        if (!demanding || !AppError.is(error) || error.code !== 'NOT_FOUND') throw error
        if (access.parents.length > 0 || this.#quiet) return
        host.notify({
          code: '1102',
          level: 'info',
          text: `nothing to list for ${JSON.stringify(model)}: ${error.message}`,
          data: { typeName, ...this.#at, model },
        })
        return
      }
    }
  }

  /** A few handlers take an input under another name than its property's. */
  #wireModel(model: JsonObject): JsonObject {
    const names = this.#scan.schema.handlers.list?.handlerSchema?.inputs
    if (names === undefined) return model
    return Object.fromEntries(
      Object.entries(model).map(([name, value]) => [names[name] ?? name, value]),
    )
  }

  /** The list handler's inputs: stated ones, or one for each parent found. */
  async #inputs(access: ListAccess): Promise<readonly JsonObject[]> {
    let inputs: readonly JsonObject[] = access.inputs.filter((model) => this.#isTakenHere(model))
    if (access.accountInputs !== undefined) {
      const { connections, signal } = this.#context
      const account =
        this.#place.accountId ?? (await connections.accountOf(this.#place.connection, signal))
      const own = Object.fromEntries(access.accountInputs.map((name) => [name, account]))
      inputs = inputs.map((model) => ({ ...model, ...own }))
    }
    for (const parent of access.parents) {
      const models = new ParentModels(parent)
      const scan: ScanRequest = {
        ...this.#scan,
        relations: [],
        schema: parent.schema,
        access: parent.access,
        properties: Object.values(parent.supplies),
      }
      const unit = { meter: this.#meter, quota: new RowQuota(undefined) }
      await new PlaceScan(scan, this.#place, this.#context, unit).run((found) => {
        for (const { properties } of found) models.add(properties)
        return Promise.resolve()
      })
      inputs = inputs.flatMap((left) => models.all.map((right) => ({ ...left, ...right })))
    }
    return inputs
  }

  /** A few values of inputs are taken in one region alone. */
  #isTakenHere(model: Readonly<Record<string, string>>): boolean {
    const { inputValues = {} } = this.#scan.schema
    return Object.entries(inputValues).every(([name, values]) => {
      const only = values.find(({ value }) => value === model[name])?.region
      return only === undefined || only === this.#place.region
    })
  }
}
