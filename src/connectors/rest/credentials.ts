import type { AuthDocument } from '../../catalog/index.js'
import { variableOf, type Environment } from './environment.js'

/** What proves who calls. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  /** Texts that must not be shown, wherever they come back. */
  readonly secrets: readonly string[]
}

const WHAT = 'the credentials of the service'

/** @throws AppError NO_CREDENTIALS where a variable is not set */
export function credentialsOf(
  auth: AuthDocument | undefined,
  environment: Environment,
): Credentials {
  if (auth === undefined) return { headers: {}, secrets: [] }
  const secret = (name: string): string =>
    variableOf(environment, name, { what: WHAT, secret: true })
  switch (auth.kind) {
    case 'bearer': {
      const token = secret(auth.variable)
      return { headers: { authorization: `Bearer ${token}` }, secrets: [token] }
    }
    case 'header': {
      const value = secret(auth.variable)
      const name = auth.header.toLowerCase()
      return { headers: { [name]: `${auth.prefix ?? ''}${value}` }, secrets: [value] }
    }
    case 'basic': {
      const password = secret(auth.passwordVariable)
      const pair = Buffer.from(`${secret(auth.userVariable)}:${password}`).toString('base64')
      return { headers: { authorization: `Basic ${pair}` }, secrets: [password, pair] }
    }
  }
}
