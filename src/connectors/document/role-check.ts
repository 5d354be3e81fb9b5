import type { RoleDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import { roleProblem } from '../../plan/index.js'
import type { JsonObject } from '../../util/index.js'
import type { CallPlace } from '../connection.js'
import type { Connector } from '../connector.js'
import { fillTemplate } from './fill-template.js'

/** Where roles are read. */
const ROLE = 'AWS::IAM::Role'

/** A role that a write is about to hand to the service. */
export interface RoleUse {
  readonly document: RoleDocument
  /** What is written. */
  readonly model: JsonObject
  readonly place: CallPlace
  /** Reads the row that knows the key. */
  readonly readRow: () => Promise<JsonObject>
}

/**
 * Warns of a role that was made for another key than the one it will need. As well as it can: what cannot be read is
 * said once, and no write fails for it.
 */
export class RoleCheck {
  readonly #host: IoHost
  readonly #types: Pick<Connector, 'get'> | undefined
  readonly #seen = new Set<string>()

  /** @param types reads resource types; without it nothing is known of roles. */
  constructor(host: IoHost, types: Pick<Connector, 'get'> | undefined) {
    this.#host = host
    this.#types = types
  }

  /** @throws AppError CANCELLED alone */
  async look(use: RoleUse, signal: AbortSignal | undefined): Promise<void> {
    const { document, model, readRow } = use
    const { connection, region } = use.place
    const types = this.#types
    const role = model[document.column]
    if (types === undefined || typeof role !== 'string') return
    const whose = filled(document.about, model)
    const key = JSON.stringify([connection, region, role, whose])
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    try {
      const kmsKey = (await readRow())[document.key]
      // A key that is not told by its ARN cannot be found in a policy.
      if (typeof kmsKey !== 'string' || !kmsKey.startsWith('arn:')) return
      const request = { typeName: ROLE, identifier: role.slice(role.lastIndexOf('/') + 1) }
      const { properties } = await types.get({ ...request, connection, region }, signal)
      const problem = roleProblem({ role, whose, kmsKey, model: properties })
      if (problem === undefined) return
      if ('unknown' in problem) this.#say('info', problem.unknown)
      else this.#say('warning', `${problem.wrong}${hintOf(document, model)}`)
    } catch (error) {
      const { code, message } = AppError.from(error)
      if (code === 'CANCELLED') throw error
      this.#say('info', `whether role ${role} may use the key of ${whose} is not known: ${message}`)
    }
  }

  #say(level: 'info' | 'warning', text: string): void {
    this.#host.notify({ code: '2122', level, text })
  }
}

function filled(template: string, model: JsonObject): string {
  const text = fillTemplate(template, (name) => model[name])
  return typeof text === 'string' ? text : template
}

function hintOf({ hint }: RoleDocument, model: JsonObject): string {
  return hint === undefined ? '' : `; ${filled(hint, model)}`
}
