import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadStack, renderResource } from '../../src/manifest/index.js'
import { loadDocuments, type ResourceSchema } from '../../src/catalog/index.js'
import { buildDesired, findProperty } from '../../src/resource/index.js'
import { catalog as types } from '../catalog/support.js'
import { problemLines } from './stack-folder.js'

const catalog = loadDocuments(
  types,
  fileURLToPath(new URL('../../dist/documents', import.meta.url)),
)

function schemaOf(name: string): ResourceSchema {
  const [provider = '', service = '', table = ''] = name.split('.')
  const entry = catalog.find({ provider, service, table })
  if (entry === undefined) throw new Error(`there is no table ${name}`)
  return catalog.schema(entry)
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const EXAMPLES = readdirSync(`${ROOT}/manifests`).sort()

describe('the examples', () => {
  it('are all there', () => {
    expect(EXAMPLES).toEqual([
      'bucket',
      'customer-profiles',
      'ingestion',
      'many',
      'network',
      'serverless',
    ])
  })

  it.each(EXAMPLES.flatMap((name) => ['dev', 'prd'].map((env) => [name, env] as const)))(
    '%s loads for %s',
    async (name, env) => {
      const stack = await loadStack({ dir: `manifests/${name}`, env, cwd: ROOT })
      expect(problemLines(stack)).toEqual([])
      expect(stack.name).toBe(name)
      const pending = new Set(stack.resources.map((resource) => resource.name))
      for (const resource of stack.resources) {
        const { props, unknown } = renderResource(stack, resource, { exports: new Map(), pending })
        expect(Object.keys(props)).toHaveLength(resource.props.length)
        if (resource.type === 'query') continue
        const schema = schemaOf(resource.table?.name ?? 'awscc.s3.buckets')
        // What a document checks by patterns does not fit a placeholder of what is yet to come.
        const isOpen = schema.document !== undefined && unknown.length > 0
        const named = isOpen
          ? resource.props.filter(({ name: prop }) => findProperty(schema, prop) !== undefined)
          : Object.keys(buildDesired(schema, props))
        expect(named).toHaveLength(resource.props.length)
        for (const { column } of resource.exports)
          expect(findProperty(schema, column)).toBeDefined()
      }
    },
  )

  it('has 500 resources, ten deep, for the benchmark', async () => {
    const text = readFileSync(`${ROOT}/manifests/many/stackql_manifest.yml`, 'utf8')
    const made = execFileSync(process.execPath, [`${ROOT}/bench/make-many-stack.mjs`])
    expect(made.toString()).toBe(text)
    const { resources } = await loadStack({ dir: 'manifests/many', env: 'dev', cwd: ROOT })
    expect(resources).toHaveLength(500)
    expect(resources.filter(({ references }) => references.length === 1)).toHaveLength(450)
  })
})
