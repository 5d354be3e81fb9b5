/**
 * JSON Schema of provider documents, published as `provider.schema.json`. What it cannot say (columns that templates
 * name, lists that need a parent) check-document.ts checks.
 */
const name = { type: 'string', pattern: '^[a-z][a-z0-9_]*$' }
const text = { type: 'string', minLength: 1 }
const variable = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }
const format = { enum: ['json', 'yaml'] }
const texts = { type: 'array', items: text }
const closed = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): Readonly<Record<string, unknown>> => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
})
const ref = (definition: string): Readonly<Record<string, unknown>> => ({
  $ref: `#/definitions/${definition}`,
})
const mapOf = (values: unknown): Readonly<Record<string, unknown>> => ({
  type: 'object',
  additionalProperties: values,
})

const METHOD = {
  operation: { type: 'string', pattern: '^[A-Z][A-Za-z0-9]*$' },
  request: { type: 'string', pattern: '^(GET|POST|PUT|PATCH|DELETE) /\\S*$' },
  input: ref('input'),
  body: ref('input'),
  headers: mapOf(text),
  rows: ref('pointer'),
  fields: mapOf(ref('pointer')),
  permissions: texts,
  idempotent: { type: 'boolean' },
}

const STEP = closed({
  ...METHOD,
  when: texts,
  onlyWith: text,
  if: ref('condition'),
  unless: ref('condition'),
  role: closed({ column: text, table: name, key: text, about: text, hint: text }, [
    'column',
    'table',
    'key',
    'about',
  ]),
})

const WAIT = closed(
  {
    ...METHOD,
    onlyWith: text,
    state: ref('pointer'),
    done: texts,
    pending: texts,
    failed: texts,
    message: ref('pointer'),
    gone: { type: 'boolean' },
    every: { type: 'number', minimum: 0 },
  },
  ['state'],
)

const size = closed({ input: text, value: { type: 'integer', minimum: 1 } }, ['input', 'value'])

/** A property as the registry's schemas describe it, with what a document adds. */
const PROPERTY = {
  $ref: { type: 'string', pattern: '^#/(definitions|columns)/' },
  type: {
    anyOf: [ref('type'), { type: 'array', items: ref('type'), minItems: 1 }],
  },
  properties: mapOf(ref('property')),
  patternProperties: mapOf(ref('property')),
  additionalProperties: { anyOf: [{ type: 'boolean' }, ref('property')] },
  items: ref('property'),
  required: texts,
  enum: { type: 'array', minItems: 1 },
  const: {},
  default: {},
  format: text,
  pattern: text,
  minLength: { type: 'integer' },
  maxLength: { type: 'integer' },
  minimum: { type: 'number' },
  maximum: { type: 'number' },
  minItems: { type: 'integer' },
  maxItems: { type: 'integer' },
  minProperties: { type: 'integer' },
  maxProperties: { type: 'integer' },
  uniqueItems: { type: 'boolean' },
  insertionOrder: { type: 'boolean' },
  oneOf: { type: 'array', items: ref('property') },
  anyOf: { type: 'array', items: ref('property') },
  allOf: { type: 'array', items: ref('property') },
  aliases: mapOf(text),
  keyValue: { type: 'boolean' },
  secret: { type: 'boolean' },
  about: text,
}

const WRITE = (more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> =>
  closed(
    {
      steps: { type: 'array', minItems: 1, items: STEP },
      returns: { type: 'boolean' },
      waits: WAIT,
      rehearsal: closed({ rows: ref('pointer'), columns: mapOf(ref('column')) }, [
        'rows',
        'columns',
      ]),
      parameters: mapOf(ref('parameter')),
      timeoutMinutes: { type: 'number', minimum: 0 },
      ...more,
    },
    ['steps'],
  )

const TABLE = closed(
  {
    about: text,
    columns: { ...mapOf(ref('column')), minProperties: 1 },
    identifier: texts,
    required: texts,
    readOnly: texts,
    writeOnly: texts,
    createOnly: texts,
    parents: mapOf(closed({ table: text, column: text }, ['table', 'column'])),
    derived: mapOf(
      closed(
        { from: text, olderThanDays: { type: 'number' }, interval: text, schema: ref('property') },
        ['from'],
      ),
    ),
    checks: { type: 'array', items: ref('check') },
    replaces: closed({ needs: texts }, ['needs']),
    methods: closed({
      list: {
        type: 'array',
        minItems: 1,
        items: closed({
          ...METHOD,
          keys: texts,
          pages: ref('pages'),
          brings: { anyOf: [{ const: 'all' }, texts] },
        }),
      },
      get: closed(METHOD),
      insert: WRITE({ looksFirst: { type: 'boolean' }, names: mapOf(text) }),
      update: WRITE({ needs: texts, redactedWith: text }),
      delete: WRITE({ reads: { type: 'boolean' } }),
    }),
    actions: mapOf(
      closed({
        ...METHOD,
        about: text,
        parameters: mapOf(ref('parameter')),
        required: texts,
        reads: name,
        text,
        writes: { type: 'boolean' },
        columns: mapOf(ref('column')),
        secret: { type: 'boolean' },
        checks: { type: 'array', items: ref('check') },
        next: text,
      }),
    ),
  },
  ['columns', 'methods'],
)

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
  definitions: {
    connector: {
      type: 'object',
      required: ['protocol'],
      properties: { protocol: { enum: ['aws-sdk', 'rest'] } },
      if: { properties: { protocol: { const: 'rest' } } },
      then: closed(
        {
          protocol: { const: 'rest' },
          baseUrl: {
            anyOf: [
              { type: 'string', pattern: '^https?://' },
              closed({ variable, default: { type: 'string', pattern: '^https?://' } }, [
                'variable',
              ]),
            ],
          },
          auth: ref('auth'),
          headers: mapOf(text),
          body: {
            anyOf: [format, closed({ variable, default: format }, ['variable'])],
          },
          mostBytes: { type: 'integer', minimum: 1 },
        },
        ['protocol', 'baseUrl'],
      ),
      else: closed(
        {
          protocol: { const: 'aws-sdk' },
          package: { type: 'string', pattern: '^@aws-sdk/client-[a-z0-9-]+$' },
          client: { type: 'string', pattern: '^[A-Z][A-Za-z0-9]*Client$' },
        },
        ['protocol', 'package'],
      ),
    },
    auth: {
      type: 'object',
      required: ['kind'],
      properties: {
        kind: { enum: ['bearer', 'header', 'basic'] },
        variable,
        header: { type: 'string', pattern: '^[A-Za-z0-9-]+$' },
        prefix: { type: 'string' },
        userVariable: variable,
        passwordVariable: variable,
      },
      additionalProperties: false,
      if: { properties: { kind: { const: 'basic' } } },
      then: { required: ['userVariable', 'passwordVariable'] },
      else: {
        required: ['variable'],
        if: { properties: { kind: { const: 'header' } } },
        then: { required: ['header'] },
      },
    },
    pages: {
      type: 'object',
      required: ['style'],
      properties: {
        style: { enum: ['token', 'page', 'offset', 'link', 'none'] },
        input: text,
        output: text,
        first: { type: 'integer' },
        size,
      },
      additionalProperties: false,
      allOf: [
        {
          if: { properties: { style: { const: 'token' } } },
          then: { required: ['input', 'output'] },
        },
        {
          if: { properties: { style: { enum: ['page', 'offset'] } } },
          then: { required: ['input'] },
        },
      ],
    },
    pointer: { type: 'string', pattern: '^(/[^/]*)*$' },
    type: { enum: ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'] },
    property: closed(PROPERTY),
    column: closed({ ...PROPERTY, column: name }),
    parameter: closed({ ...PROPERTY, variable }),
    condition: mapOf({ type: 'array', items: { type: ['string', 'number', 'boolean', 'null'] } }),
    input: { anyOf: [texts, { type: 'object' }, { type: 'string', pattern: '^\\{[^{}]+\\}$' }] },
    check: closed(
      {
        at: text,
        on: { type: 'array', items: { enum: ['insert', 'update', 'delete', 'action'] } },
        if: ref('condition'),
        known: { type: 'boolean' },
        absent: texts,
        present: texts,
        message: text,
      },
      ['message'],
    ),
  },
} as const
