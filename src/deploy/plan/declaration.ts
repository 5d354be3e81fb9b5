import type { Definition, Stack, StackResource } from '../../manifest/index.js'
import type { Json } from '../../util/index.js'

/**
 * What a manifest and its `.iql` files say of a resource, as it is written there: what a build does with values that
 * are not known yet follows from nothing else. `null` for one that is not declared.
 */
export function declarationOf({ resources, globals }: Stack, name: string): Json {
  const resource = resources.find((one) => one.name === name)
  if (resource === undefined) return null
  const written = writtenOf(resource)
  return { resource: written, globals: usedIn(JSON.stringify(written), globals).map(valueOf) }
}

function writtenOf(resource: StackResource): Json {
  const { type, region, run, condition, identifier, anchors, props, exports, returnVals } = resource
  const { auth, protect, retain, replacement, ignoreChanges, timeouts, skipValidation } = resource
  return {
    type,
    region: region ?? null,
    run: run?.text ?? null,
    condition: condition?.text ?? null,
    identifier: identifier?.text ?? null,
    anchors: [...anchors.values()].map(({ name, template, options }) => [
      name,
      template,
      { ...options },
    ]),
    props: props.map(valueOf),
    exports: exports.map(({ column, variable }) => [column, variable]),
    returnVals: [...returnVals].map(([operation, columns]) => [
      operation,
      columns.map(({ column, variable }) => [column, variable]),
    ]),
    auth: auth ?? null,
    protect,
    retain,
    replacement: replacement ?? null,
    ignoreChanges: ignoreChanges.map(({ text }) => text),
    timeouts: { ...timeouts },
    skipValidation,
  }
}

function valueOf({ name, value, merge }: Definition): Json {
  return [name, value ?? null, merge]
}

/** Globals that a text may use, and those that these may use in turn. */
function usedIn(text: string, globals: readonly Definition[]): Definition[] {
  const used = new Set<Definition>()
  let texts = folded(text)
  // A global sees those before it.
  for (const one of globals.toReversed()) {
    if (!texts.includes(folded(one.name))) continue
    used.add(one)
    texts += folded(JSON.stringify(valueOf(one)))
  }
  return globals.filter((one) => used.has(one))
}

/** Names are the same in either spelling. */
const folded = (text: string): string => text.replaceAll('_', '').toLowerCase()
