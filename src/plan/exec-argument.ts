import { AppError, type ErrorCode } from '../errors/index.js'
import type { ExecArgument, ExecStatement } from '../sql/index.js'
import { isJsonObject, positionAt, type Json, type JsonObject } from '../util/index.js'

/** What is wrong with an argument of an EXEC, where it stands. */
export function argumentError(
  { source }: ExecStatement,
  { offset }: ExecArgument,
  code: ErrorCode,
  [message, hint]: readonly [message: string, hint?: string],
): AppError {
  const details = hint === undefined ? {} : { hint }
  return new AppError(code, message, { ...details, position: positionAt(source, offset), source })
}

/** An EXEC that lacks arguments of its method. */
export function missingArguments(
  { source, method }: ExecStatement,
  name: string,
  names: readonly string[],
): AppError {
  const needs = names.map((each) => `@${each} = '…'`).join(', ')
  return new AppError('MISSING_PROPERTY', `${name} needs ${names.join(', ')}`, {
    position: positionAt(source, method.offset),
    source,
    hint: `EXEC ${method.parts.join('.')} ${needs}`,
  })
}

/** The JSON object that an argument spells. @throws AppError VALUE_JSON */
export function objectArgument(statement: ExecStatement, argument: ExecArgument): JsonObject {
  try {
    const parsed = JSON.parse(String(argument.value)) as Json
    if (isJsonObject(parsed)) return parsed
  } catch {
    // What follows says it.
  }
  throw argumentError(statement, argument, 'VALUE_JSON', [
    `"${argument.name}" takes a JSON object in a text`,
  ])
}
