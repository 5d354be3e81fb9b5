import type { Json, JsonObject, Yaml } from '../../util/index.js'
import { isJsonObject, nearest } from '../../util/index.js'
import { renderGlobals } from '../evaluate/globals.js'
import { foreignRegions } from '../anchors/region-literals.js'
import { linkResources } from '../references/link.js'
import { checkShape } from '../schema/check-shape.js'
import type { Definition, Stack, StackExport, StackResource } from '../stack.js'
import type { StackFiles } from './manifest-source.js'
import { ManifestSource } from './manifest-source.js'
import { DefinitionReader } from './read-definition.js'
import { ResourceReader } from './read-resource.js'

/** A manifest and what it is read with. */
export interface StackInput {
  /** Folder of the manifest, as it was given; its last part is the stack's name where the manifest has none. */
  readonly dir: string
  /** The manifest's path as it is shown. */
  readonly file: string
  readonly text: string
  readonly env: string
  readonly variables: JsonObject
  readonly files: StackFiles
  readonly yaml: Yaml
}

/** Reads a stack. What is wrong is in `problems`, as much of it as can be found at once. */
export async function readStack(input: StackInput): Promise<Stack> {
  const { dir, file, text, env, variables } = input
  const empty = { dir, file, source: text, env, variables }
  const document = input.yaml.read(text)
  if ('problems' in document) {
    const problems = document.problems.map(({ problem, position }) => ({
      code: 'MANIFEST' as const,
      message: `the manifest cannot be read: ${problem}`,
      ...(position !== undefined && { place: { file, source: text, position } }),
    }))
    const nothing = { providers: [], globals: [], resources: [], exports: [] }
    return { ...empty, ...nothing, name: folderName(dir), problems }
  }
  const source = new ManifestSource(file, text, document)
  for (const { path, atKey, message, hint } of await checkShape(document.value)) {
    source.report(message, atKey ? source.placeOfKey(path) : source.placeOf(path), hint)
  }
  if (env === '') {
    source.report(
      'no environment is given',
      source.placeOf([]),
      'For example: skyql stack plan DIR dev',
    )
  }
  const manifest = isJsonObject(document.value) ? document.value : {}
  const name =
    typeof manifest.name === 'string' && manifest.name !== '' ? manifest.name : folderName(dir)
  const definitions = new DefinitionReader(source, env, input.files, input.yaml)
  const globals = objectsOf(manifest.globals).map(({ item, index }) =>
    definitions.read('global', item, ['globals', index]),
  )
  const rendered = renderGlobals({ name, env, variables, globals })
  const reader = new ResourceReader(source, input.files, definitions)
  const unlinked = objectsOf(manifest.resources).map(({ item, index }) =>
    reader.read(item, ['resources', index]),
  )
  const linked = linkResources({
    resources: unlinked,
    globals: globals.map((one) => one.name),
    variables,
    placeOf: (path) => source.placeOf(path),
  })
  const { resources } = linked
  checkNames(source, resources, globals)
  const exports = reader
    .exports(manifest.exports, ['exports'])
    .map(({ column, variable, place }): StackExport => ({
      variable: column,
      name: variable,
      place,
    }))
  checkExports(source, exports, resources, globals)
  const region = rendered.values.region
  const stackRegion = typeof region === 'string' && !region.includes('{') ? region : undefined
  const description = typeof manifest.description === 'string' ? manifest.description : undefined
  return {
    ...empty,
    name,
    ...(description !== undefined && { description }),
    providers: textsOf(manifest.providers),
    globals,
    ...(stackRegion !== undefined && { region: stackRegion }),
    resources,
    exports,
    problems: [
      ...source.problems,
      ...rendered.problems,
      ...linked.problems,
      ...(stackRegion === undefined ? [] : foreignRegions(resources, stackRegion)),
    ],
  }
}

function checkNames(
  source: ManifestSource,
  resources: readonly StackResource[],
  globals: readonly Definition[],
): void {
  twice(source, 'the global', globals)
  twice(source, 'the resource', resources)
  for (const resource of resources) {
    twice(source, `${resource.name}: the prop`, resource.props)
    for (const name of resource.protectedExports) {
      const known = resource.exports.map(({ variable }) => variable)
      if (known.includes(name)) continue
      const near = nearest(name, known, 1)[0]
      source.report(
        `${resource.name} protects "${name}", which it does not export`,
        resource.place,
        near === undefined
          ? `It exports ${known.join(', ') || 'nothing'}.`
          : `Did you mean ${near}?`,
      )
    }
  }
}

function twice(
  source: ManifestSource,
  what: string,
  named: readonly { readonly name: string; readonly place: Definition['place'] }[],
): void {
  const seen = new Map<string, number>()
  for (const { name, place } of named) {
    const line = seen.get(name)
    if (line !== undefined && name !== '') {
      source.report(`${what} "${name}" is there twice; the first is on line ${line}`, place)
    }
    if (line === undefined) seen.set(name, place.position.line)
  }
}

function checkExports(
  source: ManifestSource,
  exports: readonly StackExport[],
  resources: readonly StackResource[],
  globals: readonly Definition[],
): void {
  const flat = resources.flatMap((resource) => resource.exports.map(({ variable }) => variable))
  const scoped = resources.flatMap(({ name, exports: own }) =>
    own.map(({ variable }) => `${name}.${variable}`),
  )
  const builtin = ['stack_name', 'stack_env']
  const known = new Set([...flat, ...scoped, ...globals.map(({ name }) => name), ...builtin])
  for (const { variable, place } of exports) {
    if (known.has(variable)) continue
    source.report(
      `the stack exports "${variable}", which no resource exports`,
      place,
      `Resources export ${flat.join(', ') || 'nothing'}.`,
    )
  }
}

function objectsOf(value: Json | undefined): { item: JsonObject; index: number }[] {
  const items = Array.isArray(value) ? (value as readonly Json[]) : []
  return items.flatMap((item, index) => (isJsonObject(item) ? [{ item, index }] : []))
}

function textsOf(value: Json | undefined): string[] {
  const items = Array.isArray(value) ? (value as readonly Json[]) : []
  return items.filter((item) => typeof item === 'string')
}

function folderName(dir: string): string {
  return (
    dir
      .split(/[\\/]/)
      .filter((part) => part !== '' && part !== '.')
      .at(-1) ?? 'stack'
  )
}
