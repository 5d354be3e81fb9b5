import { name, text, texts, closed, ref, mapOf } from './schema-forms.js'
import { DEFINITIONS } from './schema-definitions.js'
import { TABLE } from './table-schema.js'

/**
 * JSON Schema of provider documents, published as `provider.schema.json`. What it cannot say (columns that templates
 * name, lists that need a parent) check-document.ts checks.
 */
export const PROVIDER_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'skyql provider document',
  description: 'One service of a provider: its tables, and the calls that read and write them.',
  ...closed(
    {
      $schema: { type: 'string' },
      provider: name,
      service: name,
      about: text,
      connector: ref('connector'),
      place: { enum: ['region', 'none'] },
      limits: {
        type: 'array',
        items: closed(
          { callsPerSecond: { type: 'number', exclusiveMinimum: 0 }, operations: texts },
          ['callsPerSecond'],
        ),
      },
      retries: closed({
        statuses: { type: 'array', items: { type: 'integer', minimum: 100, maximum: 599 } },
        codes: texts,
        most: { type: 'integer', minimum: 0, maximum: 50 },
      }),
      errors: {
        type: 'array',
        items: closed(
          {
            status: { type: 'integer', minimum: 100, maximum: 599 },
            code: text,
            contains: text,
            becomes: {
              enum: [
                'NOT_FOUND',
                'ALREADY_EXISTS',
                'ACCESS_DENIED',
                'THROTTLED',
                'SERVICE_REJECTED',
                'NO_CREDENTIALS',
              ],
            },
            hint: text,
          },
          ['becomes'],
        ),
      },
      pages: ref('pages'),
      redacted: { anyOf: [text, { ...texts, minItems: 1 }] },
      env: { type: 'array', items: { type: 'string', pattern: '^[A-Za-z_*][A-Za-z0-9_*]*$' } },
      definitions: mapOf(ref('property')),
      tables: {
        type: 'object',
        minProperties: 1,
        propertyNames: name,
        additionalProperties: TABLE,
      },
    },
    ['provider', 'service', 'connector', 'tables'],
  ),
  definitions: DEFINITIONS,
} as const
