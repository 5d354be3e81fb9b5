/** AWS's descriptions of one type. */
export interface Descriptions {
  /** The text of a property (`/properties/A/B`, `*` for array items and map values); of the type itself for `''`. */
  get(pointer: string): string | undefined
}

interface Node {
  readonly text?: string
  readonly properties: Readonly<Record<string, readonly [text: string | null, definition?: number]>>
}

interface ServiceDescriptions {
  readonly definitions: readonly Node[]
  readonly types: Readonly<Record<string, Node>>
}

/** Descriptions of a type out of a service's file, as the build wrote it; `undefined` where it has none. */
export function parseDescriptions(text: string, typeName: string): Descriptions | undefined {
  const { definitions, types } = JSON.parse(text) as ServiceDescriptions
  const type = types[typeName]
  return type === undefined ? undefined : { get: (pointer) => find(pointer, type, definitions) }
}

function find(pointer: string, type: Node, definitions: readonly Node[]): string | undefined {
  if (pointer === '') return type.text
  const names = pointer
    .replace(/^\/properties\//, '')
    .split('/')
    .filter((name) => name !== '*')
  // Nested values that only reading returns are described under a dotted name.
  const dotted = type.properties[names.join('.')]?.[0]
  if (typeof dotted === 'string') return dotted
  let node: Node | undefined = type
  let text: string | null = null
  for (const name of names) {
    const [found, definition]: readonly [string | null, number?] = node?.properties[name] ?? [null]
    text = found
    node = definition === undefined ? undefined : definitions[definition]
  }
  return text ?? undefined
}
