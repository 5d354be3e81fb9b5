import type { AwsCredentialIdentity, Provider } from '@smithy/types'

/** The connection of a session that names none. */
export const DEFAULT_CONNECTION = 'default'

/** Whose credentials a call is signed with, and where it goes. */
export interface CallPlace {
  /** Name of the connection. */
  readonly connection: string
  readonly region: string
}

/** What a connection signs with. Without anything: the environment's own credentials. */
export interface ConnectionSpec {
  readonly name: string
  /** Profile of the AWS configuration. */
  readonly profile?: string
  /** For an endpoint that knows no credentials, as the local cloud. */
  readonly fixed?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** How the calls of connections are signed. */
export interface ConnectionAccess {
  credentials(connection: string): Provider<AwsCredentialIdentity>
  /** Profile that a connection's endpoint settings come from. */
  profile(connection: string): string | undefined
}
