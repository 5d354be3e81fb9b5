import { changeLines, changeSummary } from '../../format/index.js'
import type { ChangeView } from '../../resource/index.js'
import { changeReport, type Explanation } from '../explain-statement.js'
import type { StagedWrite } from '../transaction/change-set.js'
import { lossLine, lossOf } from '../transaction/undo.js'
import { viewWrite } from './view-write.js'

/** What is staged, with what has to end before each of it begins. */
export function viewStaged(
  staged: readonly StagedWrite[],
): Required<Omit<Explanation, 'failures'>> {
  const changes = staged.map(({ write, number, dependsOn }): ChangeView => {
    const view = viewWrite(write)
    const loss = lossOf(write)
    const notes = loss === undefined ? view.notes : [...view.notes, loss]
    return { ...view, notes, number, dependsOn }
  })
  const losses = lossLine(staged)
  const lines =
    changes.length === 0
      ? ['nothing is staged']
      : [
          ...changeLines(changes, { color: false }),
          `${changeSummary(changes)} at COMMIT`,
          ...(losses === undefined ? [] : [losses]),
        ]
  return { lines, report: changeReport('transaction', changes), changes }
}
