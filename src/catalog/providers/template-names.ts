import type { Json } from '../../util/index.js'

/** A name in braces; a doubled brace is a brace. */
const NAME = /\{\{|\}\}|\{([^{}]*)\}/g

/** The names in braces in a template: `DomainName`, `FlowDefinition/FlowName`, `.region`. */
export function templateNames(template: Json): string[] {
  if (typeof template === 'string') {
    return [...template.matchAll(NAME)].flatMap(([, name]) => (name === undefined ? [] : [name]))
  }
  if (Array.isArray(template)) return template.flatMap(templateNames)
  if (typeof template !== 'object' || template === null) return []
  return Object.values(template).flatMap(templateNames)
}

/** Those that are no columns; the ones with a dot at their end are followed by a column's name. */
export const SPECIAL_NAMES = [
  '.region',
  '.account',
  '.partition',
  '.model',
  '.changed',
  '.parameters',
  '.dryRun',
  '.set.',
  '.unset.',
] as const
