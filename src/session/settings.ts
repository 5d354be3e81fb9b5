import { AppError } from '../errors/index.js'

/** What SET changes for the statements that follow. */
export interface SettingValues {
  readonly maxCalls: number
  /** Seconds; `undefined` for no limit. */
  readonly timeout: number | undefined
  /** Of the order in which places are asked. */
  readonly seed: number
  /** Seconds that the answer of a scan may be used again; 0 for never. */
  readonly cacheTtl: number
}

const EXAMPLES =
  "SET regions = 'us-east-1,eu-west-1', SET connections = 'prod-%', SET max_calls = 1000, SET timeout = 30, SET cache_ttl = 60, SET seed = 1, SET max_changes = 10, SET on_failure = rollback"

/** Settings of a session that are numbers. */
export class Settings {
  #values: SettingValues

  constructor(values: SettingValues) {
    this.#values = values
  }

  get values(): SettingValues {
    return this.#values
  }

  /** @throws AppError USAGE for a name that is none, or a value that does not fit */
  set(name: string, value: string): void {
    switch (name) {
      case 'max_calls':
        if (!/^[1-9]\d*$/.test(value)) {
          throw new AppError('USAGE', `max_calls takes a whole number above 0, not "${value}"`)
        }
        this.#values = { ...this.#values, maxCalls: Number(value) }
        break
      case 'timeout': {
        const timeout = seconds(name, value)
        this.#values = { ...this.#values, timeout: timeout === 0 ? undefined : timeout }
        break
      }
      case 'seed':
        if (!/^\d{1,9}$/.test(value)) {
          throw new AppError('USAGE', `seed takes a whole number, not "${value}"`)
        }
        this.#values = { ...this.#values, seed: Number(value) }
        break
      case 'cache_ttl':
        this.#values = { ...this.#values, cacheTtl: seconds(name, value) }
        break
      default:
        throw new AppError('USAGE', `there is no setting "${name}"`, { hint: EXAMPLES })
    }
  }
}

function seconds(name: string, value: string): number {
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value)
  throw new AppError('USAGE', `${name} takes seconds, 0 for none, not "${value}"`)
}
