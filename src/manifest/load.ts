import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { AppError } from '../errors/index.js'
import { loadYaml, utf8Text } from '../util/index.js'
import type { StackFiles } from './read/manifest-source.js'
import { readStack } from './read/read-stack.js'
import type { Stack } from './stack.js'
import { parseVariables } from './variables.js'

export interface LoadStackOptions {
  /** Folder with the manifest, or the manifest itself. */
  readonly dir: string
  /** The environment: `stack_env`. */
  readonly env: string
  /** `K=V` each, of `-e`; they win over files. */
  readonly vars?: readonly string[]
  /** YAML, JSON or `.env` files of `--vars`, later ones win; relative to `cwd`. */
  readonly varFiles?: readonly string[]
  /** `.env` by default, and then it may be missing; relative to `cwd`. The weakest source. */
  readonly envFile?: string
  /** Where relative paths of the command line start, and what shown paths are relative to. */
  readonly cwd: string
}

/** Names that a manifest may have, in the order they are looked for. */
const MANIFEST_NAMES = [
  'stackql_manifest.yml',
  'manifest.yml',
  'stackql_manifest.yaml',
  'manifest.yaml',
]

/** Longest file of a stack, in bytes. */
const MAX_FILE = 16 * 1024 * 1024

/**
 * Loads a stack: its manifest, `.iql` files, includes and variables.
 *
 * @returns the stack with everything that is wrong with it in `problems`; throw `manifestError` for them.
 * @throws AppError CONFIGURATION where there is no manifest, or a file of variables is missing or broken;
 *   USAGE for a variable that is not `K=V`.
 */
export async function loadStack(options: LoadStackOptions): Promise<Stack> {
  const { cwd, env } = options
  const manifest = findManifest(options.dir, cwd)
  const folder = resolve(manifest, '..')
  const variables = await readVariables(options)
  return readStack({
    dir: folder,
    file: shown(manifest, cwd),
    text: readText(manifest) ?? '',
    env,
    variables,
    files: resourceFiles(folder, cwd),
    yaml: await loadYaml(),
  })
}

function findManifest(dir: string, cwd: string): string {
  const given = resolve(cwd, dir)
  if (/\.ya?ml$/.test(given) && isFile(given)) return given
  const found = MANIFEST_NAMES.map((name) => join(given, name)).find(isFile)
  if (found !== undefined) return found
  throw new AppError('CONFIGURATION', `${dir} has no ${MANIFEST_NAMES.slice(0, 2).join(' or ')}`, {
    hint: 'Name the folder of a stack, or make one: skyql stack init NAME.',
  })
}

async function readVariables(options: LoadStackOptions): Promise<Stack['variables']> {
  const names = options.varFiles ?? []
  const files = [options.envFile ?? '.env', ...names].flatMap((name, index) => {
    const text = readText(resolve(options.cwd, name))
    if (text !== undefined) {
      // The file of --env-file may have any name.
      return [{ name: index === 0 ? `${name.replace(/(?:\.env)?$/, '')}.env` : name, text }]
    }
    if (index === 0 && options.envFile === undefined) return []
    throw new AppError('CONFIGURATION', `there is no file ${name} for variables`)
  })
  return parseVariables({ files, vars: options.vars ?? [], flag: '-e' })
}

/** Files under `resources/`, which nothing in the stack can leave. */
function resourceFiles(folder: string, cwd: string): StackFiles {
  const root = join(folder, 'resources')
  return {
    folder: shown(root, cwd),
    read: (path) => {
      const file = resolve(root, path)
      if (isAbsolute(path) || !isInside(folder, file)) throw outside(path)
      // A link inside the folder may lead out of it: looked at before the file is.
      const real = realPath(file)
      if (real === undefined) return undefined
      if (!isInside(realpathSync(folder), real)) throw outside(path)
      const text = readText(real)
      return text === undefined ? undefined : { file: shown(file, cwd), text }
    },
  }
}

function outside(path: string): AppError {
  return new AppError('MANIFEST', `${path} is outside of the stack's folder`, {
    hint: 'A stack reads files of its own folder only.',
  })
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file)
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** Where a path leads to, `undefined` where nothing is. */
function realPath(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch (cause) {
    return absentOrThrow(file, cause)
  }
}

/**
 * The text of a file, or `undefined` where there is none. Nothing but a regular file is read, which is made sure of on
 * the file that was opened: a pipe or a device would never end.
 */
function readText(file: string): string | undefined {
  let open: number | undefined
  try {
    open = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = fstatSync(open)
    if (stats.isDirectory()) return undefined
    if (!stats.isFile()) {
      throw new AppError('FILE_UNREADABLE', `${file} is no regular file: a pipe, socket or device`)
    }
    if (stats.size > MAX_FILE) throw tooLong(file)
    return utf8Text(bounded(file, open))
  } catch (cause) {
    return absentOrThrow(file, cause)
  } finally {
    if (open !== undefined) closeSync(open)
  }
}

/** What a file holds; it may grow while it is read. */
function bounded(file: string, open: number): Uint8Array {
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const part = Buffer.alloc(64 * 1024)
    const read = readSync(open, part)
    if (read === 0) return Buffer.concat(parts)
    size += read
    if (size > MAX_FILE) throw tooLong(file)
    parts.push(part.subarray(0, read))
  }
}

function tooLong(file: string): AppError {
  return new AppError('MANIFEST', `${basename(file)} is too long to be read`)
}

function absentOrThrow(file: string, cause: unknown): undefined {
  if (AppError.is(cause)) throw cause
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  throw new AppError('FILE_UNREADABLE', `cannot read ${file}: ${message}`, { cause })
}

function shown(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short === '' || short.startsWith('..') ? path : short
}
