import { expect } from 'vitest'
import type { ErrorCode } from '../../src/errors/index.js'

/** Matches an AppError for `toThrow`: its code, and what of message, hint and place matters. */
export function appError(
  code: ErrorCode,
  about: { message?: RegExp; hint?: RegExp; line?: number; column?: number } = {},
): unknown {
  const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
  const containing = (part: object): unknown => expect.objectContaining(part)
  const place = {
    ...(about.line && { line: about.line }),
    ...(about.column && { column: about.column }),
  }
  return containing({
    code,
    ...(about.message && { message: matching(about.message) }),
    details: containing({
      ...(about.hint && { hint: matching(about.hint) }),
      ...(about.line !== undefined && { position: containing(place) }),
    }),
  })
}
