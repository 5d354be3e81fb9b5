import { get } from 'node:http'
import type { Holder } from './holder-file.js'

/**
 * What answers at a holder's address: the holder itself, nothing or a stranger (`gone`), or a process that
 * takes connections and does not answer, for instance because it is stopped (`silent`).
 */
export type Probe = 'there' | 'gone' | 'silent'

const PATIENCE_MS = 2_000

export function probe({ url, nonce }: Holder): Promise<Probe> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: PATIENCE_MS }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve(body === identity(nonce) ? 'there' : 'gone'))
      response.on('error', () => resolve('gone'))
    })
    request.on('timeout', () => {
      resolve('silent')
      request.destroy()
    })
    request.on('error', () => resolve('gone'))
  })
}

/** What a holder's server says to `GET /`. */
export const identity = (nonce: string): string =>
  JSON.stringify({ service: 'skyql local cloud', holder: nonce })

/** Whether a process of this id exists, whoever's it is. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (reason) {
    return (reason as NodeJS.ErrnoException).code === 'EPERM'
  }
}
