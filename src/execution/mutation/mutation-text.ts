import { createHash } from 'node:crypto'
import {
  MASK,
  maskPatch,
  maskSecrets,
  secretPatchTexts,
  secretTexts,
  type PatchOperation,
} from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'
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
  /** Cuts the secrets of this write from what a service says about it. */
  readonly redact: (text: string) => string
}

/** Reads what a write sends. */
export function mutationText(mutation: Mutation): MutationText {
  const { body, schema } = mutation
  if (body.operation === 'DELETE') {
    return { hash: bodyHash(body.identifier), hasSecrets: false, redact: (text) => text }
  }
  const exact = body.operation === 'CREATE' ? body.desiredState : body.patchDocument
  const parsed = JSON.parse(exact) as JsonObject | PatchOperation[]
  const isPatch = Array.isArray(parsed)
  const masked = isPatch ? maskPatch(schema, parsed) : maskSecrets(schema, parsed)
  const hasSecrets = masked !== parsed
  let secrets: string[] | undefined
  return {
    exact,
    masked: hasSecrets ? JSON.stringify(masked) : exact,
    hash: bodyHash(exact),
    hasSecrets,
    redact: (text) => {
      if (!hasSecrets) return text
      secrets ??= isPatch ? secretPatchTexts(schema, parsed) : secretTexts(schema, parsed)
      return secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
    },
  }
}

/** What tells whether two bodies are the same without keeping them. */
export function bodyHash(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}
