import type { AwsCredentialIdentity, Provider } from '@smithy/types'
import type { AppError } from '../errors/index.js'

/** The connection of a session that names none. */
export const DEFAULT_CONNECTION = 'default'

/** Whose credentials a call is signed with, and where it goes. */
export interface CallPlace {
  /** Name of the connection. */
  readonly connection: string
  readonly region: string
}

/** A role that is taken for a connection. */
export interface RoleSpec {
  readonly arn: string
  readonly externalId?: string
  /** Default `skyql`. */
  readonly sessionName?: string
  /** Default 3600. */
  readonly durationSeconds?: number
}

/** What a connection signs with. Without anything: the environment's own credentials. */
export interface ConnectionSpec {
  readonly name: string
  /** Profile of the AWS configuration. */
  readonly profile?: string
  /** Taken with those credentials. */
  readonly role?: RoleSpec
  /** Account that it leads to, where that is known without a call. */
  readonly accountId?: string
  /** Why it cannot be asked: what it was to be made of did not answer. */
  readonly broken?: AppError
  /** Credentials that are given; for an endpoint that knows none, as the local cloud, any. */
  readonly fixed?: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

/** How the calls of connections are signed. */
export interface ConnectionAccess {
  credentials(connection: string): Provider<AwsCredentialIdentity>
  /** Profile that a connection's endpoint settings come from. */
  profile(connection: string): string | undefined
  /**
   * Has credentials that a service calls expired be made anew, where that can help: those from before `since`
   * (milliseconds since the epoch). False where the same ones would come again.
   */
  renew(connection: string, since: number): boolean
}

/** An account of an organization. */
export interface MemberAccount {
  readonly id: string
  readonly name: string
  /** `aws`, `aws-cn`, … */
  readonly partition: string
}
