// How many GetResource calls a second the local cloud answers, from a keep-alive client in another process:
// node bench/local-cloud.mjs [seconds]
import { connect } from 'node:net'
import { emulator, median, print } from './support/measure.mjs'

const SOCKETS = 16
const seconds = Number(process.argv[2] ?? 5)
const cloud = await emulator('--seed', new URL('./support/buckets.yaml', import.meta.url).pathname)
const { hostname, port } = new URL(cloud.url)
const body = JSON.stringify({ TypeName: 'AWS::S3::Bucket', Identifier: 'bench-07' })
const request = [
  'POST / HTTP/1.1',
  `host: ${hostname}:${port}`,
  'content-type: application/x-amz-json-1.0',
  'x-amz-target: CloudApiService.GetResource',
  'authorization: AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/cloudcontrolapi/aws4_request, SignedHeaders=host, Signature=0',
  `content-length: ${body.length}`,
  '',
  body,
].join('\r\n')

/** One socket that asks again as soon as it was answered. */
function client(counter) {
  const socket = connect(Number(port), hostname, () => socket.write(request))
  let pending = ''
  socket.on('data', (part) => {
    pending += part
    const end = pending.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(pending)[1])
    if (pending.length < end + 4 + length) return
    if (!pending.startsWith('HTTP/1.1 200')) throw new Error(pending.slice(0, 200))
    counter.answers++
    pending = ''
    socket.write(request)
  })
  return socket
}

const counter = { answers: 0 }
const sockets = Array.from({ length: SOCKETS }, () => client(counter))
const rates = []
await new Promise((resolve) => setTimeout(resolve, 1_000))
for (let second = 0; second < seconds; second++) {
  const [before, started] = [counter.answers, performance.now()]
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  rates.push(((counter.answers - before) / (performance.now() - started)) * 1_000)
}
for (const socket of sockets) socket.destroy()
cloud.stop()
print(`GetResource calls a second, ${SOCKETS} sockets, / 3,000`, (median(rates) / 3_000).toFixed(2))
print('  calls a second', median(rates).toFixed(0))
process.exit(0)
