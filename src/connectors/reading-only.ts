import { AppError } from '../errors/index.js'
import type { Connector } from './connector.js'
import { forwarding } from './forwarding.js'

/** A connector that sends nothing that changes something, whoever asks: the last line behind every check of statements. */
export function readingOnly(connector: Connector): Connector {
  const refused = (): Promise<never> =>
    Promise.reject(new AppError('READ_ONLY', 'this session only reads: nothing was sent'))
  return { ...forwarding(() => connector), mutate: refused, cancel: refused }
}
