import type { Json } from './json.js'
import { positionAt } from './text-position.js'

/** What a YAML text holds, or the first thing wrong with it. */
export type YamlResult =
  | { readonly value: Json }
  | { readonly problem: string; readonly position: ReturnType<typeof positionAt> | undefined }

/** The YAML library behind a door of our own; it is loaded when first asked for, since few runs need it. */
export interface Yaml {
  /** Reads one document (YAML 1.2 core: `yes` is a text; numbers that would lose digits stay texts too). */
  parse(text: string): YamlResult
  /** Block style, keys in the order they have, long texts unfolded. */
  stringify(value: unknown): string
}

export async function loadYaml(): Promise<Yaml> {
  const { isScalar, parseDocument, stringify, visit } = await import('yaml')
  const parse = (text: string): YamlResult => {
    const document = parseDocument(text, { prettyErrors: false })
    const [error] = document.errors
    if (error !== undefined) {
      return { problem: error.message, position: positionAt(text, error.pos[0]) }
    }
    let strange: number | undefined
    visit(document, (_key, node) => {
      if (!isScalar(node)) return undefined
      if (losesDigits(node.value, node.source)) node.value = node.source
      if (isJsonScalar(node.value)) return undefined
      strange = node.range?.[0] ?? 0
      return visit.BREAK
    })
    if (strange !== undefined) {
      return { problem: 'the value has no JSON form', position: positionAt(text, strange) }
    }
    try {
      return { value: (document.toJS({ maxAliasCount: 1000 }) ?? null) as Json }
    } catch (cause) {
      return {
        problem: cause instanceof Error ? cause.message : String(cause),
        position: undefined,
      }
    }
  }
  return {
    parse,
    stringify: (value) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }),
  }
}

/** Account ids (`001122334455`) and integers that a double cannot hold. */
function losesDigits(value: unknown, source: string | undefined): boolean {
  if (typeof value !== 'number' || source === undefined) return false
  return /^[-+]?0\d+$/.test(source) || (Number.isInteger(value) && !Number.isSafeInteger(value))
}

function isJsonScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}
