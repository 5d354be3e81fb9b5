import { AppError } from '../../errors/index.js'
import type { ConnectionDirectory } from '../../execution/index.js'

/**
 * A directory that asks nobody, for statements that are explained: what is not known yet is left open, and
 * regions are all that there are.
 */
export function unasked(
  directory: ConnectionDirectory,
  regions: readonly string[],
): ConnectionDirectory {
  return {
    all: () => directory.all(),
    accountOf: () => Promise.reject(new AppError('NO_CREDENTIALS', 'nobody is asked')),
    knownAccountOf: (connection) => directory.knownAccountOf(connection),
    targetOf: (connection) => directory.targetOf(connection),
    regionsOf: () => Promise.resolve(regions),
  }
}

/** The same for statements that are checked before they run: a statement before them may set a region. */
export function unsettled(directory: ConnectionDirectory): ConnectionDirectory {
  const asked = unasked(directory, ['any'])
  return {
    ...asked,
    all: async () => (await asked.all()).map((each) => ({ ...each, sessionRegions: ['any'] })),
  }
}
