import type { AccountClient, Asker } from './account-client.js'
import { PageTokens } from '../page-tokens.js'
import { listed } from './listed.js'

/** The regions that an account has enabled, by Account ListRegions. @throws AppError */
export async function enabledRegions(
  client: AccountClient,
  asker: Asker,
  signal: AbortSignal,
): Promise<string[]> {
  const { AccountClient: Client, ListRegionsCommand } = await import('@aws-sdk/client-account')
  const account = new Client(await client.settings(asker, 'Account'))
  const names: string[] = []
  const tokens = new PageTokens({ operation: 'ListRegions' })
  let token: string | undefined
  do {
    const page = await client.call('ListRegions', asker, () =>
      account.send(
        new ListRegionsCommand({
          RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
          NextToken: token,
        }),
        { abortSignal: signal },
      ),
    )
    const found = listed(page.Regions, 'ListRegions')
    for (const { RegionName } of found) {
      if (typeof RegionName === 'string') names.push(RegionName)
    }
    token = tokens.next(page.NextToken, found.length)
  } while (token !== undefined)
  return names.sort()
}
