import { AppError } from '../errors/index.js'
import type { OnFailure, WriteGuard } from '../execution/index.js'

export interface WriteOptions {
  readonly inFlight: number
  /** True: nobody is asked before a write. */
  readonly yes: boolean
  readonly always: boolean
  readonly maxChanges?: number
}

/** How a session writes: what it began with, and what SET changed since. */
export class WriteSettings {
  #inFlight: number
  #maxChanges: number | undefined
  #replaceable = false
  #onFailure: OnFailure = 'stop'
  readonly #yes: boolean
  readonly #always: boolean

  constructor({ inFlight, yes, always, maxChanges }: WriteOptions) {
    this.#inFlight = inFlight
    this.#yes = yes
    this.#always = always
    this.#maxChanges = maxChanges
  }

  get forContext(): {
    readonly mutationsInFlight: number
    readonly replaceable: boolean
    readonly guard: WriteGuard
  } {
    const maxChanges = this.#maxChanges
    return {
      mutationsInFlight: this.#inFlight,
      replaceable: this.#replaceable,
      guard: {
        yes: this.#yes,
        always: this.#always,
        ...(maxChanges === undefined ? {} : { maxChanges }),
      },
    }
  }

  get onFailure(): OnFailure {
    return this.#onFailure
  }

  /**
   * Takes a SET, if it is one of these.
   * @throws AppError USAGE for a value that the setting does not take
   */
  set(name: string, value: string): boolean {
    switch (name) {
      case 'writes_in_flight':
        this.#inFlight = wholeNumber(name, value)
        return true
      case 'max_changes':
        this.#maxChanges = value === 'none' ? undefined : wholeNumber(name, value)
        return true
      case 'on_replace':
        this.#replaceable = oneOf(name, value, ['error', 'replace']) === 'replace'
        return true
      case 'on_failure':
        this.#onFailure = oneOf(name, value, ['stop', 'rollback'])
        return true
      default:
        return false
    }
  }
}

function wholeNumber(name: string, value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value)
  throw new AppError('USAGE', `${name} takes a whole number above 0, not "${value}"`)
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value.toLowerCase())
  if (found !== undefined) return found
  throw new AppError('USAGE', `${name} takes ${choices.join(' or ')}, not "${value}"`)
}
