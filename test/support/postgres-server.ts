import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Postgres of its own, reached through a socket in its folder. */
export interface PostgresServer {
  /** What `psql` prints, unaligned and without headers; errors stand among it. */
  psql(script: string): string
  stop(): void
}

const HOMES = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']

/** Where `initdb` and its kin are; undefined where no Postgres is installed. */
export function findPostgres(): string | undefined {
  return HOMES.filter(existsSync)
    .flatMap((home) => readdirSync(home).map((version) => join(home, version, 'bin')))
    .filter((folder) => existsSync(join(folder, 'initdb')))
    .at(-1)
}

/** Starts one in a new folder. Postgres refuses to run as root, whose place the user `postgres` takes. */
export function startPostgres(bin: string): PostgresServer {
  const folder = mkdtempSync(join(tmpdir(), 'skyql-postgres-'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) execFileSync('chown', ['postgres', folder])
  chmodSync(folder, 0o700)
  const run = (program: string, args: readonly string[], input = ''): string => {
    // Errors stand in their place among the answers.
    const command = ['sh', '-c', 'exec "$@" 2>&1', 'sh', join(bin, program), ...args]
    const [first = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
    return execFileSync(first, rest, {
      cwd: folder,
      input,
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }
  const data = join(folder, 'data')
  run('initdb', ['-D', data, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-U', 'skyql'])
  const options = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off`
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start'])
  return {
    psql: (script) =>
      run('psql', ['-X', '-q', '-A', '-t', '-h', folder, '-U', 'skyql', 'postgres'], script),
    stop: () => {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
