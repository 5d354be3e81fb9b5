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

/** A path and query below a base address. */
export function urlOf(base: URL, path: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/$/, '')}${path}`
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value)
  return url
}
