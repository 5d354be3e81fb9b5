import type { CallObserver } from '../../connectors/index.js'
import type { CallBudget } from '../call-budget.js'
import { ListOddities } from './list-oddities.js'
import { ResourceFailures } from './resource-failures.js'

/** Counts what one unit of a scan costs, and asks the statement's budget before each call. */
export class UnitMeter implements CallObserver {
  readonly #budget: CallBudget
  calls = 0
  pages = 0
  retries = 0
  throttles = 0
  readonly oddities = new ListOddities()
  readonly failures = new ResourceFailures()

  constructor(budget: CallBudget) {
    this.#budget = budget
  }

  sending(): void {
    this.#budget.take()
    this.calls++
  }

  page(): void {
    this.pages++
  }

  throttled(): void {
    this.throttles++
  }

  retried(): void {
    this.retries++
  }
}
