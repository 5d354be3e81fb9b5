import type { Caller } from '../protocol.js'
import { accountOfKey } from '../services/sts/access-key.js'

/** Who an unsigned call, or an unknown access key, is. */
export interface CallerDefaults {
  readonly account: string
  readonly region: string
  /** Account ids by access key id. */
  readonly accounts: Readonly<Record<string, string>>
}

/**
 * Region and account from the signature's scope (`Credential=AKID/20260101/us-east-1/cloudcontrolapi/aws4_request`):
 * one port serves all regions. Signatures are not checked. An access key of 12 digits is an account; one
 * that AssumeRole gave carries the account of its role.
 */
export function callerOf(authorization: string | undefined, defaults: CallerDefaults): Caller {
  const [, accessKey = '', region] =
    /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\//.exec(authorization ?? '') ?? []
  const account = /^\d{12}$/.test(accessKey)
    ? accessKey
    : (accountOfKey(accessKey) ?? defaults.accounts[accessKey])
  return { account: account ?? defaults.account, region: region ?? defaults.region }
}
