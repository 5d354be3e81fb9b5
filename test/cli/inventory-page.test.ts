import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCatalog } from '../../src/catalog/index.js'
import { parseFault, startEmulator, type Emulator } from '../../src/emulator/index.js'
import { catalogRoots } from '../session/support.js'
import { skyql } from '../support/skyql.js'

const README = new URL('../../README.md', import.meta.url).pathname
const cwd = mkdtempSync(join(tmpdir(), 'skyql-inventory-'))
let cloud: Emulator

beforeAll(async () => {
  const vpc = (id: string, region: string, cidr: string) => ({
    type: 'AWS::EC2::VPC',
    region,
    properties: { VpcId: id, CidrBlock: cidr },
  })
  const subnet = (id: string, region: string, vpcId: string, cidr: string) => ({
    type: 'AWS::EC2::Subnet',
    region,
    properties: { SubnetId: id, VpcId: vpcId, CidrBlock: cidr },
  })
  cloud = await startEmulator({
    catalog: loadCatalog({ roots: catalogRoots }),
    estate: [
      vpc('vpc-0a', 'us-east-1', '10.0.0.0/16'),
      vpc('vpc-0b', 'eu-west-1', '10.1.0.0/16'),
      vpc('vpc-0c', 'eu-west-1', '10.2.0.0/16'),
      subnet('subnet-0a', 'us-east-1', 'vpc-0a', '10.0.1.0/24'),
      subnet('subnet-0b', 'eu-west-1', 'vpc-0c', '10.2.1.0/24'),
      subnet('subnet-0c', 'eu-west-1', 'vpc-0c', '10.2.2.0/24'),
    ],
    faults: ['access-denied:region=ap-south-1'].map(parseFault),
  })
})

afterAll(() => cloud.close())

/** Times differ from run to run, and so does the order of what is asked at once. */
function steady(text: string): string {
  return text
    .replace(/\d+ ms/g, 'N ms')
    .replace(/[ \t]+$/gm, '')
    .trim()
}

const FAN_OUT = `SELECT region, count(*) AS vpcs FROM awscc.ec2.vpcs
WHERE region IN ('us-east-1', 'eu-west-1', 'ap-south-1') GROUP BY region ORDER BY region`

const COVERAGE = `SELECT region, status, rows, calls, retries FROM skyql.coverage ORDER BY region`

const JOIN = `EXPLAIN ANALYZE
SELECT s.subnet_id, v.cidr_block FROM awscc.ec2.subnets s
JOIN awscc.ec2.vpcs v ON v.Identifier = s.vpc_id AND v.region = s.region
WHERE s.region IN ('us-east-1', 'eu-west-1')`

test.each([
  ['fan-out and coverage', `${FAN_OUT};\n${COVERAGE}`, 3],
  ['a join that feeds a scan', JOIN, 0],
])('README shows what %s print', async (_name, sql, code) => {
  const at = ['exec', '--endpoint-url', cloud.url, '--region', 'us-east-1', sql]
  const { stdout, stderr, code: ended } = await skyql(at, { cwd })
  expect(ended, stderr).toBe(code)
  const shown = [sql, stdout, stderr].map((text) => steady(text))
  if (process.env['UPDATE_DOCS'] === '1') {
    writeFileSync(
      join(tmpdir(), `inventory-${String(code)}.txt`),
      [sql, stdout, stderr].join('\n\n'),
    )
    return
  }
  const page = steady(readFileSync(README, 'utf8'))
  for (const text of shown) expect(page).toContain(text)
})
