/** Where the schema is published, for `# yaml-language-server: $schema=`. */
export const MANIFEST_SCHEMA_URL = 'https://unpkg.com/skyql/dist/manifest.schema.json'

const text = (description: string): object => ({ type: 'string', description })
const flag = (description: string): object => ({ type: 'boolean', description })
/** Numbers and booleans are taken for the text that they are written as. */
const scalar = (description: string): object => ({
  type: ['string', 'number', 'boolean'],
  description,
})
const names = (description: string): object => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description,
})

const EXPORTS = {
  type: 'array',
  description:
    'Columns or properties that become variables for later resources: `- vpc_id`, or renamed `- vpc_id: main_vpc_id`.',
  items: {
    type: ['string', 'object'],
    minLength: 1,
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: { type: 'string', minLength: 1 },
  },
}

const RETURNED = {
  type: 'array',
  description: 'Columns of the first row that the statement returns, as `this.` variables.',
  items: EXPORTS.items,
}

const PROP = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: text(
      'Property of the resource in CloudFormation spelling or snake_case, or any variable of the anchors.',
    ),
    description: text('For people.'),
    value: {
      description:
        'Any YAML; texts in it may be templates. `file(path)` is the content of a JSON or YAML file.',
    },
    values: {
      type: 'object',
      description: 'One value for each environment.',
      additionalProperties: {
        type: 'object',
        required: ['value'],
        additionalProperties: false,
        properties: { value: { description: 'As `value`.' } },
      },
    },
    merge: names('Variables with lists or objects that are merged into the value.'),
    sensitive: flag('Its value is a secret: it is never shown, and kept as a hash.'),
  },
}

const TIMEOUT = {
  type: ['integer', 'string'],
  description: 'Seconds, or `90s`, `30m`, `2h`.',
  pattern: '^\\d+(\\.\\d+)?\\s*[smh]?$',
  minimum: 1,
}

const RESOURCE = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      description:
        'Unique in the stack. Its exports are `{{ name.variable }}`; its anchors are in `resources/<name>.iql`.',
    },
    type: {
      enum: ['resource', 'multi', 'query', 'command', 'script'],
      description:
        'resource (default), multi (several at once), query (exports alone), command (one statement), script (a shell command).',
    },
    description: text('For people.'),
    table: text('Table of the resource, `awscc.s3.buckets`; needed where no anchor names one.'),
    region: text("Region of this resource; the stack's by default."),
    file: text('The `.iql` file, relative to `resources/`; `<name>.iql` by default.'),
    sql: text('The one statement of a command or query.'),
    run: text('What a script runs with `sh -c`.'),
    props: { type: 'array', items: PROP, description: 'Values of the resource, in order.' },
    exports: EXPORTS,
    protected: names('Exported variables that are never printed.'),
    if: {
      type: ['string', 'boolean'],
      description: 'The resource is skipped where this is false.',
    },
    skip_validation: flag('Takes a resource that exists for correct.'),
    auth: { type: 'object', description: 'Credentials: those of the session alone.' },
    return_vals: {
      type: 'object',
      additionalProperties: false,
      description: 'What statements return, as `this.` variables.',
      properties: { create: RETURNED, update: RETURNED, delete: RETURNED },
    },
    depends_on: names('Resources that must be done first, beside those whose exports are used.'),
    protect: flag('Never deletes or replaces it.'),
    retain: flag('Leaves it in the cloud when it leaves the stack.'),
    ignore_changes: names(
      'Paths whose differences are left alone: `Tags`, `vpc_config.subnet_ids`, `/Rules/0/Days`.',
    ),
    timeouts: {
      type: 'object',
      additionalProperties: false,
      description: 'How long a write may take.',
      properties: { create: TIMEOUT, update: TIMEOUT, delete: TIMEOUT },
    },
    identifier: scalar('Identifier of the resource, where it cannot be found otherwise.'),
    replacement: {
      enum: ['create_then_delete', 'delete_then_create'],
      description: "Order of a replacement; the type's own by default.",
    },
  },
}

/** The JSON Schema of manifests: what editors complete and what `loadStack` checks. */
export const MANIFEST_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: MANIFEST_SCHEMA_URL,
  title: 'Stack manifest',
  type: 'object',
  required: ['resources'],
  additionalProperties: false,
  properties: {
    version: { type: ['integer', 'number', 'string'], description: 'Of the format; 1.' },
    name: {
      type: 'string',
      minLength: 1,
      description: "`stack_name`; the folder's name by default.",
    },
    description: text('For people.'),
    providers: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'Providers, `aws` or `awscc::v24.00.0`.',
    },
    globals: {
      type: 'array',
      description: 'Variables of all resources; `region` is the region of the stack.',
      items: {
        type: 'object',
        required: ['name', 'value'],
        additionalProperties: false,
        properties: {
          name: { type: 'string', minLength: 1, description: 'Of the variable.' },
          value: PROP.properties.value,
          sensitive: PROP.properties.sensitive,
          description: text('For people.'),
        },
      },
    },
    resources: { type: 'array', items: RESOURCE, description: 'What the stack is made of.' },
    exports: {
      type: 'array',
      description: 'Variables that the stack gives out; `- vpc_id: network` renames.',
      items: EXPORTS.items,
    },
  },
} as const
