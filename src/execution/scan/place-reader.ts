import { AppError } from '../../errors/index.js'
import type { ResourceDescription } from '../../connectors/index.js'
import type { ListAccess, Place, ScanRequest } from '../../plan/index.js'
import type { JsonObject } from '../../util/index.js'
import { followRow, REQUEST_TABLE } from '../builtin/follow-row.js'
import type { ExecutionContext } from '../context.js'
import { regionElsewhere } from './own-region.js'
import type { RowQuota } from './row-quota.js'
import type { UnitMeter } from './unit-meter.js'

/** What the scans of one unit of the coverage share. */
export interface UnitParts {
  readonly meter: UnitMeter
  readonly quota: RowQuota
  /** Nobody asked for this one by name: that it does not exist is no news. */
  readonly quiet?: boolean
}

/** The calls of one scan in one place. */
export class PlaceReader {
  readonly #scan: ScanRequest
  readonly #place: Place
  readonly #context: ExecutionContext
  readonly #meter: UnitMeter
  readonly #quiet: boolean

  constructor(scan: ScanRequest, place: Place, context: ExecutionContext, unit: UnitParts) {
    this.#scan = scan
    this.#place = place
    this.#context = context
    this.#meter = unit.meter
    this.#quiet = unit.quiet ?? false
  }

  get region(): string {
    return this.#place.region
  }

  get connection(): string {
    return this.#place.connection
  }

  /** As `get`; a resource of another region is not here. */
  async getHere(identifier: string): Promise<ResourceDescription | undefined> {
    try {
      return await this.get(identifier)
    } catch (error) {
      if (this.#scan.schema.reach === undefined || regionElsewhere(error) === undefined) throw error
      return undefined
    }
  }

  /** `undefined` where the resource is not there: never was, or went away between list and get. */
  async get(
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
  async *pages(
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

  /** What calls are told of the place. */
  get #at(): { readonly connection: string; readonly region: string } {
    const { connection, region } = this.#place
    return { connection, region }
  }

  /** A few handlers take an input under another name than its property's. */
  #wireModel(model: JsonObject): JsonObject {
    const names = this.#scan.schema.handlers.list?.handlerSchema?.inputs
    if (names === undefined) return model
    return Object.fromEntries(
      Object.entries(model).map(([name, value]) => [names[name] ?? name, value]),
    )
  }
}
