/** What the statements of a resource are written from. */
export interface AnchorFacts {
  /** `awscc.s3.buckets` */
  readonly table: string
  /** Parts of the identifier by property name, in order. */
  readonly identifier: readonly string[]
  /** Properties of the manifest. */
  readonly props: readonly string[]
  /** Of `props`, those that an update may change. */
  readonly updatable: readonly string[]
  /** Columns to export. */
  readonly exports: readonly string[]
}

/** An `.iql` file with the statements of a resource, as the runner would make them from the catalogue. */
export function anchorsText(facts: AnchorFacts): string {
  const { table, identifier, props, updatable, exports } = facts
  const place = [
    `WHERE region = '{{ region }}'`,
    `  AND Identifier = '${identifier.map((part) => `<${part}>`).join('|')}'`,
  ].join('\n')
  const values = [...props.map((name) => `  '{{ ${name} }}',`), "  '{{ region }}';"]
  const patch = updatable.map((name, index) => {
    const comma = index === updatable.length - 1 ? '' : ','
    return `  ${JSON.stringify(name)}: ${name}${comma}`
  })
  const anchors = [
    ['exists', [`SELECT count(*) AS count FROM ${table}`, `${place};`]],
    [
      'create',
      [
        `INSERT INTO ${table} (`,
        ...props.map((name) => `  ${name},`),
        '  region',
        ')',
        'SELECT',
        ...values,
      ],
    ],
    [
      'update',
      updatable.length === 0
        ? []
        : [
            `UPDATE ${table}`,
            `SET PatchDocument = string('{{ {`,
            ...patch,
            `} | generate_patch_document }}')`,
            `${place};`,
          ],
    ],
    [
      'exports',
      exports.length === 0 ? [] : [`SELECT ${exports.join(', ')}`, `FROM ${table}`, `${place};`],
    ],
    ['delete', [`DELETE FROM ${table}`, `${place};`]],
  ] satisfies [string, string[]][]
  return anchors
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => `/*+ ${name} */\n${lines.join('\n')}\n`)
    .join('\n')
}
