import { readFile } from 'node:fs/promises'
import { AppError } from '../errors/index.js'
import { isJsonObject, loadYaml, nearest, utf8Text } from '../util/index.js'
import type { Keymap } from './editor/editor-state.js'
import type { ThemeName } from './highlight/theme.js'

/** What `\set` changes and `shell:` in the configuration file sets. */
export interface ShellSettings {
  readonly keymap: Keymap
  readonly theme: ThemeName | 'auto'
  readonly timing: boolean
  readonly expanded: 'on' | 'off' | 'auto'
  readonly pager: 'on' | 'off'
  readonly suggestions: boolean
  /** Seconds that answers of scans may be used again; 0 asks anew every time. */
  readonly cache_ttl: number
}

export const DEFAULT_SETTINGS: ShellSettings = {
  keymap: 'emacs',
  theme: 'auto',
  timing: true,
  expanded: 'off',
  pager: 'on',
  suggestions: true,
  cache_ttl: 60,
}

const VALUES: Readonly<Record<keyof ShellSettings, readonly string[] | 'seconds'>> = {
  keymap: ['emacs', 'vi'],
  theme: ['auto', 'dark', 'light', 'none'],
  timing: ['on', 'off'],
  expanded: ['on', 'off', 'auto'],
  pager: ['on', 'off'],
  suggestions: ['on', 'off'],
  cache_ttl: 'seconds',
}

export const SETTING_NAMES = Object.keys(VALUES) as readonly (keyof ShellSettings)[]

/** @throws AppError USAGE for a name or value that does not exist */
export function changed(settings: ShellSettings, name: string, value: string): ShellSettings {
  const key = SETTING_NAMES.find((each) => each === name)
  if (key === undefined) {
    const [near] = nearest(name, SETTING_NAMES)
    throw new AppError('USAGE', `there is no setting "${name}"`, {
      hint:
        near === undefined ? `settings are ${SETTING_NAMES.join(', ')}` : `did you mean ${near}?`,
    })
  }
  const values = VALUES[key]
  if (values === 'seconds') {
    if (/^\d+(\.\d+)?$/.test(value)) return { ...settings, [key]: Number(value) }
    throw new AppError('USAGE', `${key} takes seconds, 0 for none, not "${value}"`)
  }
  const wanted = value === 'true' ? 'on' : value === 'false' ? 'off' : value
  if (!values.includes(wanted)) {
    throw new AppError('USAGE', `${key} takes ${values.join(', ')}, not "${value}"`)
  }
  const isSwitch = typeof DEFAULT_SETTINGS[key] === 'boolean'
  return { ...settings, [key]: isSwitch ? wanted === 'on' : wanted }
}

/** A setting as it is written. */
export function settingText(settings: ShellSettings, name: keyof ShellSettings): string {
  const value = settings[name]
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}

/**
 * The settings under `shell:` of a configuration file; the defaults where there is no such file.
 * @throws AppError USAGE for settings that do not exist and for a file that is no YAML
 */
export async function loadSettings(file: string): Promise<ShellSettings> {
  const text = await readIfThere(file)
  if (text === undefined) return DEFAULT_SETTINGS
  const yaml = await loadYaml()
  const read = yaml.parse(text)
  if ('problem' in read) {
    throw new AppError('USAGE', `${file} is no YAML: ${read.problem}`, {
      file,
      source: text,
      ...(read.position === undefined ? {} : { position: read.position }),
    })
  }
  const section = isJsonObject(read.value) ? read.value['shell'] : undefined
  if (section === undefined || !isJsonObject(section)) return DEFAULT_SETTINGS
  return Object.entries(section).reduce(
    (settings, [name, value]) =>
      changed(settings, name, typeof value === 'string' ? value : JSON.stringify(value)),
    DEFAULT_SETTINGS,
  )
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return utf8Text(await readFile(file))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new AppError('USAGE', `cannot read ${file}: ${(cause as Error).message}`, { cause })
  }
}
