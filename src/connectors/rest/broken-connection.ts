import { AppError } from '../../errors/index.js'
import { ProtocolFailure } from '../protocol.js'
import { brokenHttp } from '../raw-answer.js'
import { isNeverSent } from '../transport-code.js'

/** What became of a call that has no answer. */
export function brokenConnection(error: unknown, origin: string): Error {
  if (AppError.is(error) || error instanceof ProtocolFailure) return error
  const { name, message, code } = partsOf(error)
  const broken = brokenHttp(error)
  if (broken !== undefined) {
    const said = `what ${origin} answered ${broken}`
    const facts = { name: 'BadAnswer', message: said, status: 0, isMisshapen: true }
    return new ProtocolFailure({ ...facts, mayHaveArrived: true, cause: error })
  }
  if (name === 'AbortError') return new AppError('CANCELLED', 'the call was cancelled')
  return new ProtocolFailure({
    name: code ?? name,
    message: `no answer from ${origin}: ${message || (code ?? name)}`,
    status: 0,
    mayHaveArrived: !isNeverSent(error),
    cause: error,
  })
}

function partsOf(error: unknown): { name: string; message: string; code: string | undefined } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: undefined }
  const { code } = error as NodeJS.ErrnoException
  return { name: error.name, message: error.message, code }
}
