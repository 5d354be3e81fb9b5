import { badAnswer } from '../raw-answer.js'

/** The objects of a page's list: none where it is empty. @throws AppError BAD_ANSWER for a page without its list */
export function listed<T extends object>(list: readonly T[] | undefined, operation: string): T[] {
  // Clients take whatever stands in an answer, null too.
  const told: unknown = list
  if (!Array.isArray(told)) throw badAnswer(operation, 'the answer has no list of what was asked')
  return (told as (T | null)[]).filter(
    (each): each is T => typeof each === 'object' && each !== null,
  )
}
