import { DEFAULT_CONNECTION } from '../connectors/index.js'

/** Where tables of services are read and written that know neither regions nor accounts of AWS. */
export const NOWHERE = { connection: DEFAULT_CONNECTION, region: 'global' } as const
