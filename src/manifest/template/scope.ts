import type { Value } from './values.js'

/** Names in force at one place of a template; blocks open scopes inside their surroundings. */
export class Scope {
  readonly #names = new Map<string, Value>()
  readonly #parent: Scope | undefined

  constructor(parent?: Scope) {
    this.#parent = parent
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.#parent?.has(name) ?? false)
  }

  get(name: string): Value {
    return this.#names.has(name) ? this.#names.get(name) : this.#parent?.get(name)
  }

  /** Binds a name here, hiding an outer one. */
  bind(name: string, value: Value): void {
    this.#names.set(name, value)
  }

  /** Sets a name where it is bound already, else here. */
  assign(name: string, value: Value): void {
    if (this.#parent?.has(name) === true && !this.#names.has(name)) this.#parent.assign(name, value)
    else this.#names.set(name, value)
  }

  /** The outermost scope, which macros see. */
  root(): Scope {
    return this.#parent?.root() ?? this
  }

  names(): string[] {
    return [...this.#names.keys(), ...(this.#parent?.names() ?? [])]
  }
}
