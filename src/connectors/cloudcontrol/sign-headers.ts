import aws4 from 'aws4'
import type { AwsCredentialIdentity } from '@smithy/types'

/** A POST to a service, as it is signed. */
export interface UnsignedPost {
  readonly path: string
  /** With `host`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Whose call it is, and to which service. */
export interface SigningScope {
  readonly service: string
  readonly region: string
  readonly credentials: AwsCredentialIdentity
}

/**
 * The headers of a call with AWS's Signature Version 4. The SDK's own signer makes the same signature and takes three
 * times as long, which is a tenth of what a call costs.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function signHeaders(
  { path, headers, body }: UnsignedPost,
  { service, region, credentials }: SigningScope,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const signed = aws4.sign(
    { method: 'POST', path, headers: { ...headers }, body, service, region },
    { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  )
  return signed.headers as Record<string, string>
}
