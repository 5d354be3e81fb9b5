import { AppError } from '../../errors/index.js'
import type { Session } from '../../session/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { credentialsOf } from '../bind/credentials.js'

interface ResourceConnectionsParts {
  readonly session: Session
  /** That of the stack. */
  readonly connection: string
  /** What an `auth` may name beside the environment. */
  readonly variables: JsonObject
  /** The `auth` of a resource as it is declared or, where it no longer is, recorded. */
  readonly authOf: (name: string) => Json | undefined
}

/** The connections that the `auth` of resources make: each is made once, when it is first asked for. */
export class ResourceConnections {
  readonly #parts: ResourceConnectionsParts
  readonly #names = new Map<string, string | undefined>()

  constructor(parts: ResourceConnectionsParts) {
    this.#parts = parts
  }

  /**
   * The connection of a resource; `undefined` where it has that of the session.
   * @throws AppError CONFIGURATION where its `auth` cannot be used
   */
  of(name: string): string | undefined {
    if (!this.#names.has(name)) this.#names.set(name, this.#make(name))
    return this.#names.get(name)
  }

  #make(name: string): string | undefined {
    const { session, connection, variables, authOf } = this.#parts
    const spec = credentialsOf(name, authOf(name), { variables, environment: process.env })
    if (spec === undefined) return undefined
    if ('problem' in spec) {
      throw new AppError('CONFIGURATION', `${name}: ${spec.problem}`, {
        hint: 'give the variables that its auth names',
      })
    }
    session.addConnection(spec, connection)
    return spec.name
  }
}
