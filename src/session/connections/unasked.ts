import { AppError } from '../../errors/index.js'
import type { ConnectionDirectory } from '../../execution/index.js'

/**
 * A directory that is asked nothing, for statements that are checked before they run: a statement before them
 * may set a region, and their accounts are left open.
 */
export function unasked(directory: ConnectionDirectory): ConnectionDirectory {
  return {
    all: async () => (await directory.all()).map((each) => ({ ...each, sessionRegions: ['any'] })),
    accountOf: () => Promise.reject(new AppError('NO_CREDENTIALS', 'nobody is asked')),
    knownAccountOf: (connection) => directory.knownAccountOf(connection),
    regionsOf: () => Promise.resolve(['any']),
  }
}
