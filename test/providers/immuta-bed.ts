import { expect } from 'vitest'
import type { Message } from '../../src/io/index.js'
import { createSession, type Session, type SessionOptions } from '../../src/session/index.js'
import { readStatement, type MutationStatement } from '../../src/sql/index.js'
import { ImmutaServer } from '../helpers/immuta-server.js'
import { catalogRoots } from '../session/support.js'

/** A session that speaks to a stand-in for Immuta. */
export class ImmutaBed {
  readonly server: ImmutaServer
  readonly session: Session
  readonly messages: Message[] = []
  readonly #sessions: Session[] = []

  private constructor(server: ImmutaServer, options: Partial<SessionOptions>) {
    this.server = server
    this.session = this.open(options)
  }

  /** Another session with the same service. */
  open(options: Partial<SessionOptions> = {}): Session {
    const session = createSession({
      host: { notify: (message) => this.messages.push(message) },
      catalogRoots,
      providerFolders: [],
      yes: true,
      ...options,
    })
    this.#sessions.push(session)
    return session
  }

  static async start(options: Partial<SessionOptions> = {}): Promise<ImmutaBed> {
    const server = await ImmutaServer.start()
    process.env['IMMUTA_URL'] = server.url
    process.env['IMMUTA_API_KEY'] = server.key
    return new ImmutaBed(server, options)
  }

  /** What was asked, as verbs and paths. */
  get asked(): string[] {
    return this.server.asked.map(({ method, path }) => `${method} ${path}`)
  }

  /** A write, for those who add something to it. */
  readStatement(sql: string): MutationStatement {
    return readStatement(sql) as MutationStatement
  }

  /** Runs a statement to its end. */
  async drain(statement: MutationStatement): Promise<void> {
    const { batches } = await this.session.run(statement)
    for await (const batch of batches) expect(Array.isArray(batch)).toBe(true)
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) await session.close()
    await this.server.close()
  }
}
