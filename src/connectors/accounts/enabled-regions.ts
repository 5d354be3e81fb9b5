import type { AccountClient, Asker } from './account-client.js'

/** The regions that an account has enabled, by Account ListRegions. @throws AppError */
export async function enabledRegions(
  client: AccountClient,
  asker: Asker,
  signal: AbortSignal,
): Promise<string[]> {
  const { AccountClient: Client, ListRegionsCommand } = await import('@aws-sdk/client-account')
  const account = new Client(await client.settings(asker))
  const names: string[] = []
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
    for (const { RegionName } of page.Regions ?? []) {
      if (RegionName !== undefined) names.push(RegionName)
    }
    token = page.NextToken
  } while (token !== undefined)
  return names.sort()
}
