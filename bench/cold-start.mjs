// One list query in a new process, beside the aws program asking for the same: node bench/cold-start.mjs [pairs]
import { emulator, median, print, SKYQL, timed } from './support/measure.mjs'

const pairs = Number(process.argv[2] ?? 11)
const cloud = await emulator('--seed', new URL('./support/buckets.yaml', import.meta.url).pathname)
try {
  const skyql = () =>
    timed(process.execPath, [
      SKYQL,
      ...['exec', '-o', 'json', '--region', 'us-east-1', '--endpoint-url', cloud.url],
      'SELECT Identifier, bucket_name FROM awscc.s3.buckets_list_only',
    ])
  const aws = () =>
    timed('aws', [
      ...[
        'cloudcontrol',
        'list-resources',
        '--type-name',
        'AWS::S3::Bucket',
        '--region',
        'us-east-1',
      ],
      ...['--endpoint-url', cloud.url, '--output', 'json'],
    ])
  const node = () => timed(process.execPath, ['-e', '0'])
  const [first, other] = [await skyql(), await aws()]
  const rows = JSON.parse(first.stdout).length
  if (rows !== JSON.parse(other.stdout).ResourceDescriptions.length)
    throw new Error('the answers differ')
  await skyql()
  const times = { skyql: [], aws: [], node: [] }
  for (let pair = 0; pair < pairs; pair++) {
    times.skyql.push((await skyql()).ms)
    times.aws.push((await aws()).ms)
    times.node.push((await node()).ms)
  }
  print(
    `skyql exec / aws list-resources (${rows} rows, ${pairs} pairs, medians)`,
    (median(times.skyql) / median(times.aws)).toFixed(2),
  )
  print(
    '  skyql, aws, node alone (ms)',
    Object.values(times)
      .map((each) => median(each).toFixed(0))
      .join(', '),
  )
} finally {
  cloud.stop()
}
