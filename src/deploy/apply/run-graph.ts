import { setImmediate as nextTurn } from 'node:timers/promises'
import TinyQueue from 'tinyqueue'
import { AppError } from '../../errors/index.js'
import type { StackGraph } from '../graph/stack-graph.js'
import { chainLengths } from '../graph/stack-graph.js'

/** How one resource ended. `blocked`: something that it needs did not succeed. */
export type Ending = 'done' | 'failed' | 'blocked' | 'not-started'

export interface GraphRun {
  /** Resources that are worked on at once. */
  readonly parallelism: number
  /** True: after a failure nothing new is begun. */
  readonly stopAtFailure: boolean
  readonly signal: AbortSignal
  /** Works on one resource; never rejects. */
  readonly work: (name: string) => Promise<'done' | 'failed'>
  /** Is told of what is never begun. */
  readonly onSkipped?: (name: string, why: 'blocked' | 'not-started') => void
}

/**
 * Works on a graph, each resource after all that it depends on. A failure stops what depends on it, and
 * nothing else. Where there is a choice, the one that the longest chain waits for comes first.
 */
export async function runGraph(
  graph: StackGraph,
  { parallelism, stopAtFailure, signal, work, onSkipped }: GraphRun,
): Promise<ReadonlyMap<string, Ending>> {
  const endings = new Map<string, Ending>()
  const waitsFor = new Map(
    graph.order.map((name) => [name, graph.dependencies.get(name)?.length ?? 0]),
  )
  const ready = new ReadyQueue(graph)
  for (const name of graph.order) if (waitsFor.get(name) === 0) ready.add(name)
  let running = 0
  let failure: { readonly reason: unknown } | undefined
  // Of whoever waits for the next ending: a race of all that run would add to each of them at every ending.
  let wake = (): void => undefined
  const atOnce = graph.inSequence === true ? 1 : parallelism
  const state = { halted: false }

  const release = (name: string): void => {
    for (const dependent of graph.dependents.get(name) ?? []) {
      const left = (waitsFor.get(dependent) ?? 1) - 1
      waitsFor.set(dependent, left)
      if (left === 0 && !endings.has(dependent)) ready.add(dependent)
    }
  }
  const block = (name: string): void => {
    for (const dependent of graph.dependents.get(name) ?? []) {
      if (endings.has(dependent)) continue
      endings.set(dependent, 'blocked')
      onSkipped?.(dependent, 'blocked')
      block(dependent)
    }
  }
  const begin = (name: string): void => {
    running++
    work(name)
      .then((ending) => {
        endings.set(name, ending)
        if (ending === 'done') return release(name)
        state.halted ||= stopAtFailure
        block(name)
      })
      .catch((reason: unknown) => (failure ??= { reason }))
      .finally(() => {
        running--
        wake()
      })
  }

  while (running > 0 || !ready.isEmpty) {
    while (running < atOnce && !state.halted && !signal.aborted) {
      const name = ready.take()
      if (name === undefined) break
      begin(name)
      // What began before is not to wait until all that may begin has been worked out: its calls go out meanwhile.
      await nextTurn()
    }
    if (running === 0) break
    await new Promise<void>((resolve) => (wake = resolve))
    if (failure !== undefined) throw failure.reason
  }
  for (const name of graph.order) {
    if (endings.has(name)) continue
    endings.set(name, 'not-started')
    onSkipped?.(name, 'not-started')
  }
  return endings
}

/** What may begin; what the longest chain waits for is taken first. */
class ReadyQueue {
  readonly #ranked: readonly string[]
  readonly #rank: ReadonlyMap<string, number>
  readonly #waiting = new TinyQueue<number>()

  constructor(graph: StackGraph) {
    const lengths = chainLengths(graph)
    this.#ranked =
      graph.inSequence === true
        ? graph.order
        : graph.order.toSorted((a, b) => (lengths.get(b) ?? 0) - (lengths.get(a) ?? 0))
    this.#rank = new Map(this.#ranked.map((name, index) => [name, index]))
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  add(name: string): void {
    const rank = this.#rank.get(name)
    if (rank === undefined) throw new AppError('INTERNAL', `${name} is not in the graph`)
    this.#waiting.push(rank)
  }

  take(): string | undefined {
    const rank = this.#waiting.pop()
    return rank === undefined ? undefined : this.#ranked[rank]
  }
}
