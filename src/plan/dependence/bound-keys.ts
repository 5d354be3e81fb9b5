import type { PlanSource, Value } from './value.js'

/** Rows of one scan that keys of another are read from. */
export interface BoundKeys {
  readonly source: PlanSource
  /** The value that each column of the dependent scan has to equal. */
  readonly keys: ReadonlyMap<string, Value>
  /** Only rows for which all of these hold. */
  readonly guards: readonly Value[]
  /** A NULL among the keys says that all rows count: NOT IN asks whether there are any. */
  readonly nullMeansAll: boolean
}

/**
 * Rows of a scan whose columns equal no key of any of these cannot change the answer. Every binding of a scan
 * holds by itself.
 */
export type KeyBinding = readonly BoundKeys[]

/** A way that rows come about, with the keys that they give. */
export interface KeyBranch {
  readonly guards: readonly Value[]
  readonly keys: readonly (readonly [string, Value | undefined])[]
}

/**
 * The keys that come of one row together: where rows come about in one way, a group for each row that they are
 * made of; else what every way has of one row.
 */
export function groups(branches: readonly KeyBranch[]): KeyBinding[] {
  const perBranch = branches.map(groupsOf)
  const [first = [], ...others] = perBranch
  if (others.length === 0) return first.map((one) => [one])
  const whole = perBranch.map((all) => (all.length === 1 ? all[0] : undefined))
  if (whole.every((each) => each !== undefined)) {
    const names = [...(whole[0]?.keys.keys() ?? [])]
    if (whole.every(({ keys }) => keys.size === names.length && names.every((n) => keys.has(n)))) {
      return [whole]
    }
  }
  const names = new Set(branches.flatMap(({ keys }) => keys.map(([name]) => name)))
  return [...names].flatMap((name) => {
    const alone = perBranch.map((all) => all.find(({ keys }) => keys.has(name)))
    return alone.every((each) => each !== undefined) ? [alone.map((each) => only(each, name))] : []
  })
}

function only(bound: BoundKeys, name: string): BoundKeys {
  const value = bound.keys.get(name)
  return { ...bound, keys: new Map(value === undefined ? [] : [[name, value]]) }
}

function groupsOf({ keys, guards }: KeyBranch): BoundKeys[] {
  const byRow = new Map<string, Map<string, Value>>()
  const constants = new Map<string, Value>()
  for (const [name, value] of keys) {
    if (value === undefined) continue
    if (value.source === undefined) constants.set(name, value)
    else {
      const row = byRow.get(value.instance) ?? new Map<string, Value>()
      byRow.set(value.instance, row.set(name, value))
    }
  }
  const rows = [...byRow.values()].flatMap((own) => {
    const source = [...own.values()][0]?.source
    const unnesting = [...own.values()].filter(({ unnests }) => unnests)
    return source === undefined || unnesting.length > 1 ? [] : [{ source, own }]
  })
  if (rows.length === 0 && constants.size > 0) {
    const source: PlanSource = { kind: 'rows', from: '(VALUES (1)) AS stated(one)' }
    return [{ source, keys: constants, guards: [], nullMeansAll: false }]
  }
  return rows.map(({ source, own }) => {
    const instance = [...own.values()][0]?.instance
    return {
      source,
      keys: new Map([...own, ...constants]),
      guards: guards.filter((guard) => guard.instance === instance && !guard.unnests),
      nullMeansAll: false,
    }
  })
}

export function isNeverAdded({ keys }: BoundKeys): boolean {
  return [...keys.values()].every(({ nullable }) => !nullable)
}

export function named(sources: KeyBinding, names: ReadonlyMap<string, string>): KeyBinding {
  return sources.map((source) => ({
    ...source,
    keys: new Map(
      [...source.keys].flatMap(([name, value]) => {
        const column = names.get(name)
        return column === undefined ? [] : [[column, value] as const]
      }),
    ),
  }))
}

/** What all sources have keys for; `undefined` where that is nothing. */
export function common(sources: KeyBinding): KeyBinding | undefined {
  const [first, ...others] = sources
  const columns = [...(first?.keys.keys() ?? [])].filter((column) =>
    others.every(({ keys }) => keys.has(column)),
  )
  return columns.length === 0
    ? undefined
    : named(sources, new Map(columns.map((column) => [column, column])))
}
