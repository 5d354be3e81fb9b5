import { name, text, variable, format, texts, closed, ref, mapOf } from './schema-forms.js'

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

/** What the JSON Schema of provider documents refers to by name. */
export const DEFINITIONS = {
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
            closed({ variable, default: { type: 'string', pattern: '^https?://' } }, ['variable']),
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
} as const
