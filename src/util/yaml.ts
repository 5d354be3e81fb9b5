import type * as Library from 'yaml'
import type { Document, YAMLMap } from 'yaml'
import type { Json } from './json.js'
import { jsonEqual } from './json.js'
import { doubleOf } from './double-of.js'
import { applyEdits, type TextEdit } from './text-edit.js'
import { positionAt } from './text-position.js'
import type { YamlDocument } from './yaml-document.js'
import { locate } from './yaml-document.js'
import { YamlTextEditor, type YamlEdit } from './yaml-edit.js'

type YamlLibrary = typeof Library

/** What a YAML text holds, or the first thing wrong with it. */
export type YamlResult =
  | { readonly value: Json }
  | { readonly problem: string; readonly position: ReturnType<typeof positionAt> | undefined }

export interface YamlProblem {
  readonly problem: string
  readonly position: ReturnType<typeof positionAt> | undefined
}

/** The YAML library behind a door of our own; it is loaded when first asked for, since few runs need it. */
export interface Yaml {
  /**
   * Reads one document (YAML 1.2 core: `yes` is a text; numbers that would lose digits stay texts too). Keys that are
   * maps or lists, as an unquoted `{{ x }}` has one, are problems.
   */
  parse(text: string): YamlResult
  /** As `parse`, with the places of all values, or with everything that is wrong. `<<` merges. */
  read(text: string): YamlDocument | { readonly problems: readonly YamlProblem[] }
  /**
   * A document with values set, or taken away where they are `undefined`; all else stays as it is
   * written. `undefined` where the YAML library cannot write it so that it can be read again.
   */
  edit(text: string, edits: readonly YamlEdit[]): string | undefined
  /**
   * Block style, keys in the order they have, long texts unfolded.
   * @param notes comments behind values, by their path: `Tasks/0/TaskType`
   */
  stringify(value: unknown, notes?: ReadonlyMap<string, string>): string
}

export async function loadYaml(): Promise<Yaml> {
  const library = await import('yaml')
  const { parseDocument, stringify, visit } = library
  const open = (text: string, merge: boolean) => {
    const document = parseDocument(text, { prettyErrors: false, merge })
    const problems: YamlProblem[] = document.errors.map((error) => ({
      problem: error.message,
      position: positionAt(text, error.pos[0]),
    }))
    visit(document, {
      Map: (_key, map) => {
        const problem = problemOfKeys(text, map, document, library)
        if (problem === undefined) return undefined
        problems.push(problem)
        return visit.SKIP
      },
      Scalar: (_key, node) => {
        if (losesDigits(node.value, node.source)) node.value = node.source
        // The key that merges, `<<`, is a symbol.
        if (isJsonScalar(node.value) || typeof node.value === 'symbol') return
        const at = node.range?.[0] ?? 0
        problems.push({ problem: 'the value has no JSON form', position: positionAt(text, at) })
      },
    })
    if (problems.length > 0) return { document, problems }
    try {
      return { document, value: (document.toJS({ maxAliasCount: 1000 }) ?? null) as Json }
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause)
      return { document, problems: [{ problem, position: undefined }] }
    }
  }
  const parse = (text: string): YamlResult => {
    const { value, problems } = open(text, false)
    const [first] = problems ?? []
    return first ?? { value: value ?? null }
  }
  const read: Yaml['read'] = (text) => {
    const { document, value, problems } = open(text, true)
    if (problems !== undefined) return { problems }
    return { value: value ?? null, ...locate(text, document, library) }
  }
  return {
    parse,
    read,
    edit: (text, edits) => edited(text, edits, library),
    stringify: (value, notes) => {
      if (notes === undefined)
        return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
      return annotated(value, notes, library)
    },
  }
}

/** A value as YAML, with comments behind its scalars and above the keys of its maps and lists. */
function annotated(
  value: unknown,
  notes: ReadonlyMap<string, string>,
  { Document, isMap, isScalar }: YamlLibrary,
): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' })
  for (const [path, text] of notes) {
    const comment = ` ${text.replaceAll('\n', ' ')}`
    const steps = path.split('/').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
    const node: unknown = document.getIn(steps, true)
    if (isScalar(node)) {
      node.comment = comment
      continue
    }
    const [key, above] = [steps.at(-1), steps.slice(0, -1)]
    const holder: unknown = above.length === 0 ? document.contents : document.getIn(above, true)
    const pairs = isMap(holder) ? holder.items : []
    const own = pairs
      .map((pair): unknown => pair.key)
      .find((each) => isScalar(each) && each.value === key)
    if (isScalar(own)) own.commentBefore = comment
  }
  return document.toString({ lineWidth: 0 })
}

/** A map one of whose keys is a map or a list. JSON has none such, and a template without quotes reads as one. */
function problemOfKeys(
  text: string,
  map: YAMLMap,
  document: Document,
  { isAlias, isCollection }: YamlLibrary,
): YamlProblem | undefined {
  const odd = map.items.some(({ key }) => isCollection(isAlias(key) ? key.resolve(document) : key))
  if (!odd) return undefined
  const [start, end] = map.range ?? [0, 0]
  const written = text.slice(start, end).replace(/\s+/g, ' ')
  const quote = written.includes("'") ? '"' : "'"
  const problem = /^\{\{.*\}\}$/.test(written)
    ? `a template without quotes is a map; write ${quote}${written}${quote}`
    : 'keys must be texts, not maps or lists'
  return { problem, position: positionAt(text, start) }
}

/** The text with edits that leave the rest of it alone; written anew where that cannot be done. */
function edited(
  text: string,
  edits: readonly YamlEdit[],
  library: YamlLibrary,
): string | undefined {
  const unix = text.replace(/\r\n/g, '\n')
  const document = library.parseDocument(unix)
  for (const { path, value } of edits) {
    if (value === undefined) document.deleteIn(path)
    // A scalar takes the place of another inside its node, whose comment stays.
    else if (typeof value !== 'object' || value === null) document.setIn(path, value)
    else document.setIn(path, document.createNode(value, { aliasDuplicateObjects: false }))
  }
  const wanted = document.toJS() as Json
  const isRight = (result: string): boolean => {
    const read = library.parseDocument(result)
    return read.errors.length === 0 && jsonEqual(read.toJS() as Json, wanted)
  }
  const result =
    editsInPlace(unix, edits, library).find(isRight) ?? rewritings(document, unix).find(isRight)
  return text.includes('\r\n') ? result?.replace(/\n/g, '\r\n') : result
}

/** The document written anew, without quotes and with them: the library errs with lines in brackets. */
function rewritings(document: Document, text: string): string[] {
  // Lists that begin below their key, not to the right of it, stay there.
  const indentSeq = !/^( *)[^\s#-][^\n]*:[ ]*\n\1- /m.test(text)
  return (['PLAIN', 'QUOTE_DOUBLE'] as const).map((defaultStringType) =>
    document.toString({
      ...{ lineWidth: 0, indentSeq, defaultStringType, doubleQuotedAsJSON: true },
      defaultKeyType: 'PLAIN',
    }),
  )
}

/** Nothing where an edit cannot be made without writing the document anew. */
function editsInPlace(text: string, edits: readonly YamlEdit[], library: YamlLibrary): string[] {
  let current = text
  let editor: YamlTextEditor | undefined
  /** Scalars in place of others leave the rest of what was read true: they are put in together. */
  const waiting = new Map<number, TextEdit>()
  const putIn = (): void => {
    current = applyEdits(current, [...waiting.values()])
    waiting.clear()
    editor = undefined
  }
  const read = (): YamlTextEditor =>
    (editor ??= new YamlTextEditor(current, library.parseDocument(current), library))
  for (const edit of edits) {
    let replacement = read().replacementFor(edit)
    if (replacement === undefined) return []
    if (waiting.size > 0 && (!replacement.keepsEntries || waiting.has(replacement.start))) {
      putIn()
      replacement = read().replacementFor(edit)
      if (replacement === undefined) return []
    }
    waiting.set(replacement.start, replacement)
    if (!replacement.keepsEntries) putIn()
  }
  putIn()
  return [current]
}

/** Account ids (`001122334455`) and numbers that a double would change. */
function losesDigits(value: unknown, source: string | undefined): boolean {
  if (typeof value !== 'number' || source === undefined) return false
  if (/^[-+]?0\d+$/.test(source)) return true
  if (/^[-+]?(?:\d|\.\d)[\d.]*(?:e[-+]?\d+)?$/i.test(source)) return doubleOf(source) === undefined
  return Number.isInteger(value) && !Number.isSafeInteger(value)
}

function isJsonScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}
