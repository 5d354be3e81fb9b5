import { createHash } from 'node:crypto'
import {
  maskPatch,
  maskSecrets,
  secretPatchTexts,
  secretTexts,
  type PatchOperation,
} from '../../resource/index.js'
import { KnownSecrets, type JsonObject, parseJson, jsonText } from '../../util/index.js'
import type { Mutation } from './mutation.js'

/** The body of a write for those who must not see its secrets. */
export interface MutationText {
  /** As it is sent; absent for a delete. */
  readonly exact?: string
  /** With secrets masked; the exact text where there are none. */
  readonly masked?: string
  /** SHA-256 of the exact text. */
  readonly hash: string
  readonly hasSecrets: boolean
  /** Its secrets. */
  readonly secrets: () => readonly string[]
  /** Cuts the secrets of this write from what a service says about it. */
  readonly redact: (text: string) => string
}

/** Reads what a write sends. */
export function mutationText(mutation: Mutation): MutationText {
  const { body, schema } = mutation
  if (body.operation === 'DELETE') {
    return {
      hash: bodyHash(body.identifier),
      hasSecrets: false,
      secrets: () => [],
      redact: (text) => text,
    }
  }
  const exact = body.operation === 'CREATE' ? body.desiredState : body.patchDocument
  const parsed = parseJson(exact) as JsonObject | PatchOperation[]
  const isPatch = Array.isArray(parsed)
  const identifier = body.operation === 'UPDATE' ? body.identifier : undefined
  const masked = isPatch ? maskPatch(schema, parsed, identifier) : maskSecrets(schema, parsed)
  const hasSecrets = masked !== parsed
  const secrets = (): readonly string[] =>
    isPatch ? secretPatchTexts(schema, parsed, identifier) : secretTexts(schema, parsed)
  let known: KnownSecrets | undefined
  return {
    exact,
    masked: hasSecrets ? jsonText(masked) : exact,
    hash: bodyHash(exact),
    hasSecrets,
    secrets,
    redact: (text) => {
      if (!hasSecrets) return text
      if (known === undefined) {
        known = new KnownSecrets()
        known.add(...secrets())
      }
      return known.cut(text)
    },
  }
}

/** What tells whether two bodies are the same without keeping them. */
export function bodyHash(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}
