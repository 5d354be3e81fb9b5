import { findColumn } from '../../catalog/index.js'
import type { Table } from '../../plan/index.js'
import type { ResultSet, ResultValue } from '../../relation/index.js'
import type { MutationStatement } from '../../sql/index.js'
import type { MutationOutcome } from './outcome.js'

/** What Cloud Control's ProgressEvent is made of, by its column. */
const COLUMNS: Readonly<Record<string, (outcome: MutationOutcome) => ResultValue>> = {
  typename: ({ typeName }) => typeName,
  identifier: ({ identifier }) => identifier ?? null,
  requesttoken: ({ requestToken }) => requestToken ?? null,
  operation: ({ operation }) => operation,
  operationstatus: ({ status }) => status,
  errorcode: ({ error }) => error?.code ?? null,
  statusmessage: ({ error, note }) => error?.message ?? note ?? null,
  eventtime: () => null,
  retryafter: () => null,
  resourcemodel: () => null,
}

const NAME = /^(?:"(\w+)"|(\w+))$/

/**
 * `RETURNING RequestToken, OperationStatus, …`: columns of the request itself, which the tables of resources do
 * not have. Nothing is read for it, and nothing has to be awaited.
 */
export class ReturningEvents {
  readonly #names: readonly string[]

  private constructor(names: readonly string[]) {
    this.#names = names
  }

  /** `undefined` for a list that holds anything else, and for none. */
  static of({ returning }: MutationStatement, { schema }: Table): ReturningEvents | undefined {
    const names = (returning?.text ?? '').split(',').map((part) => {
      const [, quoted, plain] = NAME.exec(part.trim()) ?? []
      return quoted ?? plain
    })
    if (!names.every((name) => name !== undefined && Object.hasOwn(COLUMNS, folded(name)))) {
      return undefined
    }
    const given = names.filter((name) => name !== undefined)
    // What the table has itself is the resource's.
    const isOfRequest = given.some((name) => findColumn(schema, name) === undefined)
    return isOfRequest ? new ReturningEvents(given) : undefined
  }

  /** A row for each write, in the order of the statement. */
  rows(outcomes: readonly MutationOutcome[]): ResultSet {
    return {
      columns: this.#names.map((name) => ({ name, type: 'VARCHAR' })),
      rows: outcomes.map((outcome) =>
        this.#names.map((name) => COLUMNS[folded(name)]?.(outcome) ?? null),
      ),
    }
  }
}

const folded = (name: string): string => name.replaceAll('_', '').toLowerCase()
