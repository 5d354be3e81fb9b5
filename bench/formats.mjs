// Writes 200,000 rows in each format, against JSON in the same run: node bench/formats.mjs [runs]
import { formatterFor } from '../dist/lib/format/index.js'
import { median, print } from './support/measure.mjs'

const ROWS = 200_000
const LOT = 2048
const runs = Number(process.argv[2] ?? 3)
const columns = ['id', 'name', 'region', 'tags', 'even'].map((name) => ({ name, type: 'VARCHAR' }))
const rows = Array.from({ length: ROWS }, (_, index) => [
  index,
  `arn:aws:sns:us-east-1:123456789012:topic-${String(index)}`,
  'us-east-1',
  [{ Key: 'owner', Value: `team ${String(index % 40)}` }],
  index % 2 === 0,
])

const FORMATS = ['json', 'jsonl', 'csv', 'yaml', 'yaml-stream']
const times = new Map(FORMATS.map((name) => [name, []]))
for (let run = 0; run <= runs; run++) {
  for (const name of FORMATS) {
    const started = performance.now()
    const formatter = await formatterFor(name)
    let characters = formatter.begin(columns).length
    for (let at = 0; at < ROWS; at += LOT) {
      characters += formatter.rows(rows.slice(at, at + LOT)).length
    }
    if (characters < ROWS) throw new Error(name)
    if (run > 0) times.get(name).push(performance.now() - started)
  }
}
const json = median(times.get('json'))
for (const [name, all] of times) {
  print(name, `${(median(all) / 1000).toFixed(2)} s, ${(median(all) / json).toFixed(2)} of json`)
}
