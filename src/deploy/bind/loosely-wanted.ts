import { AppError } from '../../errors/index.js'
import type { ResourceSchema } from '../../catalog/index.js'
import { unsentProps, type RenderedResource } from '../../manifest/index.js'
import { findProperty } from '../../resource/index.js'
import type { StackRun } from '../run/stack-run.js'
import type { Wanted } from '../wanted.js'
import { wantedOf } from './want.js'

/**
 * What the props of a resource with statements of its own mean to its type. They are variables of its
 * statements first: `undefined` where they do not describe the resource.
 */
export function looselyWanted(run: StackRun, rendered: RenderedResource): Wanted | undefined {
  const schema = run.schema(rendered.resource.name)
  if (schema === undefined) return undefined
  const fits = Object.keys(rendered.props).every((name) => findProperty(schema, name) !== undefined)
  if (!fits) return undefined
  try {
    return wantedOf(withoutUnsent(rendered, schema), schema, run.region(rendered))
  } catch (error) {
    if (AppError.is(error) && error.kind === 'user') return undefined
    throw error
  }
}

/** A value that is fixed with the create is not wanted where the create does not send it: no update can bring it. */
function withoutUnsent(rendered: RenderedResource, schema: ResourceSchema): RenderedResource {
  const unsent = unsentProps(rendered.resource)
  const isFixed = (name: string): boolean => {
    const property = findProperty(schema, name)
    return schema.createOnlyProperties?.includes(`/properties/${property ?? name}`) === true
  }
  const props = Object.entries(rendered.props).filter(
    ([name]) => !unsent.has(name) || !isFixed(name),
  )
  return props.length === Object.keys(rendered.props).length
    ? rendered
    : { ...rendered, props: Object.fromEntries(props) }
}
