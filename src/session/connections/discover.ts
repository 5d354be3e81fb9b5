import type { ConnectionSpec, MemberAccount } from '../../connectors/index.js'
import { likePattern } from '../../util/index.js'
import type { OrganizationEntry } from './connection-entry.js'

/**
 * A connection for each account of an organization that the entry wants, named `<entry>-<account>`. The account
 * that was asked needs no role: its own credentials lead to it.
 */
export function memberSpecs(
  entry: OrganizationEntry,
  members: readonly MemberAccount[],
  ownAccount: string,
): ConnectionSpec[] {
  const taken = new Set<string>()
  return members
    .filter((member) => isWanted(entry, member))
    .map((member) => {
      const name = freeName(`${entry.name}-${slug(member.name)}`, member, taken)
      taken.add(name)
      const common = {
        name,
        accountId: member.id,
        ...(entry.profile === undefined ? {} : { profile: entry.profile }),
      }
      if (member.id === ownAccount) return common
      const arn = `arn:${member.partition}:iam::${member.id}:role/${entry.roleName.replace(/^\//, '')}`
      return { ...common, role: { arn, ...entry.role } }
    })
}

function isWanted({ include, exclude }: OrganizationEntry, { id, name }: MemberAccount): boolean {
  const fits = (patterns: readonly string[]): boolean =>
    patterns.map(likePattern).some((pattern) => pattern.test(id) || pattern.test(name))
  return (include === undefined || fits(include)) && !(exclude !== undefined && fits(exclude))
}

/** Account names are free text; connections are named in SQL and on command lines. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

function freeName(name: string, { id }: MemberAccount, taken: ReadonlySet<string>): string {
  return taken.has(name) || name.endsWith('-') ? `${name.replace(/-$/, '')}-${id}` : name
}
