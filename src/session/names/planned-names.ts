import type { StoredName, StoredNames } from '../../execution/index.js'
import type { StoredKind } from '../../sql/index.js'

/** What a script will have defined by now: each thing stands for its query, whatever it is. */
interface Planned {
  readonly kind: StoredKind
  readonly name: string
  readonly sql: string
}

/** Names as a script leaves them that is checked and not run. */
export class PlannedNames implements StoredNames {
  readonly #now: StoredNames & { kindOf(name: string): StoredKind | undefined }
  readonly #planned = new Map<string, Planned | undefined>()

  constructor(now: StoredNames & { kindOf(name: string): StoredKind | undefined }) {
    this.#now = now
  }

  all(): ReadonlySet<string> {
    const names = new Set(this.#now.all())
    for (const [key, planned] of this.#planned) {
      if (planned === undefined) names.delete(key)
      else names.add(key)
    }
    return names
  }

  async find(name: string): Promise<StoredName | undefined> {
    const key = name.toLowerCase()
    if (!this.#planned.has(key)) return this.#now.find(name)
    const planned = this.#planned.get(key)
    return planned && { kind: 'view', name: planned.name, sql: planned.sql }
  }

  kindOf(name: string): StoredKind | undefined {
    const key = name.toLowerCase()
    return this.#planned.has(key) ? this.#planned.get(key)?.kind : this.#now.kindOf(name)
  }

  add(planned: Planned): void {
    this.#planned.set(planned.name.toLowerCase(), planned)
  }

  remove(name: string): void {
    this.#planned.set(name.toLowerCase(), undefined)
  }
}
