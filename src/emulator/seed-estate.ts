import { AppError } from '../errors/index.js'
import type { JsonObject } from '../util/index.js'
import { canonicalJson } from '../util/index.js'
import { identifierOf } from './model/identifier.js'
import type { ModelValidator } from './model/model-validator.js'
import type { ResourceTypes } from './model/resource-type.js'
import { desiredModel } from './operations/visible-model.js'
import type { EstateEntry } from './options.js'
import type { CloudState } from './state/cloud-state.js'
import { fillModel } from './values/fill-model.js'
import { SeededRandom } from './values/seeded-random.js'

/** What an estate is made with. */
export interface SeedParts {
  readonly types: ResourceTypes
  readonly state: CloudState
  readonly validator: ModelValidator
  readonly account: string
  readonly now: number
}

/**
 * Makes the resources of a seed that have not been made before: one that the user deleted stays deleted.
 * @throws AppError CONFIGURATION with the entry's place and what is wrong with it.
 */
export function seedEstate(parts: SeedParts, estate: readonly EstateEntry[]): void {
  estate.forEach((entry, index) => {
    const account = entry.account ?? parts.account
    const properties = entry.properties as JsonObject
    const fingerprint = canonicalJson([entry.type, entry.region, account, properties])
    if (parts.state.wasSeeded(fingerprint)) return
    const type = parts.types.find(entry.type)
    if (type === undefined) throw wrong(index, entry, `there is no type ${entry.type}`)
    const problems = parts.validator.problems(type.schema, desiredModel(type, properties))
    if (problems.length > 0) throw wrong(index, entry, problems.join('; '))
    const random = new SeededRandom(fingerprint)
    const caller = { account, region: entry.region }
    const model = fillModel({ type, ...caller, now: parts.now, random }, properties)
    const identifier = identifierOf(type, model)
    if (identifier === undefined) throw wrong(index, entry, 'its identifier is incomplete')
    const known = parts.state.resources.get(caller, entry.type, identifier)
    const resource = {
      ...caller,
      typeName: entry.type,
      identifier,
      model,
      createdAt: parts.now,
      seq: parts.state.resources.nextSeq(),
    }
    parts.state.commit({
      event: 'seeded',
      fingerprint,
      ...(known === undefined ? { resource } : {}),
    })
  })
}

const wrong = (index: number, entry: EstateEntry, problem: string): AppError =>
  new AppError('CONFIGURATION', `seed entry ${index + 1} (${entry.type}): ${problem}`, {
    hint: 'An entry has type, region, properties and, if wanted, account.',
    typeName: entry.type,
    region: entry.region,
  })
