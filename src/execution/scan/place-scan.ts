import { AppError } from '../../errors/index.js'
import { NAMELESS, type ResourceDescription } from '../../connectors/index.js'
import {
  listAgain,
  type ListAccess,
  type Place,
  type ScanRequest,
  type StatedIdentifier,
} from '../../plan/index.js'
import { serviceIdentifierText } from '../../resource/index.js'
import { mapConcurrent, type JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { knownProperties } from './known-properties.js'
import { inputText } from './input-text.js'
import { arnPlace, regionElsewhere, toldRegion } from './own-region.js'
import { ParentModels } from './parent-models.js'
import { PlaceReader, type UnitParts } from './place-reader.js'
import { foundAt, type FoundResource } from './resource-row.js'
import type { ResourceFailures } from './resource-failures.js'
import { RowQuota } from './row-quota.js'
import { statedForms } from './stated-forms.js'
import { askedBeyond, wholeModel } from './whole-model.js'

/** Parents, pages' rows and identifiers that are asked at once; the calls themselves are bounded by the call limit. */
const UNITS_AT_ONCE = 256

/** Pages of one list that may be under way; enough to keep the calls for their resources busy. */
const PAGES_AHEAD = 16

/** Receives resources as they are found. */
export type ResourceSink = (resources: readonly FoundResource[]) => Promise<void>

/** Fetches what one scan asks of one place. */
export class PlaceScan {
  readonly #scan: ScanRequest
  readonly #place: Place
  readonly #context: ExecutionContext
  readonly #unit: UnitParts
  readonly #quota: RowQuota
  readonly #reader: PlaceReader
  readonly #seen = new Set<string>()

  constructor(scan: ScanRequest, place: Place, context: ExecutionContext, unit: UnitParts) {
    this.#scan = scan
    this.#place = place
    this.#context = context
    this.#unit = unit
    this.#quota = unit.quota
    this.#reader = new PlaceReader(scan, place, context, unit)
  }

  get #failures(): ResourceFailures {
    return this.#unit.meter.failures
  }

  async run(sink: ResourceSink): Promise<void> {
    const { access } = this.#scan
    switch (access.kind) {
      case 'given':
        return sink(access.identifiers.map(({ written }) => foundAt(this.#place, written, {})))
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

  async #getEach(identifiers: readonly StatedIdentifier[], sink: ResourceSink): Promise<void> {
    const isAlone = identifiers.length === 1
    await mapConcurrent(identifiers, UNITS_AT_ONCE, async ({ written, canonical }) => {
      let found: ResourceDescription | undefined
      try {
        found = await this.#reader.getHere(canonical)
      } catch (error) {
        if (isAlone) throw error
        this.#failures.take(written, error)
      }
      if (found === undefined || !this.#isHere(canonical, found.properties)) return
      await sink([foundAt(this.#place, written, found.properties)])
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
    let failed = 0
    await mapConcurrent(inputs, this.#quota.isBounded ? 1 : UNITS_AT_ONCE, async (model) => {
      if (this.#quota.isReached()) return
      try {
        await this.#listUnder(model, access, sink)
      } catch (error) {
        // Where no list can be had there is nothing to tell but why.
        if (++failed === inputs.length) throw error
        this.#failures.take(JSON.stringify(model), error)
      }
    })
  }

  async #listUnder(model: JsonObject, access: ListAccess, sink: ResourceSink): Promise<void> {
    const pages = new Set<Promise<void>>()
    const state = { failed: false }
    const take = async (page: readonly ResourceDescription[]): Promise<void> => {
      try {
        await this.#takePage(this.#unseen(page, model, access), model, access, sink)
      } catch (error) {
        state.failed = true
        throw error
      }
    }
    try {
      for await (const page of this.#reader.pages(this.#scan.schema.typeName, model, access)) {
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
  }

  /** A list that moves while it is read, or that is asked under two parents, may show a resource twice. */
  #unseen(
    page: readonly ResourceDescription[],
    model: JsonObject,
    { parents }: ListAccess,
  ): ResourceDescription[] {
    return page.filter(({ identifier, properties, failure }) => {
      if (identifier === '' && failure !== undefined) {
        this.#failures.take(identifier, failure)
        return false
      }
      // Rows that nothing names are told apart by nothing: each is one, and is the answer to one question.
      if (identifier === NAMELESS) return parents.length > 0 || answers(properties, model)
      const name = serviceIdentifierText(this.#scan.schema, identifier, properties)
      const isNew = !this.#seen.has(name)
      if (isNew) this.#seen.add(name)
      else this.#unit.meter.oddities.again(this.#scan.schema.typeName)
      return isNew
    })
  }

  /** False for a resource that its own ARN says to be of another region; that, and another account, is told. */
  #isHere(identifier: string, properties: JsonObject): boolean {
    const { schema } = this.#scan
    const { region, accountId } = arnPlace(schema, identifier, properties)
    const { oddities } = this.#unit.meter
    if (region !== undefined && region !== this.#place.region) {
      oddities.elsewhere(schema.typeName, identifier, { region })
      return false
    }
    const { connection, accountId: own = this.#context.connections.knownAccountOf(connection) } =
      this.#place
    if (accountId !== undefined && own !== undefined && accountId !== own) {
      oddities.elsewhere(schema.typeName, identifier, { accountId })
    }
    return true
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
    const known = ({ identifier, properties }: ResourceDescription): JsonObject =>
      knownProperties(schema, identifier, properties, model)
    const isElsewhere = schema.reach === 'lists-all-regions'
    const asked = askedBeyond(this.#scan, access, model)
    if (asked !== 'all' && asked.length === 0 && !isElsewhere) {
      // Most pages need no call: turns of the event loop for each of their rows would be most of their time.
      for (const { identifier, failure } of lot) {
        if (failure !== undefined) this.#failures.take(identifier, failure)
      }
      await sink(lot.flatMap((row) => this.#found(row.identifier, known(row), access)))
      return
    }
    const tools = { scan: this.#scan, asked, reader: this.#reader, context: this.#context }
    const resources = await mapConcurrent(lot, UNITS_AT_ONCE, async (row) => {
      const { identifier, properties } = row
      // What is elsewhere cannot be read here, and what nothing names nowhere.
      if (!this.#isHere(identifier, properties)) return []
      if (identifier === NAMELESS) return this.#found(identifier, known(row), access)
      const own = known(row)
      try {
        if (isElsewhere) return await this.#ofOwnRegion(identifier, own, access)
        const listing = { identifier, model, known: own, listed: properties }
        const whole = await wholeModel(tools, listing)
        return whole === undefined ? [] : this.#found(identifier, whole, access)
      } catch (error) {
        this.#failures.take(identifier, error)
        // Whoever lists it knows its name. Where it is, of a list of all regions, is what could not be read.
        const found = this.#found(identifier, own, access)
        const isPlaced = !isElsewhere || toldRegion(properties) !== undefined
        return isPlaced ? found : found.map((each) => ({ ...each, region: '' }))
      }
    })
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
        whole = (await this.#reader.get(identifier))?.properties
        if (whole === undefined) return []
        region = toldRegion(whole) ?? asked
      } catch (error) {
        region = regionElsewhere(error)
        if (region === undefined) throw error
      }
    }
    if (!covers.includes(region)) return []
    if (whole === undefined && access.hydrate !== 'never') {
      whole = (await this.#reader.get(identifier, region))?.properties
      if (whole === undefined) return []
    }
    const found = this.#found(identifier, { ...listed, ...whole }, access)
    return found.map((each) => ({ ...each, region }))
  }

  /** One row; where the statement names the resource in other forms, a row for each of them. */
  #found(identifier: string, properties: JsonObject, { stated }: ListAccess): FoundResource[] {
    const { schema } = this.#scan
    if (!this.#isHere(identifier, properties)) return []
    const text = serviceIdentifierText(schema, identifier, properties)
    const forms = statedForms(schema, text, properties, stated)
    return forms.map((form) => foundAt(this.#place, form, properties))
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
      const unit = { meter: this.#unit.meter, quota: new RowQuota(undefined) }
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

/** False for a row that says of itself that it belongs to other inputs: whoever asks for those gets it. */
function answers(properties: JsonObject, model: JsonObject): boolean {
  return Object.entries(model).every(
    ([name, value]) =>
      !Object.hasOwn(properties, name) || inputText(properties[name]) === inputText(value),
  )
}
