import { environmentName } from '../template/shell-writer.js'
import { AppError } from '../../errors/index.js'
import { dictionary, type Json, type JsonObject } from '../../util/index.js'
import { fillIdentifiers } from '../anchors/identifier-placeholders.js'
import { unsentProps } from '../anchors/unsent-props.js'
import type { RenderOptions } from '../render.js'
import { renderTemplate } from '../render.js'
import type { AnchorName, Stack, StackResource } from '../stack.js'
import type { ResourceContext } from './context.js'
import { withoutNulls } from './prune.js'
import type { Unknown } from './render-definition.js'
import { pointer, relocated, renderDefinition } from './render-definition.js'
import { optionsFor, withoutNames, withProps } from './variables-of.js'

/** A resource with its values filled in. */
export interface RenderedResource {
  readonly resource: StackResource
  /**
   * Values by name as the manifest spells it, without nulls and what they leave empty. Texts of placeholders
   * that wait for other resources stay in place; `unknown` lists them.
   */
  readonly props: JsonObject
  readonly unknown: readonly Unknown[]
  /** The resource's region; `undefined` leaves it to the session. */
  readonly region?: string
  /** From the manifest's `identifier`. */
  readonly identifier?: string
  /**
   * The SQL of an anchor; `undefined` where the resource has none of that name. Rendered when asked for:
   * `self`, `callbacks` and `exports` of a later context bring what earlier statements found.
   *
   * @throws AppError TEMPLATE_UNDEFINED for names without a value, IDENTIFIER_REQUIRED for a placeholder like
   *   `<DomainName>` without one, TEMPLATE_FORBIDDEN for a value that would change the statement.
   */
  readonly anchor: (name: AnchorName, context?: ResourceContext) => string | undefined
  /** What a script runs. */
  readonly run: (context?: ResourceContext) => string | undefined
  /** What a script finds in its environment: its variables as `SKYQL_NAME`. */
  readonly environment: (context?: ResourceContext) => Readonly<Record<string, string>>
}

/** Hears of a value that cannot be filled in: what uses it counts as unknown then. */
export type FailureListener = (error: AppError) => void

/**
 * Fills in the values of a resource. Pure: the same context gives the same values, `uuid()` aside.
 *
 * @param onFailure where all that is wrong is to be told; without it the first failure is thrown.
 * @throws AppError pointing into the manifest, for the first value that cannot be filled in.
 */
export function renderResource(
  stack: Stack,
  resource: StackResource,
  context: ResourceContext,
  onFailure?: FailureListener,
): RenderedResource {
  // Made once a template asks for it: many resources have none.
  let made: RenderOptions | undefined
  const base = (): RenderOptions => (made ??= optionsFor(stack, resource, context))
  const unknown: Unknown[] = []
  const onUnknown = (one: Unknown): void => void unknown.push(one)
  const { props, variables } = renderProps(resource, base, { onUnknown, onFailure })
  const unsent = unsentProps(resource)
  const sent = Object.fromEntries(Object.entries(props).filter(([name]) => !unsent.has(name)))
  const optional = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : renderTemplate(text, withProps(base(), variables))
  const heard = <T>(value: () => T): T | undefined => {
    try {
      return value()
    } catch (error) {
      if (onFailure === undefined) throw error
      onFailure(AppError.from(error))
      return undefined
    }
  }
  const region = heard(() => optional(resource.region)) ?? stack.region ?? context.region
  const identifier = heard(() => atPlace(resource.identifier, optional))
  return {
    resource,
    props,
    unknown,
    ...(region !== undefined && { region }),
    ...(identifier !== undefined && { identifier }),
    anchor: (name, later = context) => {
      const anchor = resource.anchors.get(name)
      if (anchor === undefined) return undefined
      const options = withProps(optionsFor(stack, resource, later), variables)
      const fill = fillIdentifiers(anchor.template, {
        // What its create does not send is the service's to say, and so the record's.
        known: { ...props, ...later.self, ...later.identifier, ...sent },
        identifier,
      })
      try {
        const { template, inserts } = fill
        return renderTemplate(template, { ...options, sql: true, inserts })
      } catch (error) {
        const place = { ...anchor.place }
        if (anchor.offset < 0) throw relocated(AppError.from(error), place, false)
        const start = { ...place, position: { ...place.position, offset: anchor.offset } }
        throw relocated(AppError.from(error), start, true)
      }
    },
    run: (later = context) =>
      atPlace(resource.run, (text) =>
        text === undefined
          ? undefined
          : renderTemplate(text, {
              ...withProps(optionsFor(stack, resource, later), variables),
              shell: true,
            }),
      ),
    environment: (later = context) =>
      scriptEnvironment(withProps(optionsFor(stack, resource, later), variables).variables),
  }
}

/** Props in order, each with those before it; a prop's own name in its value is the outer variable. */
function renderProps(
  resource: StackResource,
  base: () => RenderOptions,
  heard: {
    readonly onUnknown: (unknown: Unknown) => void
    readonly onFailure: FailureListener | undefined
  },
): { props: JsonObject; variables: JsonObject } {
  // Without a prototype: a prop may have any name, `__proto__` too.
  const props = dictionary()
  const variables = dictionary()
  const failed = new Set<string>()
  for (const definition of resource.props) {
    let options: RenderOptions | undefined
    const visible = (): RenderOptions =>
      (options ??= withoutNames(withProps(base(), variables), failed))
    try {
      const value = withoutNulls(renderDefinition(definition, visible, heard.onUnknown))
      if (value !== undefined) props[definition.name] = value
      variables[definition.name] = value ?? null
    } catch (error) {
      if (heard.onFailure === undefined) throw error
      heard.onFailure(AppError.from(error))
      failed.add(definition.name)
      heard.onUnknown({ path: pointer([definition.name]), needs: [] })
    }
  }
  return { props: { ...props }, variables }
}

function atPlace(
  part: StackResource['identifier'],
  render: (text: string | undefined) => string | undefined,
): string | undefined {
  try {
    return render(part?.text)
  } catch (error) {
    throw part === undefined ? error : relocated(AppError.from(error), part.place, false)
  }
}

/** Longest value that a script gets in its environment; systems take no longer ones. Characters. */
const LONGEST = 100_000

/** Variables as a script finds them in its environment: texts as they are, all else as JSON. */
function scriptEnvironment(variables: Readonly<Record<string, Json>>): Record<string, string> {
  const entries = Object.entries(variables).flatMap(([name, value]): [string, string][] => {
    const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
    const isFit = text.length <= LONGEST && !text.includes('\0')
    return isFit ? [[`SKYQL_${environmentName(name)}`, text]] : []
  })
  return Object.fromEntries(entries)
}
