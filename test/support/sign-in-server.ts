import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of this machine that answers as STS, SSO and the metadata service do. */
export interface SignInServer {
  readonly url: string
  /** What was asked, in order: `AssumeRole`, `AssumeRoleWithWebIdentity`, or method and path. */
  readonly asked: string[]
  /** An error that STS answers from here on. */
  refuse: string | undefined
  stop(): Promise<void>
}

const EXPIRATION = '2099-01-01T00:00:00Z'

export async function signInServer(accessKeyId: string): Promise<SignInServer> {
  const asked: string[] = []
  const given = { accessKeyId, secretAccessKey: 'secret', sessionToken: 'token' }
  const http = createServer((request, answer) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { method = '', url = '' } = request
      const path = url.split('?')[0] ?? ''
      const action = new URLSearchParams(Buffer.concat(parts).toString()).get('Action')
      asked.push(action ?? `${method} ${path}`)
      if (action !== null) {
        answer.statusCode = server.refuse === undefined ? 200 : 403
        answer.setHeader('content-type', 'text/xml')
        answer.end(
          server.refuse === undefined ? stsAnswer(action, accessKeyId) : refusal(server.refuse),
        )
      } else if (path === '/federation/credentials') {
        answer.setHeader('content-type', 'application/json')
        const expiration = Date.parse(EXPIRATION)
        answer.end(JSON.stringify({ roleCredentials: { ...given, expiration } }))
      } else if (path === '/latest/api/token') {
        answer.end('metadata-token')
      } else if (path.endsWith('/security-credentials/')) {
        answer.end('machine')
      } else {
        const machine = { Code: 'Success', Type: 'AWS-HMAC', Expiration: EXPIRATION }
        const keys = { AccessKeyId: accessKeyId, SecretAccessKey: 'secret', Token: 'token' }
        answer.end(JSON.stringify({ ...machine, ...keys }))
      }
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server: SignInServer = {
    url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`,
    asked,
    refuse: undefined,
    stop: async () => {
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
  return server
}

function stsAnswer(action: string, accessKeyId: string): string {
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${EXPIRATION}</Expiration></Credentials></${action}Result></${action}Response>`
}

function refusal(code: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>not for you</Message></Error></ErrorResponse>`
}
