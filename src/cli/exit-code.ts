import type { AppError, ErrorCode } from '../errors/index.js'

/** Exit codes of the command line; scripts rely on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  incomplete: 3,
  unreachable: 4,
  cancelled: 130,
} as const

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  USAGE: EXIT.usage,
  CONFIGURATION: EXIT.usage,
  FILE_UNREADABLE: EXIT.usage,
  FILE_UNWRITABLE: EXIT.usage,
  NO_CREDENTIALS: EXIT.usage,
  NO_REGION: EXIT.usage,
  AMBIGUOUS_CONNECTION: EXIT.usage,
  UNKNOWN_CONNECTION: EXIT.usage,
  CONFIRMATION_REQUIRED: EXIT.usage,
  CATALOG_UNREADABLE: EXIT.usage,
  PROVIDER_DOCUMENT: EXIT.usage,
  UNREACHABLE: EXIT.unreachable,
  THROTTLED: EXIT.unreachable,
  CANCELLED: EXIT.cancelled,
}

export function exitCodeOf({ code }: AppError): number {
  return BY_CODE[code] ?? EXIT.failed
}
