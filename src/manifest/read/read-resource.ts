import { AppError } from '../../errors/index.js'
import { parseAnchors } from '../anchors/parse-anchors.js'
import { problemOf } from '../problem.js'
import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'
import type { Anchor, AnchorName, Export, ResourceType, StackResource } from '../stack.js'
import type { ManifestSource, StackFiles } from './manifest-source.js'
import type { DefinitionReader } from './read-definition.js'

type Path = readonly (string | number)[]
/** A resource whose references are not known yet. */
export type UnlinkedResource = Omit<StackResource, 'references' | 'reasons'> & {
  readonly dependsOn: readonly { readonly name: string; readonly path: Path }[]
}

const TYPES: readonly string[] = ['resource', 'multi', 'query', 'command', 'script']

interface ReadAnchors {
  readonly anchors: ReadonlyMap<AnchorName, Anchor>
  readonly file?: string
  readonly lacksFile?: true
}

/** Reads one entry of `resources`; what does not fit is reported and left out. */
export class ResourceReader {
  readonly #source: ManifestSource
  readonly #files: StackFiles
  readonly #definitions: DefinitionReader

  constructor(source: ManifestSource, files: StackFiles, definitions: DefinitionReader) {
    this.#source = source
    this.#files = files
    this.#definitions = definitions
  }

  read(given: JsonObject, path: Path): UnlinkedResource {
    const name = textOf(given.name) ?? ''
    const type = this.#type(given)
    const iql = this.#anchors(given, { name, type, path })
    const condition = given.if === undefined ? undefined : textOf(given.if)
    const at = (key: string): Path => [...path, key]
    const located = (
      key: string,
    ): { text: string; place: ReturnType<ManifestSource['placeOf']> } | undefined => {
      const text = textOf(given[key])
      return text === undefined ? undefined : { text, place: this.#source.placeOf(at(key)) }
    }
    const table = located('table')
    const [run, identifier] = [located('run'), located('identifier')]
    const region = textOf(given.region)
    const description = textOf(given.description)
    const replacement = textOf(given.replacement) as StackResource['replacement']
    return {
      name,
      type,
      place: this.#source.placeOf(at('name')),
      ...(description !== undefined && { description }),
      ...(table !== undefined && { table: { name: table.text, place: table.place } }),
      ...(region !== undefined && { region }),
      props: listOf(given.props).flatMap((prop, index) =>
        isJsonObject(prop) ? [this.#definitions.read('prop', prop, [...at('props'), index])] : [],
      ),
      anchors: iql.anchors,
      ...(iql.file !== undefined && { iql: iql.file }),
      ...(iql.lacksFile === true && { lacksFile: true }),
      ...(run !== undefined && { run }),
      ...(condition !== undefined && {
        condition: { text: condition, place: this.#source.placeOf(at('if')) },
      }),
      exports: this.exports(given.exports, at('exports')),
      protectedExports: new Set(textsOf(given.protected)),
      skipValidation: given.skip_validation === true,
      ...(isJsonObject(given.auth) && { auth: given.auth }),
      returnVals: this.#returnVals(given.return_vals, at('return_vals')),
      protect: given.protect === true,
      retain: given.retain === true,
      ignoreChanges: listOf(given.ignore_changes).flatMap((text, index) =>
        typeof text === 'string'
          ? [{ text, place: this.#source.placeOf([...at('ignore_changes'), index]) }]
          : [],
      ),
      timeouts: timeoutsOf(given.timeouts),
      ...(identifier !== undefined && { identifier }),
      ...(replacement !== undefined && { replacement }),
      dependsOn: textsOf(given.depends_on).map((one, index) => ({
        name: one,
        path: [...at('depends_on'), index],
      })),
    }
  }

  /** `- column` or `- column: variable`, mixed as one likes. */
  exports(given: Json | undefined, path: Path): Export[] {
    return listOf(given).flatMap((item, index) => {
      const place = this.#source.placeOf([...path, index])
      if (typeof item === 'string') return [{ column: item, variable: item, place }]
      if (!isJsonObject(item)) return []
      return Object.entries(item).flatMap(([column, variable]) =>
        typeof variable === 'string' ? [{ column, variable, place }] : [],
      )
    })
  }

  #type(given: JsonObject): ResourceType {
    const type = textOf(given.type) ?? 'resource'
    return TYPES.includes(type) ? (type as ResourceType) : 'resource'
  }

  #returnVals(given: Json | undefined, path: Path): StackResource['returnVals'] {
    if (!isJsonObject(given)) return new Map()
    const operations = ['create', 'update', 'delete'] as const
    return new Map(
      operations
        .filter((operation) => given[operation] !== undefined)
        .map((operation) => [operation, this.exports(given[operation], [...path, operation])]),
    )
  }

  #anchors(
    given: JsonObject,
    about: { name: string; type: ResourceType; path: Path },
  ): ReadAnchors {
    const { name, type, path } = about
    const sql = textOf(given.sql)
    if (sql !== undefined && (type === 'command' || type === 'query')) {
      const place = this.#source.placeOf([...path, 'sql'])
      const anchor = type === 'command' ? 'command' : 'exports'
      const offset = this.#source.isVerbatim([...path, 'sql']) ? place.position.offset : -1
      return {
        anchors: new Map([[anchor, { name: anchor, template: sql, options: {}, place, offset }]]),
      }
    }
    if (sql !== undefined) {
      this.#source.report(
        `${name}: sql is for commands and queries`,
        this.#source.placeOfKey([...path, 'sql']),
        `Put the statements of a ${type} into resources/${name}.iql.`,
      )
    }
    if (type === 'script') {
      if (textOf(given.run) === undefined) {
        this.#source.report(`script ${name} needs a run`, this.#source.placeOf(path))
      }
      return { anchors: new Map() }
    }
    return this.#file(given, about)
  }

  #file(
    given: JsonObject,
    { name, type, path }: { name: string; type: ResourceType; path: Path },
  ): ReadAnchors {
    const written = textOf(given.file)
    const wanted = written ?? `${name}.iql`
    const place = this.#source.placeOf([...path, written === undefined ? 'name' : 'file'])
    try {
      const found = name === '' && written === undefined ? undefined : this.#files.read(wanted)
      if (found !== undefined) {
        const { anchors, problems } = parseAnchors(found.text, found.file)
        this.#source.problems.push(...problems)
        return { anchors, file: found.file }
      }
      const needed = written !== undefined || type === 'command' || type === 'query'
      if (needed) {
        this.#source.report(
          `${name}: there is no file ${wanted}`,
          place,
          `Paths are relative to ${this.#files.folder}.`,
        )
      }
      return needed ? { anchors: new Map(), lacksFile: true } : { anchors: new Map() }
    } catch (error) {
      this.#source.problems.push(problemOf(AppError.from(error), place, `${name}: `))
      return { anchors: new Map(), lacksFile: true }
    }
  }
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

function textsOf(value: Json | undefined): string[] {
  return listOf(value).filter((one) => typeof one === 'string')
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }

function timeoutsOf(given: Json | undefined): StackResource['timeouts'] {
  if (!isJsonObject(given)) return {}
  const entries = Object.entries(given).flatMap(([key, value]): [string, number][] => {
    const [, number, unit = 's'] = /^([\d.]+)\s*([smh]?)$/.exec(textOf(value) ?? '') ?? []
    return number === undefined ? [] : [[key, Number(number) * (SECONDS[unit] ?? 1)]]
  })
  return Object.fromEntries(entries)
}
