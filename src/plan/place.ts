/** Where a question is asked: with the credentials of one connection, in one region. */
export interface Place {
  readonly connection: string
  readonly region: string
  /** Account of the connection, where it is known before a call. */
  readonly accountId?: string
  /** Regions whose resources are asked for here, where one region's answer has those of others. */
  readonly covers?: readonly string[]
}

/** What a statement may be asked through, as planning knows it. */
export interface PlanConnection {
  readonly name: string
  readonly accountId?: string
  /** Whether references that state neither account nor connection ask it. */
  readonly isChosen: boolean
  /** Regions of references that name none; may be empty. `all`: every one that its account has. */
  readonly sessionRegions: readonly string[] | 'all'
}

/** The virtual columns that say where a row is from. */
export type PlaceColumn = 'connection' | 'account_id' | 'region'

export const PLACE_COLUMNS: readonly PlaceColumn[] = ['connection', 'account_id', 'region']

/** The columns that choose connections; `region` chooses regions. */
export const ACCOUNT_COLUMNS: readonly PlaceColumn[] = ['connection', 'account_id']

export function isPlaceColumn(name: string): name is PlaceColumn {
  return (PLACE_COLUMNS as readonly string[]).includes(name)
}
