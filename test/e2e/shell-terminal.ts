import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasTmux, Terminal } from './terminal.js'

const program = join(import.meta.dirname, '../../dist/skyql.cjs')

/** False, and a reason printed, where there is no terminal to be had. */
export const canRun = hasTmux()
if (!canRun) console.warn('skipped: there is no tmux to run the shell in')

export interface ShellRun {
  readonly columns?: number
  readonly rows?: number
  /** Its working folder, with the settings below `config`. */
  readonly folder?: string
  /** Default: `--local`. */
  readonly flags?: string
  readonly env?: string
}

export interface RunningShell {
  readonly terminal: Terminal
  readonly folder: string
  readonly history: string
}

const open: Terminal[] = []

/** Closes what the test opened. */
export function closeShells(): void {
  for (const terminal of open.splice(0)) terminal.close()
}

/** Closes one of them, as a window is closed in which something runs. */
export function hangUp(terminal: Terminal): void {
  open.splice(open.indexOf(terminal), 1)
  terminal.close()
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'skyql-'))
}

/** The real program in a terminal; its process id is in the file `pid`. */
export function shell(options: ShellRun = {}): RunningShell {
  const { columns = 80, rows = 24, folder = newFolder(), flags = '--local', env = '' } = options
  const settings = `NO_COLOR=1 XDG_CONFIG_HOME=${folder}/config XDG_CACHE_HOME=${folder}/cache`
  const keys = 'AWS_ACCESS_KEY_ID=123456789012 AWS_SECRET_ACCESS_KEY=local'
  // A terminal whose program ended scrolls by a line, so that something has to stay.
  const run = `sh -c 'echo $$ > pid; exec env ${settings} ${keys} ${env} node ${program} shell ${flags}'; echo "left with $?"; exec sleep 60`
  const terminal = new Terminal(run, { columns, rows }, folder)
  open.push(terminal)
  return { terminal, folder, history: join(folder, 'config/skyql/history') }
}

/** A shell at its first prompt. */
export async function readyShell(options: ShellRun = {}): Promise<RunningShell> {
  const running = shell(options)
  await running.terminal.until('skyql>')
  return running
}

/** Empties the screen, and waits for it: what is waited for next can't be what an earlier statement left. */
export async function clearScreen({ terminal }: RunningShell): Promise<void> {
  terminal.enter('\\clear')
  await terminal.until(/^skyql>$/)
}

/** Times, ages and tokens differ from run to run. */
export function steady(screen: string): string {
  return screen
    .replace(/\d+\.\d\d s/g, 'N.NN s')
    .replace(/[0-9a-f]{8}-[0-9a-f]{3}…/g, 'TOKEN')
    .replace(/cached \d+ s/g, 'cached N s')
}
