import { join } from 'node:path'
import { KNOWN_REGIONS } from '../execution/index.js'
import type { Message, Question } from '../io/index.js'
import { createSession, RequestWatch, type SessionOptions } from '../session/index.js'
import type { Candidate } from './completion/candidate.js'
import { Completer } from './completion/completer.js'
import { COMMANDS } from './commands/shell-commands.js'
import { THEMES, themeOf } from './highlight/theme.js'
import { HistoryFile } from './history/history-file.js'
import { History } from './history/history.js'
import type { Key } from './keys/key.js'
import { BRACKETED_PASTE, KeyReader } from './keys/read-keys.js'
import { loadSettings, type ShellSettings } from './settings.js'
import { Shell, type ShellParts } from './shell.js'
import { Store } from './store.js'
import { shownText } from './view/shown-text.js'

export interface ShellOptions {
  readonly session: Omit<SessionOptions, 'host'>
  /** Folder of the configuration file and the history. */
  readonly folder: string
  readonly color: boolean
  readonly debug: boolean
}

/**
 * Runs the interactive shell on the terminal until the user leaves.
 * @throws AppError USAGE for settings that do not exist
 */
export async function runShell(options: ShellOptions): Promise<void> {
  const { stdin, stdout } = process
  const settings = await loadSettings(join(options.folder, 'config.yaml'))
  const historyFile = new HistoryFile(join(options.folder, 'history'))
  const history = new History()
  // A terminal that says no size would make Ink repaint the whole of it.
  if (!stdout.columns || !stdout.rows) Object.assign(stdout, { columns: 80, rows: 24 })
  const size = { columns: stdout.columns, rows: stdout.rows }
  const store = new Store(size, settings.keymap)
  const reader = new KeyReader((key) => shell.press(key))
  let early = true
  const read = (chunk: Buffer): void => {
    reader.write(early ? asTyped(chunk) : chunk)
    early = false
  }
  // Before the prompt is drawn, so that what is typed at the sight of it are keys.
  stdin.setRawMode(true)
  const keys = {
    pause: (): void => {
      stdout.write(BRACKETED_PASTE.off)
      stdin.off('data', read)
      stdin.setRawMode(false)
      stdin.pause()
    },
    resume: (): void => {
      stdin.setRawMode(true)
      stdin.on('data', read)
      stdin.resume()
      stdout.write(BRACKETED_PASTE.on)
    },
  }
  const props = { store, prompt: () => shell.prompt, theme: () => shell.theme }
  const screen = await withStyles(async () => {
    const { openScreen } = await import('./ink-screen.js')
    return openScreen(props, { stdin, stdout, keys }, options.color)
  })
  const requests = new RequestWatch()
  const host = {
    notify: (message: Message): void => {
      const { level, text } = message
      requests.see(message)
      if (level !== 'debug' || options.debug)
        screen.print(`${level}: ${text.split('\n').map(shownText).join('\n')}\n`)
    },
    confirm: (question: Question, signal: AbortSignal) => shell.confirm(question, signal),
  }
  const session = { ...options.session, host, askAlways: true }
  let last = session
  const open: ShellParts['open'] = ({ cache_ttl: cacheTtl }, change) => {
    last = { ...last, ...change }
    return createSession({ ...last, cacheTtl })
  }
  const shell: Shell = new Shell({
    store,
    screen,
    history,
    historyFile,
    settings,
    requests,
    theme: (now) => themeFor(now, options.color),
    open,
    completer: (catalog, names) =>
      new Completer({
        catalog,
        names,
        regions: () => KNOWN_REGIONS,
        commands: COMMAND_CANDIDATES,
      }),
  })
  screen.print(
    `skyql: \\? for help, \\q to leave${options.session.readOnly === true ? '; read-only' : ''}\n`,
  )
  screen.mount()
  keys.resume()
  const resize = (): void => shell.resize(screen.size)
  stdout.on('resize', resize)
  // In raw mode Ctrl-C is a key; while a pager or an editor has the terminal, the signal is theirs.
  const interrupt = (): void => {
    if (stdin.isRaw) shell.press(CTRL_C)
  }
  process.on('SIGINT', interrupt)
  await shell.begin()
  const hungUp = await Promise.race([shell.left, ended()])
  stdout.off('resize', resize)
  process.off('SIGINT', interrupt)
  // A terminal that is gone takes nothing any more, and must not keep a statement from being stopped.
  if (hungUp === true) stdin.off('data', read).destroy()
  else {
    screen.unmount()
    keys.pause()
  }
  await shell.close()
  if (hungUp !== true) screen.flush()
  if (hungUp !== true) return
  // Now that all is put away, as it would have gone without us. Node's own way out fails without its terminal.
  process.removeAllListeners('SIGHUP')
  process.kill(process.pid, 'SIGHUP')
}

const CTRL_C: Key = { name: 'c', ctrl: true, meta: false, shift: false, text: '' }

const COMMAND_CANDIDATES: readonly Candidate[] = COMMANDS.map(({ name, says }) => ({
  text: name,
  kind: 'command',
  detail: says,
}))

/**
 * Loads what draws so that it does: on TERM=dumb and in CI it would leave styles out, and the cursor is one.
 * Whether there are colours is the theme's affair.
 */
async function withStyles<T>(load: () => Promise<T>): Promise<T> {
  const { FORCE_COLOR: force, NO_COLOR: none } = process.env
  // Node warns of the two together.
  setVariables({ FORCE_COLOR: '1', NO_COLOR: undefined })
  try {
    return await load()
  } finally {
    setVariables({ FORCE_COLOR: force, NO_COLOR: none })
  }
}

function setVariables(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = value
  }
}

/** What was typed before the terminal was in raw mode has line ends where Enter was pressed. */
function asTyped(chunk: Buffer): Buffer {
  return Buffer.from(chunk.map((byte) => (byte === LINE_END ? ENTER : byte)))
}

const LINE_END = 10
const ENTER = 13

function themeFor({ theme }: ShellSettings, color: boolean): (typeof THEMES)['dark'] {
  if (!color) return THEMES.none
  return THEMES[theme === 'auto' ? themeOf(process.env['COLORFGBG']) : theme]
}

/** SIGTERM and a terminal that is gone: the shell ends as if the user had left. True where the terminal is gone. */
function ended(): Promise<boolean> {
  return new Promise((resolve) => {
    const hungUp = (): void => resolve(true)
    process.once('SIGTERM', () => resolve(false))
    process.once('SIGHUP', hungUp)
    process.stdin.once('end', hungUp)
    process.stdin.once('error', hungUp)
  })
}
