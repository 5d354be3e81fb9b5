import type { IoHost } from '../../io/index.js'

/** Where resources were found that are not of the place that was asked. */
interface Elsewhere {
  readonly region?: string
  readonly accountId?: string
}

/** What lists of one unit brought that they should not have, by type: told once, when the unit is over. */
export class ListOddities {
  readonly #twice = new Map<string, number>()
  readonly #elsewhere = new Map<string, { readonly at: Elsewhere; readonly names: Set<string> }>()

  /** A list gave a resource that it had given before. */
  again(typeName: string): void {
    this.#twice.set(typeName, (this.#twice.get(typeName) ?? 0) + 1)
  }

  /** A resource of another region, which is left out, or of another account, which is kept. */
  elsewhere(typeName: string, identifier: string, at: Elsewhere): void {
    const key = JSON.stringify([typeName, at.region ?? '', at.accountId ?? ''])
    const known = this.#elsewhere.get(key)
    if (known === undefined) this.#elsewhere.set(key, { at, names: new Set([identifier]) })
    else known.names.add(identifier)
  }

  tell(
    { notify }: { readonly notify: IoHost['notify'] },
    { connection, region }: { readonly connection: string; readonly region: string },
  ): void {
    for (const [typeName, count] of this.#twice) {
      notify({
        code: '1106',
        level: 'info',
        text: `${typeName} in ${region}: the list gave ${resources(count)} more than once; each is shown once`,
        data: { typeName, connection, region, count },
      })
    }
    for (const [key, { at, names }] of this.#elsewhere) {
      const [typeName = ''] = JSON.parse(key) as string[]
      const count = names.size
      const where =
        at.region === undefined
          ? `${resources(count)} of account ${at.accountId ?? ''}, which ${count === 1 ? 'is' : 'are'} shown with the others`
          : `${resources(count)} of ${at.region}, left out here: ask for region = '${at.region}'`
      notify({
        code: '1107',
        level: 'info',
        text: `${typeName} in ${region}: there ${count === 1 ? 'is' : 'are'} ${where}`,
        data: { typeName, connection, region, count, ...at },
      })
    }
  }
}

function resources(count: number): string {
  return count === 1 ? '1 resource' : `${String(count)} resources`
}
