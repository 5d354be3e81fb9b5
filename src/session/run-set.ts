import type { ResultSet } from '../relation/index.js'
import type { SetStatement } from '../sql/index.js'
import type { SessionParts } from './session-parts.js'
import type { Settings } from './settings.js'

/** Runs a SET: of where statements are asked, of how they write, or of any other setting. */
export async function runSet(
  { name, value }: SetStatement,
  parts: Pick<SessionParts, 'connections' | 'writes'> & { readonly settings: Settings },
): Promise<ResultSet> {
  const { connections, writes, settings } = parts
  switch (name) {
    case 'region':
    case 'regions':
      connections.chooseRegions(allOrSome(value))
      break
    case 'connection':
    case 'connections':
      await connections.chooseConnections(allOrSome(value))
      break
    default:
      if (writes.set(name, value)) break
      settings.set(name, value)
  }
  return { columns: [], rows: [] }
}

/** `all`, or a list separated by commas. */
function allOrSome(value: string): readonly string[] | 'all' {
  return value === 'all' ? value : value.split(',').map((each) => each.trim())
}
