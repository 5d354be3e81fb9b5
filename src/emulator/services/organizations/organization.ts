import { AppError } from '../../../errors/index.js'
import { SeededRandom } from '../../values/seeded-random.js'

/** An account of the organization. */
export interface OrganizationAccount {
  /** 12 digits. */
  readonly id: string
  readonly name: string
  /** ACTIVE where it is not said. */
  readonly status?: 'ACTIVE' | 'SUSPENDED'
}

/**
 * Reads one `--organization` text: `ID=NAME`, or `ID=NAME:SUSPENDED` for an account that is closed.
 * @throws AppError USAGE
 */
export function parseOrganizationAccount(text: string): OrganizationAccount {
  const [, id, name, suspended] = /^(\d{12})=(.+?)(:SUSPENDED)?$/.exec(text) ?? []
  if (id === undefined || name === undefined || name.length > 50) {
    throw new AppError('USAGE', `--organization takes ID=NAME, not "${text}"`, {
      hint: 'For instance 222222222222=prod; an id has 12 digits, a name at most 50 characters.',
    })
  }
  return { id, name, status: suspended === undefined ? 'ACTIVE' : 'SUSPENDED' }
}

/** The management account first, then the others in the order given; the first mention of an account counts. */
export function organizationOf(
  management: string,
  accounts: readonly OrganizationAccount[],
): readonly OrganizationAccount[] {
  const byId = new Map<string, OrganizationAccount>([
    [management, { id: management, name: 'local' }],
  ])
  const named = new Set<string>()
  for (const account of accounts) {
    if (!named.has(account.id)) byId.set(account.id, account)
    named.add(account.id)
  }
  return [...byId.values()]
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** `o-…`, the same whenever the management account is. */
export const organizationId = (management: string): string =>
  `o-${new SeededRandom(`organization ${management}`).text(LETTERS, 10)}`

export const rootId = (management: string): string =>
  `r-${new SeededRandom(`root ${management}`).text(LETTERS, 4)}`

export const emailOf = (id: string): string => `aws-${id}@example.com`
