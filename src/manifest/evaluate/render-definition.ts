import { AppError } from '../../errors/index.js'
import { type Json, parseJson } from '../../util/index.js'
import { isJsonObject, positionAt } from '../../util/index.js'
import { mergeLists, mergeObjects } from '../filters/merge.js'
import type { Place } from '../problem.js'
import type { RenderOptions } from '../render.js'
import { isTemplate, renderTemplate, renderValue } from '../render.js'
import type { Definition } from '../stack.js'

type Path = readonly (string | number)[]

/** A place in a value that could not be filled yet, and the names it waits for. */
export interface Unknown {
  /** RFC 6901 pointer: `/SubnetIds/0`. */
  readonly path: string
  readonly needs: readonly string[]
}

/**
 * The value of a global or prop: every text in it rendered, `merge` applied.
 *
 * @param options are asked for once a text is a template: most are not, and what a template sees is costly.
 * @throws AppError of the first template that fails, pointing into the manifest.
 */
export function renderDefinition(
  definition: Definition,
  options: () => RenderOptions,
  onUnknown: (unknown: Unknown) => void = () => undefined,
): Json {
  const base =
    definition.value === undefined
      ? undefined
      : renderTree(definition, definition.value, [], { options, onUnknown })
  if (definition.merge.length === 0) return base ?? null
  return mergeAll(definition, base, options, onUnknown)
}

interface Run {
  readonly options: () => RenderOptions
  readonly onUnknown: (unknown: Unknown) => void
}

function renderTree(definition: Definition, value: Json, path: Path, run: Run): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) =>
      renderTree(definition, item, [...path, index], run),
    )
  }
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        isTemplate(key)
          ? filledIn(definition, path, run, (options) => renderTemplate(key, options))
          : key,
        renderTree(definition, inner, [...path, key], run),
      ]),
    )
  }
  if (typeof value !== 'string' || !isTemplate(value)) return value
  return filledIn(definition, path, run, (options) => renderValue(value, options))
}

/** What a text of a value or the name of one renders to; told as unknown where it waits for other resources. */
function filledIn<T>(
  definition: Definition,
  path: Path,
  run: Run,
  render: (options: RenderOptions) => T,
): T {
  const needs = new Set<string>()
  const onDeferred = (name: string): void => void needs.add(name)
  const rendered = at(definition, path, () => render({ ...run.options(), onDeferred }))
  if (needs.size > 0) {
    run.onUnknown({ path: pointer([definition.name, ...path]), needs: [...needs] })
  }
  return rendered
}

function mergeAll(
  definition: Definition,
  base: Json | undefined,
  options: () => RenderOptions,
  onUnknown: Run['onUnknown'],
): Json {
  let merged = base === undefined ? undefined : data(base)
  for (const name of definition.merge) {
    const needs = new Set<string>()
    const onDeferred = (one: string): void => void needs.add(one)
    const item = data(
      at(definition, [], () => renderValue(`{{ ${name} }}`, { ...options(), onDeferred })),
    )
    if (needs.size > 0) {
      onUnknown({ path: pointer([definition.name]), needs: [...needs] })
      continue
    }
    merged = merged === undefined ? item : mergeTwo(definition, name, merged, item)
  }
  return merged ?? null
}

function mergeTwo(definition: Definition, name: string, a: Json, b: Json): Json {
  if (Array.isArray(a) && Array.isArray(b)) return mergeLists(a, b)
  if (isJsonObject(a) && isJsonObject(b)) return mergeObjects(a, b)
  throw new AppError(
    'MANIFEST',
    `${definition.name}: ${name} cannot be merged: both must be lists, or both maps`,
    definition.place,
  )
}

/** The data that a text spells, as variables given on the command line do. */
function data(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return parseJson(value) as Json
  } catch {
    return value
  }
}

function at<T>(definition: Definition, path: Path, render: () => T): T {
  try {
    return render()
  } catch (error) {
    const place = definition.placeOf(path)
    throw relocated(AppError.from(error), place, definition.isVerbatim(path))
  }
}

/**
 * An error of a template, in the file that the template stands in.
 *
 * @param verbatim true where the template's characters are the file's, so that its offsets add up.
 */
export function relocated(error: AppError, place: Place, verbatim: boolean): AppError {
  const { position, hint } = error.details
  const inside = position === undefined || !verbatim ? 0 : position.offset
  const offset = place.position.offset + inside
  return new AppError(error.code, error.message, {
    ...(hint !== undefined && { hint }),
    ...place,
    position: inside === 0 ? place.position : positionAt(place.source, offset),
  })
}

export function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
