import type { PropertySchema } from '../../src/catalog/index.js'
import { resolved } from '../../src/emulator/model/property-at.js'
import type { ResourceType } from '../../src/emulator/model/resource-type.js'

/** A top-level property that takes any text at any time. */
export function mutableText({
  schema,
  identifier,
  readOnly,
  writeOnly,
  createOnly,
}: ResourceType): string | undefined {
  const fixed = new Set(
    [...identifier, ...readOnly, ...writeOnly, ...createOnly.map(({ path }) => path)].map(
      ([head]) => head,
    ),
  )
  return Object.keys(schema.properties).find((name) => {
    const property: PropertySchema = resolved(schema, schema.properties[name] ?? {})
    const { type, pattern, format, minLength = 0, maxLength = 99 } = property
    const free = pattern === undefined && property.enum === undefined && format === undefined
    return type === 'string' && free && minLength <= 7 && maxLength >= 7 && !fixed.has(name)
  })
}
