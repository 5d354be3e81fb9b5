import type { StackResource } from '../../manifest/index.js'
import { makeGraph, type StackGraph } from './stack-graph.js'

/**
 * The graph of a manifest. What a script or command without references does cannot be seen: it waits for all
 * before it.
 */
export function graphOfStack(resources: readonly StackResource[]): StackGraph {
  return makeGraph(
    resources.map(({ name, references, reasons, type }, index) => {
      const blind = references.length === 0 && (type === 'script' || type === 'command')
      const earlier = (): string[] => resources.slice(0, index).map((one) => one.name)
      return { name, needs: blind ? earlier() : references, reasons }
    }),
  )
}
