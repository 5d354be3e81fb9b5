import { RegExpParser, type AST } from '@eslint-community/regexpp'

/**
 * The automaton of a pattern: a state for each character that the pattern can consume, and for each pair of
 * states in how many ways one can follow the other (two means that the same text can be matched in two ways).
 */
export interface Automaton {
  /** Source of each state's character or class. */
  readonly states: readonly string[]
  /** State to the states that can follow it, with the number of ways. */
  readonly follow: readonly ReadonlyMap<number, number>[]
}

/** The pieces of a pattern that match on their own: the whole, and the inside of each look-around. */
export function automataOf(pattern: string): Automaton[] {
  const ast = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(pattern, 0, pattern.length, {
    unicode: true,
  })
  const pending: (readonly AST.Alternative[])[] = [ast.alternatives]
  const automata: Automaton[] = []
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const builder = new Builder(pending)
    builder.alternatives(next)
    automata.push(builder.automaton)
  }
  return automata
}

// Repetitions past this count are taken for endless: {1,512} backtracks as + does.
const ENDLESS = 10
const MOST_COPIES = 36

interface Part {
  readonly first: readonly number[]
  readonly last: readonly number[]
  readonly empty: boolean
}
const NOTHING: Part = { first: [], last: [], empty: true }

/** Glushkov's construction, counting the ways. */
class Builder {
  readonly #states: string[] = []
  readonly #follow: Map<number, number>[] = []
  readonly #lookarounds: (readonly AST.Alternative[])[]

  constructor(lookarounds: (readonly AST.Alternative[])[]) {
    this.#lookarounds = lookarounds
  }

  get automaton(): Automaton {
    return { states: this.#states, follow: this.#follow }
  }

  alternatives(alternatives: readonly AST.Alternative[]): Part {
    const parts = alternatives.map((each) =>
      this.#sequence(each.elements.map((e) => () => this.#element(e))),
    )
    return {
      first: parts.flatMap((part) => part.first),
      last: parts.flatMap((part) => part.last),
      empty: parts.some((part) => part.empty),
    }
  }

  #sequence(makers: readonly (() => Part)[]): Part {
    return makers.reduce<Part>((before, make) => {
      const part = make()
      this.#connect(before.last, part.first)
      return {
        first: before.empty ? [...before.first, ...part.first] : before.first,
        last: part.empty ? [...before.last, ...part.last] : part.last,
        empty: before.empty && part.empty,
      }
    }, NOTHING)
  }

  #element(element: AST.Element): Part {
    switch (element.type) {
      case 'Character':
      case 'CharacterClass':
      case 'CharacterSet':
        return this.#state(element.raw)
      case 'Group':
      case 'CapturingGroup':
        return this.alternatives(element.alternatives)
      case 'Quantifier':
        return this.#repeat(element)
      case 'Assertion':
        if ('alternatives' in element) this.#lookarounds.push(element.alternatives)
        return NOTHING
      default:
        return NOTHING
    }
  }

  #repeat({ element, min, max }: AST.Quantifier): Part {
    const make = (): Part => this.#element(element)
    if (max > ENDLESS && max !== min) {
      const part = make()
      this.#connect(part.last, part.first)
      return { ...part, empty: part.empty || min === 0 }
    }
    const most = Math.min(max, MOST_COPIES)
    const fixed = Math.min(min, most)
    return this.#sequence([
      ...Array.from({ length: fixed }, () => make),
      () => this.#optional(make, most - fixed),
    ])
  }

  /** `(x(x(x)?)?)?`, since `x?x?x?` would have several ways for one text. */
  #optional(make: () => Part, copies: number): Part {
    if (copies === 0) return NOTHING
    const part = this.#sequence([make, () => this.#optional(make, copies - 1)])
    return { ...part, empty: true }
  }

  #state(raw: string): Part {
    const state = this.#states.push(raw) - 1
    this.#follow.push(new Map())
    return { first: [state], last: [state], empty: false }
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const state of from) {
      const ways = this.#follow[state]
      for (const next of to) ways?.set(next, (ways.get(next) ?? 0) + 1)
    }
  }
}
