import type { ResourceSchema } from '../../catalog/index.js'
import { identifiersEqual } from '../../resource/index.js'

/** A cloud resource that one of a stack's declared resources is. */
export interface Claim {
  /** Name in the manifest. */
  readonly name: string
  readonly schema: ResourceSchema
  readonly region: string
  readonly identifier: string
}

/**
 * Which declared resource of a stack each cloud resource is. Names in a manifest change: what one resource was recorded
 * as may be another one now, and must not go because the first has left it or moved on.
 */
export class Claims {
  #askStated: (() => readonly Claim[]) | undefined
  #stated: readonly Claim[] = []
  readonly #found: Claim[] = []

  /** @param ask tells those that the manifest alone says; it is asked when they are first needed. */
  askStated(ask: () => readonly Claim[]): void {
    this.#askStated = ask
  }

  /** Notes what a declared resource was found to be. */
  add(claim: Claim): void {
    this.#found.push(claim)
  }

  /** The name of the declared resource that a cloud resource is; `but` asks for one beside that. */
  ownerOf(
    schema: ResourceSchema,
    region: string,
    identifier: string,
    but?: string,
  ): string | undefined {
    const ask = this.#askStated
    this.#askStated = undefined
    if (ask !== undefined) this.#stated = ask()
    const isIt = (claim: Claim): boolean =>
      claim.name !== but &&
      claim.schema.typeName === schema.typeName &&
      claim.region === region &&
      identifiersEqual(schema, claim.identifier, identifier)
    return (this.#stated.find(isIt) ?? this.#found.find(isIt))?.name
  }
}
