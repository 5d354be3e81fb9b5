import type { IoHost } from '../../io/index.js'
import { checkValues, type Checked } from '../../resource/index.js'

/**
 * Holds values against the rules of a document, before anything is sent; what the rules only note is told.
 * @throws AppError MISSING_PROPERTY, VALUE_TYPE with the document's words
 */
export function runChecks(checked: Checked, host: IoHost): void {
  const { problems, notes } = checkValues(checked)
  const [problem] = problems
  if (problem !== undefined) throw problem
  for (const text of notes) host.notify({ code: '2121', level: 'warning', text })
}
