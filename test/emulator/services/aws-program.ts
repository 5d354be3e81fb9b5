import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What `aws --version` says; undefined, and said why, where the program is not installed. */
export async function awsVersion(): Promise<string | undefined> {
  try {
    return (await run('aws', ['--version'])).stdout.trim()
  } catch {
    console.log('skipped: the aws program is not installed')
    return undefined
  }
}

export interface Credentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken?: string
}

/** The account as its own access key. */
export const keyOf = (account: string): Credentials => ({
  AccessKeyId: account,
  SecretAccessKey: 'x',
})

/** The aws program against a local cloud; answers its JSON. */
export class AwsProgram {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async run<T>(
    args: readonly string[],
    { credentials = keyOf('123456789012'), region = 'eu-central-1' } = {},
  ): Promise<T> {
    const { stdout } = await run('aws', [...args, '--output', 'json'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
        ...(credentials.SessionToken === undefined
          ? {}
          : { AWS_SESSION_TOKEN: credentials.SessionToken }),
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL: this.#url,
        AWS_MAX_ATTEMPTS: '1',
        AWS_PAGER: '',
      },
      maxBuffer: 64 * 1024 * 1024,
    })
    return (stdout === '' ? undefined : JSON.parse(stdout)) as T
  }
}
