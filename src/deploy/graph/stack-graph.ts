import TinyQueue from 'tinyqueue'
import { AppError } from '../../errors/index.js'
import { nearest } from '../../util/index.js'

/** What the graph has to know of a resource. */
export interface GraphNode {
  readonly name: string
  /** Names of what must be there before it; those that are not in the graph are ignored. */
  readonly needs: readonly string[]
  /** For each need: the text that makes it one, for the message of a cycle. */
  readonly reasons?: ReadonlyMap<string, string>
}

/** The order in which a stack's resources can be worked on. */
export interface StackGraph {
  /** Every resource after what it depends on; the manifest's order where nothing else decides. */
  readonly order: readonly string[]
  /** What must be there before a resource, directly. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>
  readonly dependents: ReadonlyMap<string, readonly string[]>
  /** True: where there is a choice the order decides it, not the length of what waits. */
  readonly inSequence?: boolean
}

/**
 * Makes the graph of resources that stand in the manifest's order.
 * @throws AppError CONFIGURATION for a cycle, shown as a path.
 */
export function makeGraph(nodes: readonly GraphNode[]): StackGraph {
  const position = new Map(nodes.map(({ name }, index) => [name, index]))
  const dependencies = new Map(
    nodes.map(({ name, needs }) => [
      name,
      inOrder(new Set(needs.filter((need) => need !== name && position.has(need))), position),
    ]),
  )
  return arrange(dependencies, position, nodes)
}

/** The graph read backwards: what was made last goes first. */
export function reversed({ order, dependencies, dependents, ...rest }: StackGraph): StackGraph {
  return { ...rest, order: order.toReversed(), dependencies: dependents, dependents: dependencies }
}

/** The part of a graph that has the given names; chains through others are kept as edges. */
export function onlyNames(graph: StackGraph, names: ReadonlySet<string>): StackGraph {
  const through = new Map<string, ReadonlySet<string>>()
  for (const name of graph.order) {
    const needs = graph.dependencies.get(name) ?? []
    through.set(
      name,
      new Set(needs.flatMap((need) => (names.has(need) ? [need] : [...(through.get(need) ?? [])]))),
    )
  }
  return makeGraph(
    graph.order
      .filter((name) => names.has(name))
      .map((name) => ({ name, needs: [...(through.get(name) ?? [])] })),
  )
}

/**
 * A graph that is worked on in its own order, one resource at a time. Its edges stay: what fails stops what
 * depends on it, not what merely comes after it.
 */
export function inSequence(graph: StackGraph): StackGraph {
  return { ...graph, inSequence: true }
}

/** All that the given names need, and they themselves. */
export function withDependencies(
  edges: ReadonlyMap<string, readonly string[]>,
  names: Iterable<string>,
): Set<string> {
  const reached = new Set<string>()
  const open = [...names]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    open.push(...(edges.get(name) ?? []))
  }
  return reached
}

/** Length of the longest chain that waits for each resource: what is worked on first, where there is a choice. */
export function chainLengths({ order, dependents }: StackGraph): Map<string, number> {
  const lengths = new Map<string, number>()
  for (const name of order.toReversed()) {
    const after = dependents.get(name) ?? []
    lengths.set(name, 1 + Math.max(0, ...after.map((each) => lengths.get(each) ?? 0)))
  }
  return lengths
}

/** @throws AppError USAGE for a name that the stack does not have, with the nearest ones. */
export function requireNames(names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    throw new AppError('USAGE', `the stack has no resource "${name}"`, {
      hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${known.join(', ')}`,
    })
  }
}

function inOrder(names: ReadonlySet<string>, position: ReadonlyMap<string, number>): string[] {
  return [...names].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0))
}

function arrange(
  dependencies: ReadonlyMap<string, readonly string[]>,
  position: ReadonlyMap<string, number>,
  nodes: readonly GraphNode[],
): StackGraph {
  const dependents = new Map<string, string[]>([...position.keys()].map((name) => [name, []]))
  for (const [name, needs] of dependencies) {
    for (const need of needs) dependents.get(need)?.push(name)
  }
  const waitsFor = new Map([...dependencies].map(([name, needs]) => [name, needs.length]))
  // Of all that may come next, what stands first in the manifest.
  const free = [...waitsFor].filter(([, count]) => count === 0)
  const ready = new TinyQueue(free.map(([name]) => position.get(name) ?? 0))
  const order: string[] = []
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    const next = nodes[at]?.name ?? ''
    order.push(next)
    for (const dependent of dependents.get(next) ?? []) {
      const left = (waitsFor.get(dependent) ?? 1) - 1
      waitsFor.set(dependent, left)
      if (left === 0) ready.push(position.get(dependent) ?? 0)
    }
  }
  if (order.length < position.size) {
    const done = new Set(order)
    const stuck = nodes.filter(({ name }) => !done.has(name))
    throw cycle(dependencies, stuck)
  }
  return { order, dependencies, dependents }
}

function cycle(
  dependencies: ReadonlyMap<string, readonly string[]>,
  stuck: readonly GraphNode[],
): AppError {
  const among = new Map(stuck.map((node) => [node.name, node]))
  const path: string[] = []
  let at = stuck[0]?.name ?? ''
  while (!path.includes(at)) {
    path.push(at)
    at = dependencies.get(at)?.find((need) => among.has(need)) ?? ''
  }
  const loop = [...path.slice(path.indexOf(at)), at]
  const because = loop.slice(0, -1).flatMap((name, index) => {
    const reason = among.get(name)?.reasons?.get(loop[index + 1] ?? '')
    return reason === undefined ? [] : [`${name} uses ${reason}`]
  })
  return new AppError('CONFIGURATION', `the resources need each other: ${loop.join(' -> ')}`, {
    hint: `${because.length === 0 ? '' : `${because.join(', ')}: `}take one of these references out`,
  })
}
