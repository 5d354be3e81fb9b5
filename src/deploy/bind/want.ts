import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { RenderedResource } from '../../manifest/index.js'
import { buildDesired, findProperty } from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'
import type { Wanted } from '../wanted.js'

/**
 * A rendered resource as its type sees it: property names, coerced values. What waits for other resources is
 * left out and listed.
 * @throws AppError of props that the type does not have, wrong types and missing ones, pointing into the manifest
 */
export function wantedOf(
  rendered: RenderedResource,
  schema: ResourceSchema,
  region: string,
): Wanted {
  const { resource, props, unknown: waiting } = rendered
  const heads = new Set(waiting.map(({ path }) => path.split('/')[1]?.replaceAll('~1', '/') ?? ''))
  const known = Object.fromEntries(Object.entries(props).filter(([name]) => !heads.has(name)))
  const unknown = [...heads].map((name) => findProperty(schema, name) ?? name)
  const desired = placed(rendered, () => buildDesired(schema, known, unknown))
  return {
    name: resource.name,
    schema,
    region,
    desired,
    unknown,
    ...(rendered.identifier === undefined ? {} : { identifier: rendered.identifier }),
  }
}

/** An error of the props, at the prop that it names, else at the resource. */
function placed(rendered: RenderedResource, work: () => JsonObject): JsonObject {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error)) throw error
    const { resource } = rendered
    const blamed = resource.props.find(({ name }) =>
      new RegExp(`\\b${escaped(name)}\\b`).test(error.message),
    )
    const { hint, typeName } = error.details
    throw new AppError(error.code, `${resource.name}: ${error.message}`, {
      ...(hint === undefined ? {} : { hint }),
      ...(typeName === undefined ? {} : { typeName }),
      ...(blamed?.place ?? resource.place),
    })
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
