import type { IoHost } from '../io/index.js'
import type { Session } from './session.js'

/** Says that earlier runs left writes whose end nobody knows. */
export async function warnOfUnfinished(session: Session, host: IoHost): Promise<void> {
  const left = await session.leftRequests()
  const [first, ...others] = left
  if (first === undefined) return
  const { operation, typeName, identifier, at } = first
  const named = identifier === undefined ? typeName : `${typeName} ${identifier}`
  const example = `${operation} ${named} of ${new Date(at).toISOString()}`
  const more = others.length === 0 ? '' : ` and ${String(others.length)} more`
  host.notify({
    code: '2108',
    level: 'warning',
    text: `how a write of an earlier run ended is not known: ${example}${more}; skyql exec --resume finds out`,
  })
}
