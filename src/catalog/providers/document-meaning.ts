import { isJsonObject, nearest, type Json } from '../../util/index.js'
import type { InputDocument, MethodDocument } from './call-document.js'
import { shownPath, type DocumentProblem } from './document-problem.js'
import type { ProviderDocument } from './provider-document.js'
import type { ActionDocument, TableDocument } from './table-document.js'
import { SPECIAL_NAMES, templateNames } from './template-names.js'
import type { RoleDocument, StepDocument, WriteDocument } from './write-document.js'

/** First parts of names that no document may claim. */
const OWN_PROVIDERS = ['awscc', 'skyql']

type Path = DocumentProblem['path']

/** What a schema cannot say of a document: names that lead nowhere, and calls that cannot be made. */
export class DocumentMeaning {
  readonly #document: ProviderDocument & Json
  readonly #found: DocumentProblem[] = []

  constructor(document: ProviderDocument & Json) {
    this.#document = document
  }

  problems(): DocumentProblem[] {
    const { provider, tables } = this.#document
    if (OWN_PROVIDERS.includes(provider)) {
      this.#say(['provider'], `"${provider}" is skyql's own: choose another name`)
    }
    this.#references(this.#document.definitions ?? {}, ['definitions'], {})
    for (const [name, table] of Object.entries(tables)) this.#table(table, ['tables', name])
    return this.#found
  }

  #table(table: TableDocument, path: Path): void {
    const { identifier = [], methods } = table
    this.#references(table.columns, [...path, 'columns'], table.columns)
    for (const key of ['identifier', 'required', 'readOnly', 'writeOnly', 'createOnly'] as const) {
      this.#columns(table[key] ?? [], table, [...path, key])
    }
    this.#columns(table.replaces?.needs ?? [], table, [...path, 'replaces', 'needs'])
    this.#sqlNames(table, path)
    for (const [key, parent] of Object.entries(table.parents ?? {})) {
      const at = [...path, 'parents', key]
      this.#columns([key], table, at)
      const above = this.#document.tables[parent.table]
      if (above === undefined) {
        this.#say([...at, 'table'], `there is no table "${parent.table}" in this document`)
      } else this.#columns([parent.column], above, [...at, 'column'])
    }
    const at = [...path, 'methods']
    methods.list?.forEach((list, index) => {
      const own = [...at, 'list', index]
      this.#method(list, table, own)
      this.#columns(list.keys ?? [], table, [...own, 'keys'])
      if (list.brings !== 'all') this.#columns(list.brings ?? [], table, [...own, 'brings'])
    })
    if (methods.get) this.#method(methods.get, table, [...at, 'get'])
    for (const verb of ['insert', 'update', 'delete'] as const) {
      const write = methods[verb]
      if (write) this.#write(write, table, [...at, verb])
    }
    const hasActions = Object.keys(table.actions ?? {}).length > 0
    if (methods.list === undefined && methods.get === undefined && !hasActions) {
      this.#say(at, `${shownPath(path)} can be read neither by list nor by get`)
    }
    for (const verb of ['get', 'update', 'delete'] as const) {
      if (methods[verb] === undefined || identifier.length > 0) continue
      this.#say([...at, verb], `${verb} needs the table to have an identifier`)
    }
    if (methods.update !== undefined && methods.get === undefined) {
      this.#say([...at, 'update'], 'update needs get: what a resource is now has to be read first')
    }
    for (const [name, action] of Object.entries(table.actions ?? {})) {
      this.#action(action, table, [...path, 'actions', name])
    }
  }

  #write(write: WriteDocument, table: TableDocument, path: Path): void {
    const parameters = write.parameters ?? {}
    write.steps.forEach((step: StepDocument, index) => {
      const own = [...path, 'steps', index]
      this.#method(step, table, own, parameters)
      this.#columns(step.when ?? [], table, [...own, 'when'])
      if (step.role !== undefined) this.#role(step.role, table, [...own, 'role'])
    })
    if (write.waits) this.#method(write.waits, table, [...path, 'waits'], parameters)
    this.#columns(write.needs ?? [], table, [...path, 'needs'])
    for (const [name, template] of Object.entries(write.names ?? {})) {
      this.#columns([name], table, [...path, 'names', name])
      this.#templates(template, table, [...path, 'names', name], parameters)
    }
  }

  #role(role: RoleDocument, table: TableDocument, path: Path): void {
    this.#columns([role.column], table, [...path, 'column'])
    this.#templates([role.about, role.hint ?? ''], table, path, {})
    const other = this.#document.tables[role.table]
    if (other === undefined) {
      this.#say([...path, 'table'], `there is no table "${role.table}" in this document`)
    } else this.#columns([role.key], other, [...path, 'key'])
  }

  #action(action: ActionDocument, table: TableDocument, path: Path): void {
    const parameters = action.parameters ?? {}
    this.#method(action, table, path, parameters)
    for (const [index, name] of (action.required ?? []).entries()) {
      if (Object.hasOwn(parameters, name)) continue
      this.#say([...path, 'required', index], `"${name}" is none of the action's parameters`)
    }
  }

  #method(method: MethodDocument, table: TableDocument, path: Path, parameters: object = {}): void {
    const { protocol } = this.#document.connector
    const [needed, other] =
      protocol === 'rest'
        ? (['request', 'operation'] as const)
        : (['operation', 'request'] as const)
    if (method[needed] === undefined) this.#say(path, `${shownPath(path)} needs ${needed}`)
    if (method[other] !== undefined) {
      this.#say([...path, other], `${other} belongs to another connector than ${protocol}`, true)
    }
    if (method.body !== undefined && protocol !== 'rest') {
      this.#say([...path, 'body'], 'body belongs to rest; an operation takes input', true)
    }
    this.#input(method.input, table, [...path, 'input'], parameters)
    this.#input(method.body, table, [...path, 'body'], parameters)
    this.#templates(method.request ?? '', table, [...path, 'request'], parameters)
    this.#templates(Object.values(method.headers ?? {}), table, [...path, 'headers'], parameters)
    if (!path.includes('actions')) {
      for (const name of Object.keys(method.fields ?? {})) {
        this.#columns([name], table, [...path, 'fields', name])
      }
    }
  }

  #input(
    input: InputDocument | undefined,
    table: TableDocument,
    path: Path,
    parameters: object,
  ): void {
    if (input === undefined) return
    if (Array.isArray(input)) {
      const names = input as readonly string[]
      names.forEach((name, index) => this.#name(name, table, [...path, index], parameters))
    } else this.#templates(input, table, path, parameters)
  }

  #templates(template: Json, table: TableDocument, path: Path, parameters: object): void {
    for (const name of templateNames(template)) this.#name(name, table, path, parameters)
  }

  #name(name: string, table: TableDocument, path: Path, parameters: object): void {
    const special = SPECIAL_NAMES.find((each) =>
      each.endsWith('.') ? name.startsWith(each) : name === each,
    )
    if (special === undefined && !name.startsWith('.')) {
      const isOwn = Object.hasOwn(parameters, name) || Object.hasOwn(table.derived ?? {}, name)
      if (!isOwn) this.#columns([name], table, path)
    } else if (special?.endsWith('.')) this.#columns([name.slice(special.length)], table, path)
    else if (special === undefined) this.#say(path, `"{${name}}" stands for nothing`)
  }

  #columns(names: readonly string[], table: TableDocument, path: Path): void {
    const known = Object.keys(table.columns)
    names.forEach((name, index) => {
      const [column = ''] = name.split('/')
      if (Object.hasOwn(table.columns, column)) return
      const near = nearest(column, known, 1)
      const advice = near[0] === undefined ? '' : `: did you mean ${near[0]}?`
      const at = names.length > 1 || Array.isArray(this.#at(path)) ? [...path, index] : path
      this.#say(at, `"${column}" is no column of the table${advice}`)
    })
  }

  /** SQL names are unique without regard to case. */
  #sqlNames(table: TableDocument, path: Path): void {
    const seen = new Map<string, string>()
    for (const [property, { column }] of Object.entries(table.columns)) {
      const name = (column ?? property).toLowerCase()
      const other = seen.get(name)
      if (other !== undefined) {
        this.#say([...path, 'columns', property], `"${property}" has the name of "${other}"`, true)
      }
      seen.set(name, property)
    }
  }

  #references(value: Json | object, path: Path, columns: object): void {
    if (Array.isArray(value)) {
      value.forEach((each: Json, index) => this.#references(each, [...path, index], columns))
      return
    }
    if (!isJsonObject(value)) return
    for (const [key, inner] of Object.entries(value as Record<string, Json>)) {
      if (key === '$ref' && typeof inner === 'string') {
        const [, kind, name = ''] = inner.split('/')
        const home = kind === 'definitions' ? (this.#document.definitions ?? {}) : columns
        if (!Object.hasOwn(home, name)) this.#say([...path, key], `${inner} leads nowhere`)
      } else this.#references(inner, [...path, key], columns)
    }
  }

  #at(path: Path): Json | undefined {
    let value: Json | undefined = this.#document
    for (const step of path) {
      if (typeof value !== 'object' || value === null) return undefined
      value = (value as Readonly<Record<string | number, Json>>)[step]
    }
    return value
  }

  #say(path: Path, message: string, atKey = false): void {
    this.#found.push({ path, atKey, message })
  }
}
