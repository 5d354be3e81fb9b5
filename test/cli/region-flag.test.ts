import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmulator, type Emulator } from '../../src/emulator/index.js'
import { loadCatalog } from '../../src/catalog/index.js'
import { catalogRoots, domain } from '../session/support.js'
import { skyql } from '../support/skyql.js'

const COUNT =
  'SELECT region, count(*) AS n FROM awscc.customerprofiles.domains GROUP BY 1 ORDER BY 1'

describe('--region', () => {
  let emulator: Emulator
  beforeAll(async () => {
    emulator = await startEmulator({
      catalog: loadCatalog({ roots: catalogRoots }),
      estate: [domain('one'), domain('two', 'eu-west-1'), domain('three', 'sa-east-1')],
      regions: ['us-east-1', 'eu-west-1', 'sa-east-1'],
    })
  })
  afterAll(() => emulator.close())

  it.each([
    ['one', 'us-east-1', ['us-east-1,1']],
    ['several', 'us-east-1,eu-west-1', ['eu-west-1,1', 'us-east-1,1']],
    ['all that the account has', 'all', ['eu-west-1,1', 'sa-east-1,1', 'us-east-1,1']],
  ])('takes %s', async (_what, region, rows) => {
    for (const verb of [['exec', '-o', 'csv'], ['shell']]) {
      const { code, stdout, stderr } = await skyql(
        [...verb, '--endpoint-url', emulator.url, '--region', region],
        { input: `${COUNT};\n`, env: { AWS_REGION: '', AWS_DEFAULT_REGION: '' } },
      )
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')])
      for (const row of rows) expect(stdout.replaceAll(/ +/g, ',')).toContain(row)
      expect(stdout.match(/-1[ ,]+1\b/g)).toHaveLength(rows.length)
    }
  })

  it('says what it takes', async () => {
    const { code, stderr } = await skyql(['exec', '--region', 'Frankfurt', 'SELECT 1'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      'error[USAGE]: "Frankfurt" is not the name of a region\n  hint: --region us-east-1, or all\n',
    )
  })

  it.each(['all', 'us-east-1,eu-west-1'])('names one where there is one: %s', async (region) => {
    const folder = mkdtempSync(join(tmpdir(), 'skyql-region-'))
    writeFileSync(join(folder, 'manifest.yml'), 'name: s\nproviders: [awscc]\nresources: []\n')
    for (const verb of [['stack', 'info'], ['policy']]) {
      const stack = await skyql([...verb, folder, 'dev', '--region', region])
      expect([stack.code, stack.stderr]).toEqual([
        2,
        `error[USAGE]: --region ${region}: a stack is in one region\n  hint: --region us-east-1\n`,
      ])
    }
    const purpose = ['--for', 'appflow-ingestion', '--domain', 'd']
    const role = await skyql(['policy', ...purpose, '--region', region])
    expect([role.code, role.stderr]).toEqual([
      2,
      `error[USAGE]: --region ${region}: a domain is in one region\n  hint: --region us-east-1\n`,
    ])
  })
})
