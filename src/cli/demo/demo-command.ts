import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bundledCatalog, createSession } from '../../session/index.js'
import { readStatement } from '../../sql/index.js'
import { ConsoleHost } from '../console-host.js'
import { standardOutput } from '../exec/output.js'
import { writeRows } from '../exec/write-rows.js'
import { useColor } from '../report-error.js'
import { DEMO_ESTATE } from './demo-estate.js'

const STATEMENTS = [
  "SELECT region, domain_name, uri FROM awscc.customerprofiles.integrations WHERE region IN ('us-east-1', 'eu-west-1')",
  "SELECT region, domain_name, uri FROM awscc.customerprofiles.integrations_list_only WHERE region = 'us-east-1'",
  "SELECT uri, object_type_name, tags FROM awscc.customerprofiles.integrations WHERE region = 'us-east-1' AND Identifier = 'retail|s3://retail-orders'",
  "SELECT d.domain_name, d.default_expiration_days, count(i.uri) AS integrations FROM awscc.customerprofiles.domains d LEFT JOIN awscc.customerprofiles.integrations i ON i.region = d.region AND i.domain_name = d.domain_name WHERE d.region IN ('us-east-1', 'eu-west-1') AND i.region IN ('us-east-1', 'eu-west-1') GROUP BY ALL ORDER BY 1",
]

/** `skyql demo`: the main jobs in one command, on the embedded local cloud. */
export async function demo(): Promise<void> {
  const session = createSession({
    host: new ConsoleHost({ debug: false }),
    localDir: '.skyql/local',
    localEstate: DEMO_ESTATE,
    regions: ['us-east-1'],
  })
  try {
    for (const sql of STATEMENTS) {
      await standardOutput.write(`skyql> ${sql};\n`)
      const result = await session.run(readStatement(sql))
      await writeRows(result, standardOutput, {
        output: 'table',
        delimiter: ',',
        color: useColor(process.stdout),
      })
      await standardOutput.write('\n')
    }
  } finally {
    await session.close()
  }
  await buildExample()
  if (process.stdout.isTTY) await standardOutput.write(GOING_ON)
}

/** Builds the first example; a second time there is nothing to do. */
async function buildExample(): Promise<void> {
  const dir = join(bundledCatalog(), '..', '..', 'manifests', 'customer-profiles')
  if (!existsSync(dir)) return
  await standardOutput.write('$ skyql stack build manifests/customer-profiles dev --local --yes\n')
  const { buildCommand } = await import('../stack/stack-commands.js')
  await buildCommand(dir, 'dev', {
    ...{ local: true, localDir: '.skyql/local', signRequest: true, verifySsl: true, color: 'auto' },
    ...{ env: [], vars: [], target: [], exclude: [], parallelism: 10, lockTimeout: 10 },
    ...{
      tagPrefix: 'skyql:',
      state: '.skyql/stacks',
      output: 'text',
      yes: true,
      onFailure: 'continue',
    },
  })
  await standardOutput.write('\n')
}

const GOING_ON = `The estate stays in .skyql/local. Go on with, for example:

  npx skyql exec --local "DESCRIBE awscc.customerprofiles.integrations"
  npx skyql exec --local "SHOW INSERT INTO awscc.customerprofiles.integrations"
  npx skyql exec --local "SELECT uri, t.value ->> 'Key' AS tag FROM awscc.customerprofiles.integrations, json_each(tags) t"

The same statements without --local run against your AWS account.
`
