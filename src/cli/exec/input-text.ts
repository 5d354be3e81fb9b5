import { fileURLToPath } from 'node:url'
import { AppError, type SourcePosition } from '../../errors/index.js'
import {
  isJsonObject,
  loadYaml,
  parseJson,
  positionAt,
  type Json,
  type JsonObject,
  type YamlDocument,
} from '../../util/index.js'
import { readInput, readTextFile } from './read-input.js'

/** Values for a statement: where they are, or themselves. */
export interface InputFlags {
  readonly inputJson?: string
  readonly inputYaml?: string
}

/** Values that somebody wrote, and the text they stand in, which errors point into. */
export interface InputText {
  readonly values: JsonObject
  readonly text: string
  /** For messages: the file, or the flag. */
  readonly label: string
}

/**
 * What `--input-json` or `--input-yaml` gives: a text that begins like an object is the input itself, `-` is stdin,
 * all else a file, which may be written as `file://PATH`.
 * @returns `undefined` where neither is given
 * @throws AppError USAGE, FILE_UNREADABLE, VALUE_JSON
 */
export async function readInputText({
  inputJson,
  inputYaml,
}: InputFlags): Promise<InputText | undefined> {
  if (inputJson !== undefined && inputYaml !== undefined) {
    throw new AppError('USAGE', '--input-json and --input-yaml exclude each other')
  }
  const given = inputJson ?? inputYaml
  if (given === undefined) return undefined
  const flag = inputJson === undefined ? '--input-yaml' : '--input-json'
  const { text, label } = await textOf(given, flag)
  const value = inputJson === undefined ? await parseYaml(text, label) : readJson(text, label)
  if (isJsonObject(value)) return { values: value, text, label }
  const what = `${label} must hold one object: property names and their values`
  throw new AppError('VALUE_JSON', what, {
    file: label,
    hint: 'skyql skeleton TABLE prints one to start from',
  })
}

async function textOf(given: string, flag: string): Promise<Pick<InputText, 'text' | 'label'>> {
  if (/^\s*[{[]/.test(given) || (flag === '--input-yaml' && given.includes('\n'))) {
    return { text: given, label: flag }
  }
  if (given === '-') return { text: await readInput(undefined, '-'), label: `${flag} -` }
  const path = given.startsWith('file://') ? pathOf(given) : given
  // What has no ending that says so is still read as what the flag says.
  const label = /\.(?:ya?ml|json)$/i.test(path) ? path : `${flag} ${path}`
  return { text: await readTextFile(path), label }
}

/** As the AWS CLI reads it: `file://notes.json` is a relative path, which no URL has. */
function pathOf(url: string): string {
  const rest = url.slice('file://'.length)
  return rest.startsWith('/') && URL.canParse(url) ? fileURLToPath(url) : decodeURI(rest)
}

function readJson(text: string, label: string): Json {
  try {
    return parseJson(text) as Json
  } catch (cause) {
    // What the parser says may quote the text, which may hold credentials.
    const { message } = cause as Error
    const [, offset] = /at position (\d+)/.exec(message) ?? []
    const atEnd = /end of JSON/i.test(message) ? text.length : undefined
    const at = offset === undefined ? atEnd : Number(offset)
    const hint = hintOf(text)
    throw new AppError('VALUE_JSON', `${label} is not JSON`, {
      file: label,
      ...(at === undefined ? {} : { position: positionAt(text, at), source: text }),
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

/** A shell may have taken the quotes away. */
function hintOf(text: string): string | undefined {
  return /^\s*\{\s*[A-Za-z_]/.test(text)
    ? `keys stand in double quotes, the whole in single ones: --input-json '{"DomainName": "shop"}'`
    : undefined
}

async function parseYaml(text: string, label: string): Promise<Json> {
  const result = (await loadYaml()).parse(text)
  if ('value' in result) return result.value
  const { position, problem } = result
  throw new AppError('VALUE_JSON', `${label} is not YAML: ${problem}`, {
    file: label,
    ...(position && { position, source: text }),
  })
}

/**
 * An error about values of an input, shown where the input has them: at the value that the message names, as deep as
 * it does, else at the value of `name`.
 * @returns `undefined` where the input has nothing that the message speaks of
 */
export async function placeInInput(
  error: AppError,
  { text, label }: InputText,
  name?: string,
): Promise<AppError | undefined> {
  const position = await positionOf(error.message, text, name)
  if (position === undefined) return undefined
  const details = { ...error.details, file: label, source: text, position }
  return new AppError(error.code, error.message, details)
}

async function positionOf(
  message: string,
  text: string,
  name: string | undefined,
): Promise<SourcePosition | undefined> {
  const read = (await loadYaml()).read(text)
  if ('problems' in read) return undefined
  const root = read.value
  const keys = isJsonObject(root) ? Object.keys(root) : []
  // Paths are written `FlowDefinition.Tasks.0.TaskType`; what has no place in the model is quoted.
  const named = [...message.matchAll(/"?\b[A-Za-z_]\w*(?:\.\w+)*\b"?/g)].map(([found]) =>
    found.replaceAll('"', '').split('.'),
  )
  const wanted = name === undefined ? undefined : fold(name)
  const paths = named.flatMap(([head = '', ...rest]) => {
    const key = keys.find((each) => fold(each) === fold(head))
    const fits = key !== undefined && (wanted === undefined || fold(key) === wanted)
    return fits ? [[key, ...rest]] : []
  })
  const own = keys.find((each) => fold(each) === wanted)
  const [first] = paths.length > 0 ? paths : own === undefined ? [] : [[own]]
  return first === undefined ? undefined : deepest(first, message, read)
}

/** The place of a path as far as the text has it, or of the key there that the message quotes. */
function deepest(path: readonly string[], message: string, read: YamlDocument): SourcePosition {
  const found: (string | number)[] = []
  let at: Json = read.value
  for (const step of path) {
    const items = Array.isArray(at) ? (at as readonly Json[]) : undefined
    if (items !== undefined && /^\d+$/.test(step)) {
      found.push(Number(step))
      at = items[Number(step)] ?? null
      continue
    }
    if (!isJsonObject(at)) break
    const key = Object.keys(at).find((each) => fold(each) === fold(step))
    if (key === undefined) break
    found.push(key)
    at = at[key] ?? null
  }
  const quoted = isJsonObject(at)
    ? Object.keys(at).find((key) => message.includes(`"${key}"`))
    : undefined
  if (quoted !== undefined) return read.placeOfKey([...found, quoted]).position
  // What is quoted is a name that is not known.
  const last = found.at(-1)
  const isName = typeof last === 'string' && message.includes(`"${last}"`)
  return (isName ? read.placeOfKey(found) : read.placeOf(found)).position
}

function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
