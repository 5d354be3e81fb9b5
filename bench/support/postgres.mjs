import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = '/usr/lib/postgresql'

/** A Postgres server on a socket of its own, for psql to talk to; undefined where none is installed. */
export function postgres() {
  const version = existsSync(ROOT) ? readdirSync(ROOT).sort().at(-1) : undefined
  if (version === undefined) return undefined
  const bin = join(ROOT, version, 'bin')
  // Postgres does not run as root.
  const asUser = process.getuid() === 0 ? ['runuser', ['-u', 'postgres', '--']] : ['env', []]
  const run = (program, args) =>
    execFileSync(asUser[0], [...asUser[1], join(bin, program), ...args], { stdio: 'ignore' })
  const folder = mkdtempSync('/tmp/skyql-psql-')
  chmodSync(folder, 0o777)
  const data = join(folder, 'data')
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'bench'])
  run('pg_ctl', ['-D', data, '-o', `-k ${folder} -h ''`, '-l', join(folder, 'log'), '-w', 'start'])
  return {
    command: `psql -X -h ${folder} -U bench postgres`,
    prompt: 'postgres=#',
    stop: () => {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
