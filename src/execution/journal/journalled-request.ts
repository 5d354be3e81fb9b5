import type { CallPlace, ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'
import type { MutationText } from '../mutation/mutation-text.js'
import { NOWHERE } from '../nowhere.js'
import { blankLiterals } from './blank-literals.js'
import type { FollowUp, RequestBegin, RequestEnd } from './request-record.js'

/** What a request says of itself; run, statement, time and place are the context's. */
export type RequestFacts = Omit<RequestBegin, 'run' | 'statement' | 'at' | 'place' | 'owner'> &
  CallPlace

/** A request and its lines in the journal; without a journal it only has its token. */
export class JournalledRequest {
  readonly token: string
  readonly #journal: ExecutionContext['journal']

  private constructor(token: string, journal: ExecutionContext['journal']) {
    this.token = token
    this.#journal = journal
  }

  /** Notes a request on the disk, before it is sent. @throws AppError FILE_UNWRITABLE */
  static async begin(
    { connection, region, ...facts }: RequestFacts,
    context: ExecutionContext,
  ): Promise<JournalledRequest> {
    const { journal, run, clock } = context
    if (journal === undefined) return new JournalledRequest(facts.token, journal)
    await journal.begin({
      ...facts,
      run: run.id,
      statement: run.statement,
      at: clock.now(),
      place: await requestPlace({ connection, region }, context),
      ...(run.sql === undefined ? {} : { sql: blankLiterals(run.sql) }),
    })
    return new JournalledRequest(facts.token, journal)
  }

  /** One that the journal has already. */
  static of(token: string, { journal }: ExecutionContext): JournalledRequest {
    return new JournalledRequest(token, journal)
  }

  async accepted({ requestToken, identifier }: ProgressEvent): Promise<void> {
    // What ended at once has no token to ask by.
    if (requestToken !== '') await this.#journal?.accepted(this.token, requestToken, identifier)
  }

  async ended(end: RequestEnd): Promise<void> {
    await this.#journal?.ended(this.token, end)
  }

  async left(how: { readonly misread?: boolean } = {}): Promise<void> {
    await this.#journal?.left(this.token, how)
  }

  /** Says what follows it from now on; without `next` nothing does. */
  async follow(next: FollowUp | undefined): Promise<void> {
    await this.#journal?.follow(this.token, next)
  }
}

/**
 * The part of a journal's entry that tells what was sent.
 * @param known values that must not be kept, beside those that the type's schema tells of
 */
export function bodySnapshot(
  { masked, hash, hasSecrets }: MutationText,
  known: ExecutionContext['secrets'],
): Pick<RequestBegin, 'body' | 'hash' | 'secrets'> {
  const body = masked === undefined ? undefined : (known?.cut(masked) ?? masked)
  const secrets = hasSecrets || body !== masked
  return { hash, secrets, ...(body === undefined ? {} : { body }) }
}

/**
 * Where a request goes. Of AWS the account is asked for: credentials may be another account's by the time that
 * a request is taken up.
 */
export async function requestPlace(
  { connection, region }: CallPlace,
  context: ExecutionContext,
): Promise<RequestBegin['place']> {
  // What belongs to no account of AWS is written without asking AWS for one.
  const isNowhere = region === NOWHERE.region
  const target = isNowhere ? context.run.target : await context.connections.targetOf(connection)
  const account = isNowhere ? undefined : await accountOf(connection, target, context)
  return { target, connection, region, ...(account === undefined ? {} : { account }) }
}

async function accountOf(
  connection: string,
  target: string,
  { connections, signal }: ExecutionContext,
): Promise<string | undefined> {
  if (target !== 'aws') return connections.knownAccountOf(connection)
  try {
    return await connections.accountOf(connection, signal)
  } catch (error) {
    // Some callers may write and not ask who they are; what is wrong with the credentials the write will tell.
    if (AppError.is(error) && error.code !== 'CANCELLED') return undefined
    throw error
  }
}
