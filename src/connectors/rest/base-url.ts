import type { RestDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { variableOf, type Environment } from './environment.js'

/** Where a service is. @throws AppError CONFIGURATION */
export function baseUrlOf({ baseUrl }: RestDocument, environment: Environment): URL {
  if (typeof baseUrl === 'string') return readUrl(baseUrl, 'the baseUrl of the document')
  const { variable } = baseUrl
  const isSet = (environment[variable]?.trim() ?? '') !== ''
  if (!isSet && baseUrl.default !== undefined) return readUrl(baseUrl.default, 'the baseUrl')
  const text = variableOf(environment, variable, {
    what: 'the address of the service, such as https://www.example.com',
    secret: false,
  })
  return readUrl(text, `the environment variable ${variable}`)
}

/** The value is not repeated: an address may carry a password. */
function readUrl(text: string, source: string): URL {
  if (URL.canParse(text)) {
    const url = new URL(text)
    const isHttp = url.protocol === 'https:' || url.protocol === 'http:'
    if (isHttp && url.username === '' && url.password === '') return url
  }
  throw new AppError('CONFIGURATION', `${source} is no http or https address without credentials`, {
    hint: 'write https://www.example.com, with a path where the service has one',
  })
}

/**
 * A path and query below a base address.
 * @throws AppError BAD_IDENTIFIER for a path that would be another one in an address: with segments that climb
 */
export function urlOf(base: URL, path: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(base)
  const whole = `${base.pathname.replace(/\/$/, '')}${path}`
  url.pathname = whole
  const segments = whole.split('/')
  const climbs = segments.some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
  if (climbs || /[\t\n\r\\?#]/.test(path) || url.pathname.split('/').length !== segments.length) {
    throw new AppError('BAD_IDENTIFIER', `${path} is another path once it is part of an address`, {
      hint: 'nothing was sent: a value in it climbs, or holds characters that addresses drop',
    })
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value)
  return url
}
