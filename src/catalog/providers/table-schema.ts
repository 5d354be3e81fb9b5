import { name, text, texts, closed, ref, mapOf } from './schema-forms.js'

const METHOD = {
  operation: { type: 'string', pattern: '^[A-Z][A-Za-z0-9]*$' },
  request: { type: 'string', pattern: '^(GET|POST|PUT|PATCH|DELETE) /\\S*$' },
  input: ref('input'),
  body: ref('input'),
  headers: mapOf(text),
  rows: ref('pointer'),
  rowsOptional: { type: 'boolean' },
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

/** A table: its columns, and the calls that read and write it. */
export const TABLE = closed(
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
      insert: WRITE({ looksFirst: { type: 'boolean' }, names: mapOf(text), answers: texts }),
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
