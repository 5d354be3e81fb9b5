import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { skyql } from '../support/skyql.js'

/* What costs time to load is loaded by those who need it. */

/** The native libraries that a command loads. */
async function libraries(args: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'skyql-lazy-'))
  const hook = join(folder, 'tell.cjs')
  writeFileSync(
    hook,
    `const { dlopen } = process
     process.dlopen = (module, file, ...rest) => {
       process.stderr.write('LOADED ' + require('node:path').basename(file) + '\\n')
       return dlopen.call(process, module, file, ...rest)
     }`,
  )
  const { code, stderr } = await skyql([...args, '--local'], {
    env: { NODE_OPTIONS: `--require ${hook}` },
  })
  expect([0, 2], stderr).toContain(code)
  return [...stderr.matchAll(/^LOADED (.*)$/gm)].map(([, name = '']) => name)
}

test('stacks without statements do without the engine', async () => {
  const stack = mkdtempSync(join(tmpdir(), 'skyql-lazy-'))
  writeFileSync(
    join(stack, 'manifest.yml'),
    `name: lazy
providers: [awscc]
globals: [{ name: region, value: us-east-1 }]
resources:
  - name: group
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: /lazy }]
`,
  )
  for (const verb of ['info', 'plan', 'build']) {
    const flags = verb === 'build' ? ['--yes'] : []
    expect(await libraries(['stack', verb, stack, 'dev', ...flags])).toEqual([])
  }
})

test('a query loads it, reports of a session do not', async () => {
  expect(await libraries(['exec', 'SHOW LIMITS'])).toEqual([])
  expect(await libraries(['exec', 'SELECT 1 AS one'])).toEqual(['duckdb.node'])
})
