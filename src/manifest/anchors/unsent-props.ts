import { fold } from '../evaluate/layers.js'
import type { StackResource } from '../stack.js'

/**
 * Props that the create statement of a resource does not mention under any spelling: the service makes these values,
 * whatever the manifest says. Empty where no statement of its own creates it.
 */
export function unsentProps({ anchors, props }: StackResource): ReadonlySet<string> {
  const template = anchors.get('create')?.template
  if (template === undefined || anchors.has('createorupdate')) return new Set()
  const mentioned = new Set(
    (template.match(/\w+/g) ?? []).flatMap((word) => [word, bare(word)]).map(fold),
  )
  return new Set(props.map(({ name }) => name).filter((name) => !mentioned.has(fold(name))))
}

/** Older projects write columns as `data__Name`. */
const bare = (word: string): string => word.replace(/^data__/i, '')
