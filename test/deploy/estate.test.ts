import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  DENIED_REGION,
  REGIONS,
  estateEntries,
  livedIn,
  readEstate,
  touched,
} from '../support/lived-in-estate.js'
import { emulator, skyql } from '../support/skyql.js'

test('a lived-in estate is all there, and what is touched of it shows', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'skyql-estate-'))
  const cloud = await emulator(livedIn(dir))
  try {
    const before = await readEstate(cloud.url)
    const expected = estateEntries().filter(({ region }) => region !== DENIED_REGION)
    expect(before.size).toBe(expected.length)
    expect(expected.length).toBeGreaterThan(200 + (REGIONS.length - 1) * 8)
    const at = ['--endpoint-url', cloud.url]
    const sql =
      "UPDATE awscc.ec2.vpcs SET EnableDnsSupport = false WHERE region = 'eu-west-1' AND CidrBlock = '172.31.0.0/16'"
    const changed = await skyql(['exec', ...at, '--yes', sql])
    expect(changed.code, changed.stderr).toBe(0)
    const denied = await skyql([
      'exec',
      ...at,
      `SELECT * FROM awscc.ec2.vpcs WHERE region = '${DENIED_REGION}'`,
    ])
    expect(denied.code).not.toBe(0)
    const after = await readEstate(cloud.url)
    expect(touched(before, after)).toEqual([expect.stringMatching(/^AWS::EC2::VPC eu-west-1 vpc-/)])
  } finally {
    await cloud.stop()
    rmSync(dir, { recursive: true, force: true })
  }
})
