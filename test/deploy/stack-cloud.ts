import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { emulator, skyql, type Finished } from '../support/skyql.js'

const PROGRAM = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const env = {
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'us-east-1',
}

/** A local cloud, and a folder with stacks that are built in it. */
export interface StackCloud {
  readonly url: string
  /** Folder of a stack with these resources (a YAML list) and files; written again it is another version of it. */
  write(name: string, resources: string, files?: Readonly<Record<string, string>>): string
  stack(verb: string, ...args: readonly string[]): Promise<Finished>
  /** As `stack`, in another account: the access keys of the local cloud are account numbers. */
  stackIn(account: string, verb: string, ...args: readonly string[]): Promise<Finished>
  /** Answers as JSON where credentials are given. */
  sql(text: string, credentials?: Readonly<Record<string, string>>): Promise<Finished>
  /** What a shell runs a statement with. */
  command(text: string): string
  /** The values of a query's only column. */
  values(text: string): Promise<unknown[]>
  stop(): Promise<void>
}

/**
 * @param flags of the local cloud
 * @param more of every command
 */
export async function stackCloud(
  flags: readonly string[] = [],
  more: readonly string[] = [],
): Promise<StackCloud> {
  const cloud = await emulator(flags)
  const root = mkdtempSync(join(tmpdir(), 'skyql-stacks-'))
  const at = ['--endpoint-url', cloud.url, ...more]
  const sql = (text: string, ...options: readonly string[]): Promise<Finished> =>
    skyql(['exec', ...at, ...options, text], { cwd: root, env })
  return {
    url: cloud.url,
    write: (name, resources, files = {}) => {
      const dir = join(root, name)
      const manifest = `name: ${name}\nproviders: [awscc, aws]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n${resources}`
      for (const [file, text] of Object.entries({ ...files, 'stackql_manifest.yml': manifest })) {
        mkdirSync(dirname(join(dir, file)), { recursive: true })
        writeFileSync(join(dir, file), text)
      }
      return dir
    },
    stack: (verb, ...args) => skyql(['stack', verb, ...args, ...at], { cwd: root, env }),
    stackIn: (account, verb, ...args) =>
      skyql(['stack', verb, ...args, ...at], {
        cwd: root,
        env: { ...env, AWS_ACCESS_KEY_ID: account },
      }),
    sql: (text, credentials) =>
      credentials === undefined
        ? sql(text)
        : skyql(['exec', ...at, '-o', 'json', text], {
            cwd: root,
            env: { ...env, ...credentials },
          }),
    command: (text) => ['node', PROGRAM, 'exec', ...at, `"${text}"`].join(' '),
    values: async (text) => {
      const { stdout, stderr } = await sql(text, '-o', 'json')
      if (stdout === '') throw new Error(stderr)
      return (JSON.parse(stdout) as object[]).flatMap((row) => Object.values(row) as unknown[])
    },
    stop: async () => {
      await cloud.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
