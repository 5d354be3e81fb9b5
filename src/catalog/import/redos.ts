import { automataOf, type Automaton } from './regex-automaton.js'

/**
 * True where a backtracking engine may need time exponential in the length of a text: some loop of the pattern
 * can consume the same text in two ways. `(a+)+` and `([^~]*(~[01])*)*` do, `([a-z]+-)*` does not.
 */
export function mayBacktrackForever(pattern: string): boolean {
  return automataOf(pattern).some(isAmbiguousLoop)
}

function isAmbiguousLoop(automaton: Automaton): boolean {
  const follow = automaton.follow.map((ways) => [...ways.keys()])
  const loops = components(follow)
  if (
    automaton.follow.some((ways, state) =>
      [...ways].some(([next, count]) => count > 1 && loops[state] === loops[next]),
    )
  )
    return true
  const inLoop = [...follow.keys()].filter((state) =>
    follow[state]?.some((next) => loops[next] === loops[state]),
  )
  const sets = new Map(inLoop.map((state) => [state, samplesOf(automaton.states[state] ?? '')]))
  // Two walkers that read the same text inside one loop: they must never part and meet again where they were.
  const pairs = inLoop.flatMap((a) =>
    inLoop.filter((b) => loops[a] === loops[b]).map((b) => [a, b] as const),
  )
  const numbers = new Map(pairs.map(([a, b], index) => [a * follow.length + b, index]))
  const steps = pairs.map(([a, b]) =>
    (follow[a] ?? []).flatMap((x) =>
      (follow[b] ?? []).flatMap((y) => {
        const pair = numbers.get(x * follow.length + y)
        const stays = loops[x] === loops[a] && loops[y] === loops[b]
        return pair !== undefined && stays && overlap(sets.get(x), sets.get(y)) ? [pair] : []
      }),
    ),
  )
  const meetings = components(steps)
  const together = new Set(meetings.filter((_, index) => pairs[index]?.[0] === pairs[index]?.[1]))
  return pairs.some(([a, b], index) => a !== b && together.has(meetings[index] ?? -1))
}

// Classes are compared by the characters of a sample: ASCII and a few of the rest.
const SAMPLE = [...Array(128).keys()]
  .map((code) => String.fromCharCode(code))
  .concat(['é', 'Ω', '中', '٣', '\u{1F600}', '\u2028'])

function samplesOf(raw: string): ReadonlySet<string> {
  const only = new RegExp(`^${raw}$`, 'u')
  return new Set(SAMPLE.filter((char) => only.test(char)))
}

function overlap(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a === undefined || b === undefined) return false
  for (const char of a) if (b.has(char)) return true
  return false
}

/** The strongly connected component of each node (Tarjan, without recursion); a node on no cycle has its own. */
function components(edges: readonly (readonly number[])[]): number[] {
  const index: number[] = []
  const low: number[] = []
  const component: number[] = []
  const stack: number[] = []
  let counter = 0
  let found = 0
  edges.forEach((_, root) => {
    if (index[root] !== undefined) return
    const work: [node: number, edge: number][] = [[root, 0]]
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const [node, edge] = frame
      if (edge === 0) {
        index[node] = low[node] = counter++
        stack.push(node)
      }
      const next = edges[node]?.[edge]
      frame[1] += 1
      if (next !== undefined) {
        if (index[next] === undefined) work.push([next, 0])
        else if (component[next] === undefined) low[node] = Math.min(low[node] ?? 0, index[next])
        continue
      }
      work.pop()
      const parent = work.at(-1)?.[0]
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0)
      if (low[node] !== index[node]) continue
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        component[member] = found
        if (member === node) break
      }
      found += 1
    }
  })
  return component
}
