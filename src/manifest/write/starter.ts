import { AppError } from '../../errors/index.js'
import { MANIFEST_SCHEMA_URL } from '../schema/manifest-schema.js'

/**
 * A stack's name for what a user calls it: lower case, with `-`.
 * @throws AppError USAGE for what resources could not be named after
 */
export function stackNameFor(given: string): string {
  const base =
    given
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  const name = base.toLowerCase().replaceAll('_', '-')
  if (/^[a-z0-9][a-z0-9-]*$/.test(name)) return name
  const near = name.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  throw new AppError('USAGE', `"${base}" cannot be the name of a stack`, {
    hint: `letters, digits and - make up a name${near === '' ? '' : `: ${near}`}`,
  })
}

/** The files of a new stack, by path: a manifest with one bucket, and notes on how to run it. */
export function starterFiles(name: string): Readonly<Record<string, string>> {
  return {
    'stackql_manifest.yml': starterManifest(name),
    'README.md': starterReadme(name),
    '.gitignore': '.env\n.skyql/\n',
  }
}

/** An example's manifest as the manifest of a stack of another name. */
export function renamedManifest(text: string, name: string): string {
  return text
    .replace(/^# yaml-language-server: \$schema=.*$/m, schemaLine())
    .replace(/^name: .*$/m, `name: ${name}`)
}

function schemaLine(): string {
  return `# yaml-language-server: $schema=${MANIFEST_SCHEMA_URL}`
}

function starterManifest(name: string): string {
  return `${schemaLine()}
version: 1
name: ${name}
description: Describe the stack here.
providers:
  - awscc
globals:
  # The region of everything below. From outside: value: '{{ vars.AWS_REGION }}', with -e AWS_REGION=...
  - name: region
    value: us-east-1
resources:
  - name: bucket
    table: awscc.s3.buckets
    props:
      - name: BucketName
        value: '{{ stack_name }}-{{ stack_env }}'
      - name: VersioningConfiguration
        values:
          dev:
            value:
              Status: Suspended
          prd:
            value:
              Status: Enabled
      - name: Tags
        value:
          - Key: env
            Value: '{{ stack_env }}'
    exports:
      - Arn: bucket_arn
exports:
  - bucket_arn
`
}

function starterReadme(name: string): string {
  return `# ${name}

A stack of cloud resources, for \`skyql stack\`.

    skyql stack plan . dev        what a build would do
    skyql stack build . dev       make it so
    skyql stack test . dev        is everything as declared?
    skyql stack teardown . dev    delete it

Add \`--local\` to try it without an account. \`dev\` and \`prd\` are the environments of the manifest.
`
}
