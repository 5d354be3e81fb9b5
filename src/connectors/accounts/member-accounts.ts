import type { MemberAccount } from '../connection.js'
import type { AccountClient, Asker } from './account-client.js'
import { PageTokens } from '../page-tokens.js'
import { listed } from './listed.js'

/** The accounts of the asker's organization that are open, by Organizations ListAccounts. @throws AppError */
export async function memberAccounts(
  client: AccountClient,
  asker: Asker,
): Promise<MemberAccount[]> {
  const { ListAccountsCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations')
  const organizations = new OrganizationsClient(await client.settings(asker, 'Organizations'))
  const accounts: MemberAccount[] = []
  const tokens = new PageTokens({ operation: 'ListAccounts' })
  let token: string | undefined
  do {
    const page = await client.call('ListAccounts', asker, () =>
      organizations.send(new ListAccountsCommand({ NextToken: token })),
    )
    const found = listed(page.Accounts, 'ListAccounts')
    for (const account of found) {
      const { Id: id, Name: name, Arn: arn, State: state, Status: status } = account
      if (id === undefined || (state ?? status) !== 'ACTIVE') continue
      accounts.push({ id, name: name ?? id, partition: arn?.split(':')[1] ?? 'aws' })
    }
    token = tokens.next(page.NextToken, found.length)
  } while (token !== undefined)
  return accounts
}
