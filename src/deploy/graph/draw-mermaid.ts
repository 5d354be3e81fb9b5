import { visible } from '../../util/index.js'
import type { StackGraph } from './stack-graph.js'

/** The graph as a Mermaid flowchart: an arrow goes from what is needed to what needs it. */
export function drawMermaid(
  graph: StackGraph,
  labels: ReadonlyMap<string, readonly string[]>,
): string {
  const ids = new Map(graph.order.map((name, index) => [name, `r${index}`]))
  const nodes = graph.order.map((name) => {
    const lines = [name, ...(labels.get(name) ?? [])].map(quoted).join('<br/>')
    return `  ${ids.get(name) ?? ''}["${lines}"]`
  })
  const edges = graph.order.flatMap((name) =>
    (graph.dependencies.get(name) ?? []).map(
      (need) => `  ${ids.get(need) ?? ''} --> ${ids.get(name) ?? ''}`,
    ),
  )
  return ['flowchart LR', ...nodes, ...edges, ''].join('\n')
}

/** Mermaid reads entities in a quoted label; a quote would end it. */
function quoted(text: string): string {
  return visible(text)
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
}
