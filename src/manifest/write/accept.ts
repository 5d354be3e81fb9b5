import type { Json, Yaml, YamlEdit } from '../../util/index.js'
import { isJsonObject, loadYaml } from '../../util/index.js'
import { fold } from '../evaluate/layers.js'
import type { Stack } from '../stack.js'
import { editManifest } from './edit-manifest.js'
import { literalValue } from './literal.js'

type Path = readonly (string | number)[]

/** A value of the live resource that the manifest is to declare. */
export interface AcceptedValue {
  readonly resource: string
  /** RFC 6901 pointer into the resource's model: `/Tags/0/Value`. */
  readonly path: string
  /** `undefined` where the live resource has none. */
  readonly value: Json | undefined
}

/** A value that was left as it is, since what declares it is used elsewhere as well. */
export interface NotAccepted extends AcceptedValue {
  readonly why: string
}

/**
 * The manifest's text with values of live resources in its props; comments, order and everything else stay.
 * What a template, a file, a merge or an anchor of YAML declares is left and told: a literal in its place would cut the
 * tie, or change other resources.
 */
export async function acceptValues(
  stack: Stack,
  accepted: readonly AcceptedValue[],
): Promise<{ readonly text: string; readonly left: readonly NotAccepted[] }> {
  const yaml = await loadYaml()
  const document = yaml.read(stack.source)
  const raw = 'value' in document ? document.value : null
  const edits: YamlEdit[] = []
  const left: NotAccepted[] = []
  for (const one of accepted) {
    const edit = editFor(stack, raw, one, edits)
    if ('why' in edit) left.push({ ...one, why: edit.why })
    else if (isShared(document, edit)) {
      left.push({ ...one, why: 'an anchor of YAML shares it with other places' })
    } else edits.push(edit)
  }
  // What goes is taken away last, from the end, so that places stay true meanwhile.
  const kept = edits.filter(({ value }) => value !== undefined)
  const gone = edits.filter(({ value }) => value === undefined).sort(lastFirst)
  const text = await editManifest(stack.source, [...kept, ...gone])
  return { text, left }
}

function isShared(document: ReturnType<Yaml['read']>, { path }: YamlEdit): boolean {
  return 'isShared' in document && document.isShared(path)
}

function lastFirst(a: YamlEdit, b: YamlEdit): number {
  const at = a.path.findIndex((step, index) => step !== b.path[index])
  const [one, other] = [a.path[at] ?? 0, b.path[at] ?? 0]
  return typeof one === 'number' && typeof other === 'number' ? other - one : 0
}

function editFor(
  stack: Stack,
  raw: Json,
  { resource, path, value }: AcceptedValue,
  before: readonly YamlEdit[],
): YamlEdit | { readonly why: string } {
  const [property = '', ...inside] = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const items = memberOf(raw, 'resources')
  const at = Array.isArray(items)
    ? (items as readonly Json[]).findIndex((item) => memberOf(item, 'name') === resource)
    : -1
  if (at < 0) return { why: 'the manifest does not name the resource itself' }
  const props = memberOf(memberOf(raw, 'resources', at), 'props')
  const list = Array.isArray(props) ? (props as readonly Json[]) : []
  const index = list.findIndex((prop) => sameName(memberOf(prop, 'name'), property))
  if (index < 0) {
    if (inside.length > 0 || value === undefined) return { why: 'no prop declares it' }
    const added = before.filter((one) => one.path[1] === at && one.path[3] !== undefined)
    const place = list.length + added.filter((one) => Number(one.path[3]) >= list.length).length
    const prop = { name: property, value: literalValue(value) }
    return list.length === 0
      ? { path: ['resources', at, 'props'], value: [prop] }
      : { path: ['resources', at, 'props', place], value: prop }
  }
  const prop = list[index] ?? null
  if (memberOf(prop, 'merge') !== undefined) return { why: 'its value is merged from others' }
  const own = memberOf(prop, 'value') !== undefined ? ['value'] : ['values', stack.env, 'value']
  const start: Path = ['resources', at, 'props', index, ...own]
  return editInside(raw, start, inside, value)
}

function sameName(name: Json | undefined, property: string): boolean {
  return typeof name === 'string' && fold(name) === fold(property)
}

/** The edit at a path inside a prop's value, keys in the manifest's own spelling. */
function editInside(
  raw: Json,
  start: Path,
  inside: readonly string[],
  value: Json | undefined,
): YamlEdit | { readonly why: string } {
  let node = memberOf(raw, ...start)
  const path = [...start]
  for (const step of inside) {
    if (typeof node === 'string' && isTemplate(node)) return { why: 'a template declares it' }
    if (Array.isArray(node)) path.push(Number(step))
    else if (isJsonObject(node)) {
      path.push(Object.keys(node).find((key) => fold(key) === fold(step)) ?? step)
    } else return { why: 'the manifest declares something of another kind' }
    node = memberOf(node, path.at(-1) ?? '')
  }
  if (isTemplate(node)) return { why: 'a template declares it' }
  if (value === undefined && inside.length === 0)
    return { path: path.slice(0, 4), value: undefined }
  return { path, value: value === undefined ? undefined : literalValue(value) }
}

/** True where a template or a file has a part in a value. */
function isTemplate(value: Json | undefined): boolean {
  if (typeof value === 'string') return /\{[{%]|^\s*file\(/.test(value)
  if (Array.isArray(value)) return (value as readonly Json[]).some(isTemplate)
  return isJsonObject(value) && Object.values(value).some(isTemplate)
}

function memberOf(value: Json | undefined, ...path: Path): Json | undefined {
  return path.reduce<Json | undefined>((node, step) => {
    if (Array.isArray(node)) return (node as readonly Json[])[Number(step)]
    return isJsonObject(node) && Object.hasOwn(node, step) ? node[step] : undefined
  }, value)
}
