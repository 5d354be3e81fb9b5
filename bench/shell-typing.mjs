// Time from a key to what it draws, and from Tab to its candidates, with a history of 10,000 lines and the whole
// catalogue loaded; beside psql. Needs `script` (util-linux) and a build; psql and a Postgres server for the ratio.
//   node bench/shell-typing.mjs
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emulator, median, print, SKYQL } from './support/measure.mjs'
import { postgres } from './support/postgres.mjs'
import { Terminal } from './support/terminal.mjs'

const LINES = 10_000
const STATEMENT =
  "SELECT vpc_id, cidr_block FROM awscc.ec2.vpcs WHERE region = 'eu-west-1' AND state = 'x'"
const folder = mkdtempSync(join(tmpdir(), 'skyql-'))
mkdirSync(join(folder, 'skyql'))
writeFileSync(
  join(folder, 'skyql', 'history'),
  Array.from(
    { length: LINES },
    (_, line) =>
      `${JSON.stringify(`SELECT ${line} AS n, cidr_block FROM awscc.ec2.vpcs\nWHERE tags IS NOT NULL`)}\n`,
  ).join(''),
)
const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const p95 = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * 0.95)]

/** Types a statement key by key, as fast a typist does, and takes the time of each. */
async function typed(terminal, text) {
  const times = []
  for (const key of text) {
    times.push(await terminal.press(key))
    await rest(25)
  }
  return times
}

const terminal = new Terminal(`node ${SKYQL} shell --local`, {
  cwd: folder,
  env: { XDG_CONFIG_HOME: folder },
})
await terminal.until('skyql>')
await rest(1_500)
const cancel = async () => {
  terminal.child.stdin.write('\u0003')
  await rest(300)
}
/** Milliseconds from Tab to the candidates. */
async function completed(text, wanted) {
  await typed(terminal, text)
  await rest(400)
  const ms = await terminal.press('\t', (seen) => seen.includes(wanted))
  await cancel()
  return ms
}
const cold = await completed('SELECT * FROM ', 'more')
const keys = []
for (let round = 0; round < 3; round++) {
  keys.push(...(await typed(terminal, STATEMENT)))
  await cancel()
}
const tabs = []
const coldColumns = await completed('SELECT * FROM awscc.ec2.vpcs WHERE ', 'key column')
for (let round = 0; round < 3; round++) {
  tabs.push(await completed('SELECT * FROM vpc', 'AWS::EC2'))
  tabs.push(await completed('SELECT * FROM awscc.', 'more'))
  tabs.push(await completed('SELECT * FROM awscc.ec2.vpcs WHERE ', 'key column'))
  tabs.push(
    await completed('WITH x AS (SELECT * FROM awscc.ec2.vpcs) SELECT  FROM x WHERE ', 'column'),
  )
}
terminal.close()

print('key press drawn, ms (median of keys)', median(keys).toFixed(1))
print('key press drawn, ms (95 of 100)', p95(keys).toFixed(1))
print('candidates drawn, ms (median)', median(tabs).toFixed(1))
print('candidates drawn, ms (worst)', Math.max(...tabs).toFixed(1))
print('first candidates of all tables, ms', cold.toFixed(1))
print('first candidates of a table, ms', coldColumns.toFixed(1))

// A statement whose call never ends, from Ctrl-C to the prompt.
const cloud = await emulator('--fault', 'slow-page:1:60000')
const asking = new Terminal(`node ${SKYQL} shell --region us-east-1 --endpoint-url ${cloud.url}`, {
  cwd: folder,
  env: { XDG_CONFIG_HOME: folder },
})
await asking.until('skyql>')
await rest(1_000)
const stops = []
for (let round = 0; round < 5; round++) {
  await asking.press('SELECT bucket_name FROM awscc.s3.buckets;\r', (seen) =>
    seen.includes('1 calls'),
  )
  stops.push(await asking.press('\u0003', (seen) => seen.includes('CANCELLED')))
  await rest(300)
}
asking.close()
cloud.stop()
print('Ctrl-C to the end of a call, ms (median)', median(stops).toFixed(1))

const server = postgres()
if (server !== undefined) {
  const psql = new Terminal(server.command, { cwd: folder })
  await psql.until(server.prompt)
  const times = await typed(psql, STATEMENT)
  psql.close()
  server.stop()
  print('key press drawn by psql, ms', median(times).toFixed(1))
  print('ratio to psql', (median(keys) / median(times)).toFixed(1))
}
process.exit(0)
