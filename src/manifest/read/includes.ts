import { AppError } from '../../errors/index.js'
import type { Json, JsonObject, Yaml } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'
import type { StackFiles } from './manifest-source.js'

type Path = readonly (string | number)[]
type Report = (inside: Path, message: string, hint?: string) => void

const INCLUDE = /^\s*file\(\s*(["']?)(.+?)\1\s*\)\s*$/

/** Fills `file(policies/read.json)` with what the file holds; files may include files. */
export class Includes {
  readonly #files: StackFiles
  readonly #yaml: Yaml

  constructor(files: StackFiles, yaml: Yaml) {
    this.#files = files
    this.#yaml = yaml
  }

  fill(value: Json, report: Report): Json {
    return this.#visit(value, [], [], report)
  }

  #visit(value: Json, path: Path, open: readonly string[], report: Report): Json {
    if (Array.isArray(value)) {
      return (value as readonly Json[]).map((item, index) =>
        this.#visit(item, [...path, index], open, report),
      )
    }
    if (isJsonObject(value)) return this.#members(value, path, open, report)
    const name = typeof value === 'string' ? INCLUDE.exec(value)?.[2] : undefined
    if (name === undefined) return value
    if (open.includes(name)) {
      report(path, `${[...open, name].join(' includes ')}: a file cannot include itself`)
      return null
    }
    const content = this.#read(name, (message, hint) => {
      report(path, message, hint)
    })
    // Inside a file only the place of the include is known.
    const inside: Report = (_path, message, hint) => {
      report(path, message, hint)
    }
    return this.#visit(content, [], [...open, name], inside)
  }

  #members(value: JsonObject, path: Path, open: readonly string[], report: Report): Json {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        this.#visit(inner, [...path, key], open, report),
      ]),
    )
  }

  #read(name: string, report: (message: string, hint?: string) => void): Json {
    try {
      const found = this.#files.read(name)
      if (found === undefined) {
        report(`there is no file ${name}`, `Paths are relative to ${this.#files.folder}.`)
        return null
      }
      // JSON is YAML too.
      const result = this.#yaml.parse(found.text)
      if ('value' in result) return result.value
      const at =
        result.position === undefined ? '' : `:${result.position.line}:${result.position.column}`
      report(`${found.file}${at} cannot be read: ${result.problem}`)
    } catch (error) {
      const { message, details } = AppError.from(error)
      report(message, details.hint)
    }
    return null
  }
}
