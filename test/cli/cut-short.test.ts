import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { skyql } from '../support/skyql.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-cut-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a command that nothing can wake any more fails, instead of ending as if it were done', async () => {
  const never = join(folder, 'never.cjs')
  writeFileSync(
    never,
    `require('node:fs/promises').readFile = () => new Promise(() => undefined)\n`,
  )
  const file = join(folder, 'one.sql')
  writeFileSync(file, 'SELECT 1')
  const env = { NODE_OPTIONS: `--require ${never}` }
  const { code, stdout, stderr } = await skyql(['exec', '-i', file], { env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('error[INTERNAL]: the command ended while it still waited for something')
})

test('a command that is done says nothing of it', async () => {
  const { code, stderr } = await skyql(['exec', '-o', 'json', 'SELECT 1 AS one'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('an answer that is cut off in its body is asked for again', async () => {
  const body = JSON.stringify({ ResourceDescriptions: [], TypeName: 'AWS::Logs::LogGroup' })
  let asked = 0
  const answer = (socket: Socket): void => {
    socket.once('data', () => {
      asked++
      const head = `HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: ${String(body.length)}\r\n\r\n`
      if (asked < 3) socket.write(head + body.slice(0, 10), () => socket.destroy())
      else socket.end(head + body)
    })
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const { code, stdout } = await skyql([
      ...['exec', '-o', 'json', '--endpoint-url', `http://127.0.0.1:${String(port)}`],
      "SELECT log_group_name FROM awscc.logs.log_groups WHERE region = 'us-east-1'",
    ])
    expect({ code, rows: JSON.parse(stdout) as unknown, asked }).toEqual({
      code: 0,
      rows: [],
      asked: 3,
    })
  } finally {
    server.close()
  }
})
