import type { HttpOptions } from '../connectors/index.js'
import type { KnownSecrets } from '../util/index.js'
import type { SessionOptions } from './session-options.js'

/** How calls are carried, as a session's options say. */
export function httpOptions(
  options: Pick<SessionOptions, 'verifyTls' | 'caBundle' | 'connectTimeout' | 'readTimeout'>,
  callsInFlight: number,
  secrets?: KnownSecrets,
): HttpOptions {
  const { verifyTls, caBundle, connectTimeout, readTimeout } = options
  return {
    callsInFlight,
    ...(secrets === undefined ? {} : { secrets }),
    ...(verifyTls === undefined ? {} : { verifyTls }),
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(connectTimeout === undefined ? {} : { connectTimeout }),
    ...(readTimeout === undefined ? {} : { readTimeout }),
  }
}
