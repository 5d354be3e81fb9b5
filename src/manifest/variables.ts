import { AppError } from '../errors/index.js'
import { type Json, type JsonObject, parseJson } from '../util/index.js'
import { isJsonObject, loadYaml, positionAt } from '../util/index.js'

/** Where variables come from: `--var` arguments and the texts of `--vars` files. */
export interface VariableSources {
  /** `K=V` each. */
  readonly vars?: readonly string[]
  /** The flag that they come from, for messages; `--var` by default. */
  readonly flag?: string
  readonly files?: readonly { readonly name: string; readonly text: string }[]
}

/**
 * Variables of templates. A later file wins over an earlier one, and `--var` over files. Values of `--var`
 * and of `.env` files are texts.
 *
 * @throws AppError USAGE for an argument without `=`, CONFIGURATION for a file that cannot be understood.
 */
export async function parseVariables(sources: VariableSources): Promise<Record<string, Json>> {
  const variables = new Map<string, Json>()
  for (const { name, text } of sources.files ?? []) {
    for (const [key, value] of Object.entries(await parseFile(name, text)))
      variables.set(key, value)
  }
  for (const argument of sources.vars ?? []) {
    const at = argument.indexOf('=')
    if (at < 1) {
      const flag = sources.flag ?? '--var'
      const given = JSON.stringify(argument)
      throw new AppError('USAGE', `${flag} ${given} is not of the form NAME=VALUE`, {
        hint: `For example ${flag} region=us-east-1.`,
      })
    }
    variables.set(argument.slice(0, at).trim(), argument.slice(at + 1))
  }
  return Object.fromEntries(variables)
}

async function parseFile(name: string, text: string): Promise<JsonObject> {
  const base = name.split(/[\\/]/).at(-1) ?? name
  if (base.startsWith('.env') || base.endsWith('.env')) {
    const dotenv = await import('dotenv')
    return dotenv.parse(text)
  }
  const value = base.endsWith('.json') ? readJson(name, text) : await parseYaml(name, text)
  if (isJsonObject(value)) return value
  if (value === null) return {}
  throw new AppError('CONFIGURATION', `${name} must hold names with values`, { file: name })
}

function readJson(name: string, text: string): Json {
  try {
    return parseJson(text) as Json
  } catch (cause) {
    const { message } = AppError.from(cause)
    const at = /position (\d+)/.exec(message)?.[1]
    const position = positionAt(text, at === undefined ? text.length : Number(at))
    throw badFile({ name, text, problem: message, position })
  }
}

/**
 * The value of a YAML text (JSON is YAML too).
 *
 * @param name of the file, for messages.
 * @throws AppError CONFIGURATION with line and column.
 */
export async function parseYaml(name: string, text: string): Promise<Json> {
  const yaml = await loadYaml()
  const result = yaml.parse(text)
  if ('value' in result) return result.value
  throw badFile({ name, text, ...result })
}

function badFile(about: {
  readonly name: string
  readonly text: string
  readonly problem: string
  readonly position: ReturnType<typeof positionAt> | undefined
}): AppError {
  const { name, text, problem, position } = about
  return new AppError('CONFIGURATION', `${name} cannot be read: ${problem}`, {
    file: name,
    source: text,
    ...(position !== undefined && { position }),
  })
}
