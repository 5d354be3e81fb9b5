import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { parsePointer } from './pointer.js'
import { findKey, propertyNamed, suggestion } from './property-names.js'
import { shapeOf } from './shape.js'

/**
 * The steps of a path into a resource, in the spelling of its type: `vpc_config.subnet_ids.0`,
 * `VpcConfig.SubnetIds[0]` and `/VpcConfig/SubnetIds/0` are the same one.
 *
 * @throws AppError UNKNOWN_COLUMN with the nearest names, for what the type does not have.
 */
export function propertyPath(schema: ResourceSchema, text: string): readonly string[] {
  const [head = '', ...inside] = text.startsWith('/')
    ? parsePointer(text)
    : text.replace(/\[(\d+)\]/g, '.$1').split(/[./]/)
  const path = [propertyNamed(schema, head)]
  let property: PropertySchema | undefined = schema.properties[path[0] ?? '']
  for (const step of inside) {
    const shape = shapeOf(schema, property)
    const { types, properties, items, additional } = shape
    if (types.has('array') && /^\d+$/.test(step)) {
      path.push(step)
      property = items
      continue
    }
    const hasKeys = types.size === 0 || types.has('object')
    const key = hasKeys ? findKey(shape, step) : undefined
    if (key === undefined) {
      const otherwise = types.has('array')
        ? `It is a list: ${[...path, '0'].join('.')} is its first item.`
        : hasKeys
          ? `It has ${[...properties.keys()].join(', ')}.`
          : 'It has no properties.'
      throw new AppError('UNKNOWN_COLUMN', `${path.join('.')} has no property "${step}"`, {
        hint: suggestion(step, properties.keys(), otherwise),
        typeName: schema.typeName,
      })
    }
    path.push(key)
    property = properties.get(key) ?? additional
  }
  return path
}
