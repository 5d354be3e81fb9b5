import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runGraph } from '../../src/deploy/apply/run-graph.js'
import { drawMermaid } from '../../src/deploy/graph/draw-mermaid.js'
import { drawSvg } from '../../src/deploy/graph/draw-svg.js'
import {
  inSequence,
  makeGraph,
  onlyNames,
  reversed,
  withDependencies,
  type GraphNode,
} from '../../src/deploy/graph/stack-graph.js'

const acyclic = fc
  .array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 20 })
  .map((needs) =>
    needs.map((each, index): GraphNode => ({
      name: `n${String(index)}`,
      needs: each.filter((need) => need < index).map((need) => `n${String(need)}`),
    })),
  )

describe('the order of a graph', () => {
  test('keeps the manifest’s order where nothing else decides', () => {
    const graph = makeGraph([
      { name: 'c', needs: ['a'] },
      { name: 'b', needs: [] },
      { name: 'a', needs: [] },
    ])
    expect(graph.order).toEqual(['b', 'a', 'c'])
    expect(reversed(graph).order).toEqual(['c', 'a', 'b'])
  })

  test('puts everything after what it needs, also in parts and in sequence', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(), (nodes, pick) => {
        const graph = makeGraph(nodes)
        for (const one of [graph, inSequence(graph)]) {
          for (const [name, needs] of one.dependencies) {
            for (const need of needs) {
              expect(one.order.indexOf(need)).toBeLessThan(one.order.indexOf(name))
            }
          }
        }
        const name = graph.order[pick % graph.order.length]!
        const part = onlyNames(graph, withDependencies(graph.dependencies, [name]))
        expect(part.order.at(-1)).toBe(name)
      }),
    )
  })

  test('shows a cycle as a path, with what makes it one', () => {
    const nodes = [
      { name: 'a', needs: ['b'], reasons: new Map([['b', '{{ b_id }}']]) },
      { name: 'b', needs: ['c'] },
      { name: 'c', needs: ['a'] },
      { name: 'd', needs: ['a'] },
    ]
    expect(() => makeGraph(nodes)).toThrow('the resources need each other: a -> b -> c -> a')
  })
})

describe('working on a graph', () => {
  test('runs each after what it needs, and a failure stops its dependents alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        acyclic,
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        async (nodes, pick, most) => {
          const graph = makeGraph(nodes)
          const failing = graph.order[pick % graph.order.length]!
          const done: string[] = []
          let working = 0
          const endings = await runGraph(graph, {
            parallelism: most,
            stopAtFailure: false,
            signal: new AbortController().signal,
            work: async (name) => {
              expect(++working).toBeLessThanOrEqual(most)
              for (const need of graph.dependencies.get(name) ?? []) expect(done).toContain(need)
              await Promise.resolve()
              working--
              done.push(name)
              return name === failing ? 'failed' : 'done'
            },
          })
          const after = withDependencies(graph.dependents, [failing])
          for (const [name, ending] of endings) {
            const expected = name === failing ? 'failed' : after.has(name) ? 'blocked' : 'done'
            expect(ending).toBe(expected)
          }
        },
      ),
    )
  })
})

describe('pictures of a graph', () => {
  const graph = makeGraph([
    { name: 'vpc', needs: [] },
    { name: 'a<b">', needs: ['vpc'] },
  ])
  const labels = new Map([['vpc', ['AWS::EC2::VPC', 'create']]])

  test('as Mermaid', () => {
    expect(drawMermaid(graph, labels)).toBe(
      'flowchart LR\n  r0["vpc<br/>AWS::EC2::VPC<br/>create"]\n  r1["a#lt;b#quot;#gt;"]\n  r0 --> r1\n',
    )
  })

  test('as SVG', () => {
    const svg = drawSvg(graph, labels)
    expect(svg).toMatch(/^<svg [^>]*width="562" height="78"/)
    expect(svg).toContain('>a&lt;b"&gt;</text>')
    expect(svg.match(/marker-end/g)).toHaveLength(1)
  })
})
