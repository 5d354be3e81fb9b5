import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCatalog } from '../../../src/catalog/index.js'
import { withBuiltinTables } from '../../../src/plan/index.js'
import { Completer } from '../../../src/shell/completion/completer.js'

const completer = new Completer({
  catalog: withBuiltinTables(
    loadCatalog({ roots: [join(import.meta.dirname, '../../../dist/catalog')] }),
  ),
  regions: () => ['us-east-1', 'us-west-2', 'eu-west-1'],
  names: () => ({
    connections: ['prod-a', 'prod-b', 'dev'],
    stored: [
      {
        name: 'big_vpcs',
        kind: 'view',
        query: 'SELECT vpc_id, tags AS labels FROM awscc.ec2.vpcs',
      },
      { name: 'kept', kind: 'temporary table', query: 'SELECT * FROM awscc.s3.buckets' },
    ],
    path: ['awscc', 'sqs'],
  }),
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
    ['SELECT * FROM |', 'big_vpcs'],
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
    ['SELECT * FROM big|', 'big_vpcs'],
    ['SELECT lab| FROM big_vpcs', 'labels'],
    ['SELECT vpc| FROM big_vpcs v', 'vpc_id'],
    ['SELECT bucket_n| FROM kept', 'bucket_name'],
    ['DROP VIEW b|', 'big_vpcs'],
    ['REFRESH MATERIALIZED VIEW k|', 'kept'],
    ['SELECT * FROM skyql.co|', 'coverage'],
    ['SELECT * FROM skyql.reso|', 'resources'],
    ['SELECT * FROM awscc.cloud_con|', 'cloud_control'],
    ['SELECT * FROM awscc.cloud_control.resource_req|', 'resource_request'],
    ['SELECT * FROM awscc.tagging.t|', 'tagged_resources'],
    ['SELECT thr| FROM skyql.coverage', 'throttles'],
    ['SELECT ident| FROM skyql.resources', 'identifier'],
    ['SELECT * FROM awscc.tagging.tagged_resources WHERE tag_k|', 'tag_key'],
    ['SELECT * FROM queues|', 'queues'],
    ['SELECT queue_n| FROM queues', 'queue_name'],
    ['WITH x AS (SELECT * FROM awscc.ec2.vpcs) SELECT cidr| FROM x', 'cidr_block'],
    [
      'WITH x AS (SELECT v.* FROM awscc.ec2.vpcs v, awscc.s3.buckets b) SELECT cidr| FROM x',
      'cidr_block',
    ],
    ['WITH x(one, two) AS (SELECT 1, 2) SELECT tw| FROM x', 'two'],
    ['WITH x AS (SELECT 1 AS one), y AS (SELECT *, 2 AS two FROM x) SELECT y.on| FROM y', 'one'],
    ['WITH x AS (SELECT a, count(*) total FROM t GROUP BY a) SELECT tot| FROM x', 'total'],
    ['SELECT s.cidr| FROM (SELECT * FROM awscc.ec2.vpcs) s', 'cidr_block'],
    ['SELECT sid| FROM (SELECT cidr_block AS side FROM awscc.ec2.vpcs) AS s', 'side'],
    ["SET connections = 'dev,pro|", 'prod-a'],
    ["SET regions = 'us-east-1,eu|", 'eu-west-1'],
    ['\\d awscc.s3.buck|', 'buckets'],
    ['\\dt awscc.custprof|', 'customerprofiles'],
    ['\\ds aws|', 'awscc'],
    ['\\explain SELECT cidr| FROM awscc.ec2.vpcs', 'cidr_block'],
    ["\\copy (SELECT cidr| FROM awscc.ec2.vpcs) to 'x.csv'", 'cidr_block'],
    ['\\region us-e|', 'us-east-1'],
    ["UPDATE awscc.ecs.services SET launch_type = 'fa|", 'FARGATE'],
    ["SELECT * FROM awscc.ecs.services v WHERE v.LaunchType IN ('EC2', 'ex|", 'EXTERNAL'],
    ["INSERT INTO awscc.ecs.services (cluster, launch_type) VALUES ('a', 'ec|", 'EC2'],
    [
      "INSERT INTO awscc.ecs.services (a, launch_type) VALUES (f('x', 1), 'EC2'), ('b', 'fa|",
      'FARGATE',
    ],
    ["INSERT INTO awscc.ecs.services (cluster, launch_type) SELECT 'a', 'fa|", 'FARGATE'],
    [
      `UPDATE awscc.customerprofiles.integrations SET flow_definition = '{"TriggerConfig": {"TriggerType": "On|`,
      'OnDemand',
    ],
  ])('%s: %s', (marked, first) => {
    expect(at(marked).texts[0]).toBe(first)
  })

  it('offers no values where the column takes any', () => {
    expect(at("UPDATE awscc.ec2.vpcs SET cidr_block = 'de|").texts).toEqual([])
    expect(at("SELECT 'de| FROM awscc.ec2.vpcs").texts).toEqual([])
  })

  it('finds a table of any service by its own name', () => {
    expect(at('SELECT * FROM vpcs|').texts).toContain('awscc.ec2.vpcs')
  })

  it('offers the keys that a list needs first, and says that they are needed', () => {
    const { candidates } = at('SELECT * FROM awscc.customerprofiles.integrations WHERE |')
    expect(candidates[0]).toMatchObject({ text: 'domain_name', kind: 'key column' })
  })

  it('needs them no more once they are bound, table by table', () => {
    const needed = (marked: string): string[] =>
      at(marked)
        .candidates.filter(({ detail }) => detail?.startsWith('needed') === true)
        .map(({ text }) => text)
    const from = 'SELECT domain_name FROM awscc.customerprofiles.integrations i'
    expect(needed(`${from} WHERE |`)).toEqual(['domain_name'])
    expect(needed(`${from} WHERE domain_name = 'x' AND |`)).toEqual([])
    expect(
      needed(`${from} JOIN awscc.customerprofiles.domains d USING (domain_name) WHERE |`),
    ).toEqual([])
    expect(
      needed(`${from} JOIN awscc.customerprofiles.object_types o ON o.domain_name = 'x' WHERE |`),
    ).toEqual(['domain_name'])
    expect(needed('SELECT * FROM awscc.cloud_control.resource WHERE |')).toEqual([
      'type_name',
      'identifier',
    ])
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
