import fc from 'fast-check'

/** A random stack: named, tagged and nameless types, each resource after some of those before it. */
export interface RandomStack {
  readonly manifest: string
  /** How many resources of each table it has. */
  readonly counts: ReadonlyMap<string, number>
}

/** `uses`: what it takes from an earlier resource, and under which export. */
interface Kind {
  readonly table: string
  readonly gives: string
  readonly props: (
    index: number,
    from: (table: string) => string | undefined,
  ) => string[] | undefined
}

const KINDS: readonly Kind[] = [
  {
    table: 'awscc.ec2.vpcs',
    gives: 'VpcId',
    props: (index) => [`{ name: CidrBlock, value: 10.${String(index)}.0.0/16 }`],
  },
  {
    table: 'awscc.ec2.subnets',
    gives: 'SubnetId',
    props: (index, from) => {
      const vpc = from('awscc.ec2.vpcs')
      return vpc === undefined
        ? undefined
        : [
            `{ name: VpcId, value: '{{ ${vpc} }}' }`,
            `{ name: CidrBlock, value: 10.99.${String(index)}.0/24 }`,
          ]
    },
  },
  {
    table: 'awscc.s3.buckets',
    gives: 'Arn',
    props: (index) => [`{ name: BucketName, value: 'soak-bucket-${String(index)}' }`],
  },
  {
    table: 'awscc.logs.log_groups',
    gives: 'Arn',
    props: (index, from) => {
      const bucket = from('awscc.s3.buckets')
      const tag = bucket === undefined ? 'none' : `{{ ${bucket} }}`
      return [
        `{ name: LogGroupName, value: '/soak/${String(index)}' }`,
        `{ name: Tags, value: [{ Key: bucket, Value: '${tag}' }] }`,
      ]
    },
  },
  {
    table: 'awscc.ec2.route_tables',
    gives: 'RouteTableId',
    props: (_index, from) => {
      const vpc = from('awscc.ec2.vpcs')
      return vpc === undefined ? undefined : [`{ name: VpcId, value: '{{ ${vpc} }}' }`]
    },
  },
  {
    table: 'awscc.ec2.subnet_route_table_associations',
    gives: 'Id',
    props: (_index, from) => {
      const subnet = from('awscc.ec2.subnets')
      const table = from('awscc.ec2.route_tables')
      return subnet === undefined || table === undefined
        ? undefined
        : [
            `{ name: SubnetId, value: '{{ ${subnet} }}' }`,
            `{ name: RouteTableId, value: '{{ ${table} }}' }`,
          ]
    },
  },
]

export const TABLES = KINDS.map(({ table }) => table)

/** A stack of so many resources, made of a seed. */
export function randomStack(seed: number, size: number): RandomStack {
  const random = numbers(seed)
  const made = new Map<string, string[]>()
  const resources: string[] = []
  const counts = new Map<string, number>()
  for (let index = 0; resources.length < size; index++) {
    const kind = KINDS[index === 0 ? 0 : Math.floor(random() * KINDS.length)]!
    const variable = `v${String(resources.length)}`
    const from = (table: string): string | undefined => {
      const known = made.get(table) ?? []
      return known[Math.floor(random() * known.length)]
    }
    const props = kind.props(resources.length, from)
    if (props === undefined) continue
    resources.push(
      [
        `  - name: r${String(resources.length)}`,
        `    table: ${kind.table}`,
        '    props:',
        ...props.map((prop) => `      - ${prop}`),
        `    exports: [{ ${kind.gives}: ${variable} }]`,
      ].join('\n'),
    )
    made.set(kind.table, [...(made.get(kind.table) ?? []), variable])
    counts.set(kind.table, (counts.get(kind.table) ?? 0) + 1)
  }
  const manifest = `name: soak\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n${resources.join('\n')}\n`
  return { manifest, counts }
}

/** Numbers from 0 up to 1, the same ones for the same seed. */
export function numbers(seed: number): () => number {
  const values = fc.sample(fc.double({ min: 0, max: 0.999_999, noNaN: true }), {
    seed,
    numRuns: 2_000,
  })
  let next = 0
  return () => values[next++ % values.length]!
}
