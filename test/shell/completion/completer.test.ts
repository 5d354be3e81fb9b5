import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCatalog } from '../../../src/catalog/index.js'
import { Completer } from '../../../src/shell/completion/completer.js'

const completer = new Completer({
  catalog: loadCatalog({ roots: [join(import.meta.dirname, '../../../dist/catalog')] }),
  regions: () => ['us-east-1', 'us-west-2', 'eu-west-1'],
  connections: () => ['prod-a', 'prod-b', 'dev'],
  commands: [
    { text: '\\timing', kind: 'command' },
    { text: '\\dt', kind: 'command' },
  ],
})

/** Completes where `|` stands. */
function at(marked: string) {
  const cursor = marked.indexOf('|')
  const text = marked.slice(0, cursor) + marked.slice(cursor + 1)
  const found = completer.complete(text, cursor)
  return {
    texts: found?.candidates.map((each) => each.text) ?? [],
    candidates: found?.candidates ?? [],
    replaced: found === undefined ? undefined : text.slice(found.from, found.to),
  }
}

describe('Completer', () => {
  it.each([
    ['|', 'SELECT'],
    ['sel|', 'SELECT'],
    ['EXPLAIN sel|', 'SELECT'],
    ['SELECT 1; sho|', 'SHOW'],
    ['SELECT * FROM |', 'awscc'],
    ['SELECT * FROM aws|', 'awscc'],
    ['SELECT * FROM awscc.|', 'accessanalyzer'],
    ['SELECT * FROM awscc.ec|', 'ec2'],
    ['SELECT * FROM awscc.custprof|', 'customerprofiles'],
    ['SELECT * FROM awscc.ec2.vp|', 'vpcs'],
    ['SELECT * FROM awscc.ec2.vpcs v JOIN awscc.ec2.sub|', 'subnets'],
    ['SELECT * FROM awscc.ec2.vpcs v, awscc.s3.buck|', 'buckets'],
    ['INSERT INTO awscc.s3.buck|', 'buckets'],
    ['UPDATE awscc.s3.buck|', 'buckets'],
    ['DESCRIBE awscc.s3.buck|', 'buckets'],
    ['SELECT cidr| FROM awscc.ec2.vpcs', 'cidr_block'],
    ['SELECT v.cidr| FROM awscc.ec2.vpcs v', 'cidr_block'],
    ['SELECT v.cidr| FROM awscc.ec2.vpcs AS v', 'cidr_block'],
    ['SELECT vpcs.cidr| FROM awscc.ec2.vpcs', 'cidr_block'],
    ['SELECT * FROM awscc.ec2.vpcs WHERE cid|', 'cidr_block'],
    ['UPDATE awscc.s3.buckets SET bucket_n|', 'bucket_name'],
    ['WITH x AS (SELECT a, count(*) AS many FROM t) SELECT ma| FROM x', 'many'],
    ['WITH found AS (SELECT 1) SELECT * FROM fou|', 'found'],
    ['SELECT * FROM awscc.ec2.vpcs WHERE reg|', 'region'],
    ['SELECT * FROM awscc.ec2.vpcs WHE|', 'WHERE'],
    ["SELECT * FROM awscc.ec2.vpcs WHERE region = 'eu|", 'eu-west-1'],
    ["SELECT * FROM awscc.ec2.vpcs WHERE region IN ('us-east-1', 'usw|", 'us-west-2'],
    ["SELECT * FROM awscc.ec2.vpcs WHERE connection LIKE 'pro|", 'prod-a'],
    ["SET regions = 'usw|", 'us-west-2'],
    ['SET reg|', 'regions'],
    ['SHOW prov|', 'PROVIDERS'],
    ['SHOW TABLES IN awscc.cust|', 'customerprofiles'],
    ['SELECT string_a| FROM awscc.ec2.vpcs', 'string_agg'],
    ['\\ti|', '\\timing'],
  ])('%s: %s', (marked, first) => {
    expect(at(marked).texts[0]).toBe(first)
  })

  it('finds a table of any service by its own name', () => {
    expect(at('SELECT * FROM vpcs|').texts).toContain('awscc.ec2.vpcs')
  })

  it('offers the keys that a list needs first, and says that they are needed', () => {
    const { candidates } = at('SELECT * FROM awscc.customerprofiles.integrations WHERE |')
    expect(candidates[0]).toMatchObject({ text: 'domain_name', kind: 'key column' })
  })

  it('tells type and description of a column', () => {
    const [first] = at('SELECT cidr_block| FROM awscc.ec2.vpcs').candidates
    expect(first?.detail).toMatch(/^VARCHAR/)
  })

  it('replaces the word under the cursor and nothing else', () => {
    expect(at('SELECT cid| FROM awscc.ec2.vpcs').replaced).toBe('cid')
    expect(at("SELECT 1 FROM awscc.ec2.vpcs WHERE region = 'eu-|' AND true").replaced).toBe('eu-')
  })

  it.each(['-- SELECT |', '/* SELECT |', "SELECT 'text |", 'SELECT * FROM awscc.ec2.vpcs LIMIT |'])(
    'offers nothing in %s',
    (marked) => {
      expect(at(marked).texts).toEqual([])
    },
  )
})
