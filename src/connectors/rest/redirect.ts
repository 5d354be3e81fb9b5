import { AppError } from '../../errors/index.js'

/**
 * Where a redirect leads, if it may be followed: on the same host only, since credentials go along, and a write only
 * where the status keeps its verb and body.
 * @throws AppError SERVICE_REJECTED
 */
export function redirectTarget(
  from: URL,
  { status, location, verb }: { status: number; location: string | undefined; verb: string },
): URL {
  const where = `${verb} ${from.origin}${from.pathname}`
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw refused(`${where} answered with a redirect (${String(status)}) to nowhere`)
  }
  const target = new URL(location, from)
  if (target.origin !== from.origin) {
    throw refused(`${where} redirects to another host, ${target.origin}, which is not followed`)
  }
  if (verb !== 'GET' && status !== 307 && status !== 308) {
    throw refused(`${where} answered a write with a redirect (${String(status)})`)
  }
  return target
}

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

const refused = (message: string): AppError =>
  new AppError('SERVICE_REJECTED', message, {
    hint: 'credentials are sent to the configured address alone: check the base URL',
  })
