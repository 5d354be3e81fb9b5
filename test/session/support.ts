import { loadCatalog } from '../../src/catalog/index.js'
import {
  parseFault,
  startEmulator,
  type Emulator,
  type EmulatorBehaviour,
  type EstateEntry,
} from '../../src/emulator/index.js'
import type { AppError } from '../../src/errors/index.js'
import type { Message } from '../../src/io/index.js'
import { createSession, type Session, type SessionOptions } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'

export const catalogRoots = [new URL('../../dist/catalog', import.meta.url).pathname]
const catalog = loadCatalog({ roots: catalogRoots })

/** A local cloud over HTTP, sessions on it, and what they said. */
export class TestBed {
  readonly emulator: Emulator
  readonly messages: Message[] = []
  readonly session: Session
  readonly #others: Session[] = []

  private constructor(emulator: Emulator, options: Partial<SessionOptions>) {
    this.emulator = emulator
    this.session = this.open(options)
  }

  static async start(
    behaviour: Omit<EmulatorBehaviour, 'faults'> & {
      readonly faults?: readonly string[]
      readonly clock?: () => number
    } = {},
    options: Partial<SessionOptions> = {},
  ): Promise<TestBed> {
    process.env['AWS_ACCESS_KEY_ID'] = '123456789012'
    process.env['AWS_SECRET_ACCESS_KEY'] = 'local'
    const { faults = [], ...others } = behaviour
    const emulator = await startEmulator({ catalog, ...others, faults: faults.map(parseFault) })
    return new TestBed(emulator, options)
  }

  /** Another session on the same cloud. */
  open(options: Partial<SessionOptions> = {}): Session {
    return this.openWithoutRegions({ regions: ['us-east-1'], ...options })
  }

  /** One whose regions are those of its connections. */
  openWithoutRegions(options: Partial<SessionOptions> = {}): Session {
    const session = createSession({
      host: { notify: (message) => this.messages.push(message) },
      catalogRoots,
      endpointUrl: this.emulator.url,
      yes: true,
      ...options,
    })
    this.#others.push(session)
    return session
  }

  async close(): Promise<void> {
    for (const session of this.#others) await session.close()
    await this.emulator.close()
  }
}

export type Rows = unknown[][]

/** The rows of a statement. */
export async function rows(session: Session, sql: string, signal?: AbortSignal): Promise<Rows> {
  const result = await session.run(readStatement(sql), signal)
  const found: Rows = []
  for await (const batch of result.batches) found.push(...batch.map((row) => [...row]))
  return found
}

/** The rows of a statement under their column names. */
export async function objects(session: Session, sql: string): Promise<Record<string, unknown>[]> {
  const result = await session.run(readStatement(sql))
  const found: Record<string, unknown>[] = []
  for await (const batch of result.batches) {
    for (const row of batch) {
      found.push(Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]])))
    }
  }
  return found
}

/** Calls by operation that `work` makes. */
export async function callsOf(
  session: Session,
  work: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const before = { ...session.statistics.calls }
  await work()
  return Object.fromEntries(
    Object.entries(session.statistics.calls)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
}

/** The error of work that must fail. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work
  } catch (error) {
    return error as AppError
  }
  throw new Error('this should have failed')
}

export const DOMAIN = 'AWS::CustomerProfiles::Domain'
export const INTEGRATION = 'AWS::CustomerProfiles::Integration'

export function domain(name: string, region = 'us-east-1'): EstateEntry {
  return { type: DOMAIN, region, properties: { DomainName: name, DefaultExpirationDays: 366 } }
}

export function integration(
  domainName: string,
  uri: string,
  more: Record<string, unknown> = {},
  region = 'us-east-1',
): EstateEntry {
  return { type: INTEGRATION, region, properties: { DomainName: domainName, Uri: uri, ...more } }
}
