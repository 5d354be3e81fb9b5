import { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject, nearest } from '../../util/index.js'
import { atCondition, conditionTemplate } from '../evaluate/condition.js'
import { giveVariable } from '../evaluate/globals.js'
import { fold } from '../evaluate/layers.js'
import { relocated } from '../evaluate/render-definition.js'
import type { Place, Problem } from '../problem.js'
import { problemOf } from '../problem.js'
import type { UnlinkedResource } from '../read/read-resource.js'
import { templateNames } from '../render.js'
import type { AnchorName, Definition, StackResource } from '../stack.js'
import type { UsedName } from './template-names.js'

export interface LinkInput {
  readonly resources: readonly UnlinkedResource[]
  /** Names of globals. */
  readonly globals: readonly string[]
  readonly variables: JsonObject
  readonly placeOf: (path: readonly (string | number)[]) => Place
}

/** Words of the language that are names to the parser. */
const WORDS = ['True', 'False', 'None', 'loop', 'range']
/** Names that every template has. */
const BUILTIN = [
  ...['stack_name', 'stack_env', 'environment', 'resource_name', 'idempotency_token'],
  ...['uuid', 'region', 'callback'],
]

/** Finds which resources each resource uses, and names that nothing gives a value to. */
export function linkResources(input: LinkInput): {
  readonly resources: StackResource[]
  readonly problems: Problem[]
} {
  const linker = new Linker(input)
  const resources = input.resources.map((resource, index) => linker.link(resource, index))
  return { resources, problems: linker.problems }
}

interface Use {
  readonly text: string
  readonly place: Place
  /** True where the text's characters are the file's. */
  readonly verbatim: boolean
  /** What the text is, for messages: `prop VpcId`. */
  readonly what: string
  readonly anchor?: AnchorName
}

class Linker {
  readonly problems: Problem[] = []
  readonly #input: LinkInput
  readonly #byName: ReadonlyMap<string, number>
  /** Exported variable to the resources that export it, in order. */
  readonly #exporters = new Map<string, number[]>()
  readonly #names: readonly string[]

  constructor(input: LinkInput) {
    this.#input = input
    const { resources, globals, variables } = input
    this.#byName = new Map(resources.map(({ name }, index) => [name, index]))
    resources.forEach(({ exports }, index) => {
      for (const { variable } of exports) {
        const known = this.#exporters.get(variable)
        if (known === undefined) this.#exporters.set(variable, [index])
        else known.push(index)
      }
    })
    this.#names = [
      ...[...BUILTIN, 'this', 'vars', 'env_vars', 'globals'],
      ...[...this.#byName.keys(), ...this.#exporters.keys(), ...globals, ...Object.keys(variables)],
    ]
  }

  link(unlinked: UnlinkedResource, index: number): StackResource {
    const { dependsOn, ...resource } = unlinked
    const reasons = new Map<string, string>()
    const use = (used: Use, own: readonly string[]): void => {
      this.#use(used, { resource: unlinked, index, own, reasons })
    }
    const seen: string[] = []
    for (const prop of resource.props) {
      for (const text of textsOf(prop)) use({ ...text, what: `prop ${prop.name}` }, seen)
      seen.push(prop.name)
    }
    for (const anchor of resource.anchors.values()) {
      const verbatim = anchor.offset >= 0
      const position = verbatim
        ? { ...anchor.place.position, offset: anchor.offset }
        : anchor.place.position
      use(
        {
          text: anchor.template,
          place: { ...anchor.place, position },
          verbatim,
          what: anchor.name,
          anchor: anchor.name,
        },
        seen,
      )
    }
    const { condition, identifier, run, region } = resource
    if (condition !== undefined) {
      const text = conditionTemplate(condition.text)
      use({ text, place: condition.place, verbatim: false, what: 'if' }, [])
    }
    if (identifier !== undefined) use({ ...identifier, verbatim: false, what: 'identifier' }, seen)
    if (run !== undefined) use({ ...run, verbatim: false, what: 'run' }, seen)
    if (region !== undefined) {
      use({ text: region, place: resource.place, verbatim: false, what: 'region' }, seen)
    }
    for (const { name, path } of dependsOn) this.#dependency(unlinked, name, path, reasons)
    return { ...resource, references: [...reasons.keys()], reasons }
  }

  #dependency(
    resource: UnlinkedResource,
    name: string,
    path: readonly (string | number)[],
    reasons: Map<string, string>,
  ): void {
    if (this.#byName.has(name) && name !== resource.name) {
      reasons.set(name, 'depends_on')
      return
    }
    const near = nearest(name, this.#byName.keys(), 1)[0]
    this.problems.push({
      code: 'MANIFEST',
      message:
        name === resource.name
          ? `${name} cannot depend on itself`
          : `${resource.name} depends on ${name}, which is no resource of the stack`,
      place: this.#input.placeOf(path),
      ...(near !== undefined && near !== name && { hint: `Did you mean ${near}?` }),
    })
  }

  #use(used: Use, at: Where): void {
    const place = (): string => `${at.resource.name}, ${used.what}: `
    const { anchor } = used
    const owner = { resource: at.resource.name, ...(anchor === undefined ? {} : { anchor }) }
    try {
      for (const name of templateNames(used.text, [...this.#names, ...at.own])) {
        const undefinedHint = this.#resolve(name, at)
        if (undefinedHint === undefined || name.optional) continue
        const bare = name.member === undefined || /^\d+$/.test(name.member)
        const shown = bare ? name.name : `${name.name}.${name.member}`
        const offset = Math.max(0, used.text.search(new RegExp(`(?<![\\w.])${escaped(name.name)}`)))
        const source = used.text
        const error = new AppError('TEMPLATE_UNDEFINED', `"${shown}" is not defined`, {
          source,
          position: { line: 1, column: 1, offset },
          hint: undefinedHint,
        })
        const moved = relocated(error, used.place, used.verbatim)
        this.problems.push({ ...problemOf(moved, undefined, place()), of: owner })
      }
    } catch (error) {
      const { condition } = at.resource
      const moved =
        used.what === 'if' && condition !== undefined
          ? atCondition(error, condition)
          : relocated(AppError.from(error), used.place, used.verbatim)
      this.problems.push({ ...problemOf(moved, undefined, place()), of: owner })
    }
  }

  /** Notes the edge that a name makes; a hint where nothing has the name. */
  #resolve(used: UsedName, at: Where): string | undefined {
    const { name, member } = used
    if (name === 'this') return undefined
    if (name === 'vars' || name === 'env_vars') {
      return this.#member(member, Object.keys(this.#input.variables), true)
    }
    if (name === 'globals') return this.#member(member, this.#input.globals, false)
    const own = at.own.some((one) => fold(one) === fold(name))
    if (member !== undefined && this.#byName.has(name) && !own)
      return this.#scoped(name, member, at)
    if (own) return undefined
    return this.#flat(name, at)
  }

  #member(
    member: string | undefined,
    known: readonly string[],
    given: boolean,
  ): string | undefined {
    if (member === undefined || known.some((one) => fold(one) === fold(member))) return undefined
    const near = nearest(member, known, 1)[0]
    if (near !== undefined) return `Did you mean ${near}?`
    return given ? giveVariable(member) : `Globals are ${known.join(', ')}.`
  }

  #scoped(name: string, member: string, at: Where): string | undefined {
    if (name === at.resource.name) return undefined
    if (!at.reasons.has(name)) at.reasons.set(name, `{{ ${name}.${member} }}`)
    const target = this.#input.resources[this.#byName.get(name) ?? -1]
    if (target === undefined) return undefined
    const exported = target.exports.flatMap(({ column, variable }) => [variable, column])
    const returned = [...target.returnVals.values()].flat().map(({ variable }) => variable)
    const known = [...exported, ...returned, 'callback', 'idempotency_token']
    // Whatever columns an exists query brings are there too.
    if (target.anchors.has('exists')) return undefined
    if (known.some((one) => fold(one) === fold(member))) return undefined
    const near = nearest(member, known, 1)[0]
    if (near !== undefined) return `Did you mean ${name}.${near}?`
    return exported.length === 0
      ? `${name} exports nothing; add "exports: [${member}]" to it.`
      : `${name} exports ${target.exports.map(({ variable }) => variable).join(', ')}.`
  }

  #flat(name: string, at: Where): string | undefined {
    const { globals, variables } = this.#input
    const exporters = this.#exporters.get(name) ?? []
    const before = exporters.filter((one) => one < at.index).at(-1)
    const edge = (index: number): void => {
      const other = this.#input.resources[index]?.name
      if (other !== undefined && !at.reasons.has(other)) at.reasons.set(other, `{{ ${name} }}`)
    }
    if (before !== undefined) {
      edge(before)
      return undefined
    }
    const columns = at.resource.exports.flatMap(({ column, variable }) => [column, variable])
    const given = [...globals, ...Object.keys(variables), ...BUILTIN, ...WORDS, ...columns]
    if (given.includes(name)) return undefined
    const after = exporters.find((one) => one > at.index)
    if (after !== undefined) {
      edge(after)
      return undefined
    }
    if (given.some((one) => fold(one) === fold(name)) || this.#byName.has(name)) {
      if (this.#byName.has(name) && name !== at.resource.name) at.reasons.set(name, `{{ ${name} }}`)
      return undefined
    }
    const spelled = [...this.#exporters.keys()].find((one) => fold(one) === fold(name))
    if (spelled !== undefined) return this.#flat(spelled, at)
    const near = nearest(name, [...this.#names, ...at.own], 3)
    return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : giveVariable(name)
  }
}

interface Where {
  readonly resource: UnlinkedResource
  readonly index: number
  /** Props that the text sees. */
  readonly own: readonly string[]
  readonly reasons: Map<string, string>
}

/** Every text of a definition's value that may be a template, with its place. */
function textsOf(definition: Definition): { text: string; place: Place; verbatim: boolean }[] {
  const found: { text: string; place: Place; verbatim: boolean }[] = []
  const visit = (value: Json | undefined, path: readonly (string | number)[]): void => {
    if (typeof value === 'string' && value.includes('{')) {
      found.push({
        text: value,
        place: definition.placeOf(path),
        verbatim: definition.isVerbatim(path),
      })
    } else if (Array.isArray(value)) {
      ;(value as readonly Json[]).forEach((item, index) => {
        visit(item, [...path, index])
      })
    } else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        visit(key, path)
        visit(inner, [...path, key])
      }
    }
  }
  visit(definition.value, [])
  for (const name of definition.merge) {
    found.push({ text: `{{ ${name} }}`, place: definition.place, verbatim: false })
  }
  return found
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
