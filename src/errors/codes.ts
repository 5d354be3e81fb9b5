/**
 * Whose problem an error is: `user` (statement, manifest, configuration), `external` (a service answered
 * with a failure), `resources` (unreachable, throttled, out of time or memory), `internal` (a bug of ours).
 */
export type ErrorKind = 'user' | 'external' | 'resources' | 'internal'

/** Every code the product can answer with. Codes are stable; messages may change. */
export const ERROR_CODES = {
  INTERNAL: 'internal',
  USAGE: 'user',
  CONFIGURATION: 'user',
  STATE_LOCKED: 'user',
  STALE_PLAN: 'user',
  FILE_UNREADABLE: 'user',
  FILE_UNWRITABLE: 'user',

  SYNTAX: 'user',
  READERS_DISAGREE: 'user',
  UNSUPPORTED_STATEMENT: 'user',
  UNKNOWN_PROVIDER: 'user',
  UNKNOWN_SERVICE: 'user',
  UNKNOWN_TABLE: 'user',
  UNKNOWN_COLUMN: 'user',
  AMBIGUOUS_COLUMN: 'user',
  UNKNOWN_FUNCTION: 'user',
  UNSUPPORTED_OPERATION: 'user',
  NAME_TAKEN: 'user',
  SQL_RUNTIME: 'user',

  MANIFEST: 'user',
  TEMPLATE_SYNTAX: 'user',
  TEMPLATE_UNDEFINED: 'user',
  TEMPLATE_FORBIDDEN: 'user',
  TEMPLATE_FILTER: 'user',

  VALUE_TYPE: 'user',
  VALUE_JSON: 'user',
  MISSING_PROPERTY: 'user',
  READ_ONLY_PROPERTY: 'user',
  CREATE_ONLY_PROPERTY: 'user',
  BAD_IDENTIFIER: 'user',
  IDENTIFIER_REQUIRED: 'user',
  LIST_INPUT_REQUIRED: 'user',
  NO_REGION: 'user',
  AMBIGUOUS_CONNECTION: 'user',
  UNKNOWN_CONNECTION: 'user',
  NO_CREDENTIALS: 'user',
  PATCH_TOO_LARGE: 'user',
  NOT_UPDATABLE: 'user',
  TOO_MANY_CALLS: 'user',
  READ_ONLY: 'user',
  TOO_MANY_CHANGES: 'user',
  CONFIRMATION_REQUIRED: 'user',
  TRANSACTION: 'user',

  SCHEMA_UNREADABLE: 'user',
  CATALOG_UNREADABLE: 'user',
  PROVIDER_DOCUMENT: 'user',

  ACCESS_DENIED: 'external',
  NOT_FOUND: 'external',
  ALREADY_EXISTS: 'external',
  CONFLICT: 'external',
  SERVICE_REJECTED: 'external',
  BAD_ANSWER: 'external',
  REQUEST_FAILED: 'external',
  SCAN_FAILED: 'external',

  THROTTLED: 'resources',
  UNREACHABLE: 'resources',
  TIMEOUT: 'resources',
  CANCELLED: 'resources',
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERROR_CODES
