import { AppError } from '../../errors/index.js'
import {
  isJsonObject,
  loadYaml,
  nearest,
  type Json,
  type JsonObject,
  type SourcePosition,
  type YamlDocument,
} from '../../util/index.js'

/** Keys and indices from the root. */
export type YamlPath = readonly (string | number)[]

interface Problem {
  readonly position: SourcePosition
  readonly text: string
}

/** Reads values of a configuration file and gathers all that is wrong with them, to be told at once. */
export class ConfigReader {
  readonly #document: YamlDocument
  readonly #problems: Problem[] = []

  private constructor(document: YamlDocument) {
    this.#document = document
  }

  /**
   * Reads a file whose root has these keys.
   * @throws AppError CONFIGURATION for what is no YAML
   */
  static async open(
    file: string,
    text: string,
    keys: readonly string[],
  ): Promise<{ readonly reader: ConfigReader; readonly root: JsonObject | undefined }> {
    const document = (await loadYaml()).read(text)
    if ('problems' in document) {
      const [first] = document.problems
      throw new AppError('CONFIGURATION', `${file} cannot be read: ${first?.problem ?? ''}`, {
        file,
        source: text,
        ...(first?.position === undefined ? {} : { position: first.position }),
      })
    }
    const reader = new ConfigReader(document)
    return { reader, root: reader.record(document.value, [], keys) }
  }

  problem(text: string, path: YamlPath, what: 'key' | 'value' = 'value'): void {
    const { position } =
      what === 'key' ? this.#document.placeOfKey(path) : this.#document.placeOf(path)
    this.#problems.push({ position, text })
  }

  /** A map whose keys are among these; others are problems, with the nearest one that there is. */
  record(value: Json | undefined, path: YamlPath, keys: readonly string[]): JsonObject | undefined {
    if (value === undefined || value === null) return undefined
    if (!isJsonObject(value)) {
      this.problem(`this should be keys with values: ${keys.join(', ')}`, path)
      return undefined
    }
    for (const key of Object.keys(value)) {
      if (keys.includes(key)) continue
      const [near] = nearest(key, keys)
      const hint = near === undefined ? `there are ${keys.join(', ')}` : `did you mean "${near}"?`
      this.problem(`"${key}" is not known; ${hint}`, [...path, key], 'key')
    }
    return value
  }

  /** A text; a number is taken for the text that was written. */
  text(value: Json | undefined, path: YamlPath): string | undefined {
    if (value === undefined || value === null) return undefined
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string' && value !== '') return value
    this.problem('this should be a text', path)
    return undefined
  }

  /** A text of this form. */
  matching(
    value: Json | undefined,
    path: YamlPath,
    form: { readonly pattern: RegExp; readonly what: string },
  ): string | undefined {
    const text = this.text(value, path)
    if (text === undefined || form.pattern.test(text)) return text
    this.problem(`${JSON.stringify(text)} is not ${form.what}`, path)
    return undefined
  }

  /** One text or a list of them. */
  texts(
    value: Json | undefined,
    path: YamlPath,
    form?: { readonly pattern: RegExp; readonly what: string },
  ): readonly string[] | undefined {
    if (value === undefined || value === null) return undefined
    const one = (each: Json, at: YamlPath): string | undefined =>
      form === undefined ? this.text(each, at) : this.matching(each, at, form)
    const all = Array.isArray(value)
      ? (value as readonly Json[]).map((each, index) => one(each, [...path, index]))
      : [one(value, path)]
    return all.filter((each) => each !== undefined)
  }

  /** A whole number between these. */
  integer(
    value: Json | undefined,
    path: YamlPath,
    { least, most }: { readonly least: number; readonly most: number },
  ): number | undefined {
    if (value === undefined || value === null) return undefined
    const isFine = Number.isInteger(value) && Number(value) >= least && Number(value) <= most
    if (isFine) return Number(value)
    this.problem(`this should be a whole number from ${String(least)} to ${String(most)}`, path)
    return undefined
  }

  /** @throws AppError CONFIGURATION where there are problems */
  throwProblems(file: string, source: string): void {
    const sorted = [...this.#problems].sort((a, b) => a.position.offset - b.position.offset)
    const [first, ...others] = sorted
    if (first === undefined) return
    if (others.length === 0) {
      throw new AppError('CONFIGURATION', first.text, { file, source, position: first.position })
    }
    const lines = sorted.map(
      ({ position, text }) =>
        `  ${file}:${String(position.line)}:${String(position.column)}: ${text}`,
    )
    throw new AppError(
      'CONFIGURATION',
      `${file} has ${String(sorted.length)} problems:\n${lines.join('\n')}`,
      { file },
    )
  }
}
