import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadStack, renderResource } from '../../src/manifest/index.js'
import type { ResourceSchema } from '../../src/catalog/index.js'
import { buildDesired, findProperty } from '../../src/resource/index.js'
import { catalog } from '../catalog/support.js'
import { problemLines } from './stack-folder.js'

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
    expect(EXAMPLES).toEqual(['bucket', 'customer-profiles', 'many', 'network', 'serverless'])
  })

  it.each(EXAMPLES.flatMap((name) => ['dev', 'prd'].map((env) => [name, env] as const)))(
    '%s loads for %s',
    async (name, env) => {
      const stack = await loadStack({ dir: `manifests/${name}`, env, cwd: ROOT })
      expect(problemLines(stack)).toEqual([])
      expect(stack.name).toBe(name)
      const pending = new Set(stack.resources.map((resource) => resource.name))
      for (const resource of stack.resources) {
        const { props } = renderResource(stack, resource, { exports: new Map(), pending })
        expect(Object.keys(props)).toHaveLength(resource.props.length)
        const schema = schemaOf(resource.table?.name ?? 'awscc.s3.buckets')
        expect(Object.keys(buildDesired(schema, props))).toHaveLength(resource.props.length)
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
