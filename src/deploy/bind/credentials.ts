import { isJsonObject, type Json } from '../../util/index.js'
import type { Problem, StackResource } from '../../manifest/index.js'

/** What an `auth` may say that means the credentials of the session. */
const SESSIONS_OWN: Readonly<Record<string, string>> = {
  keyidenvvar: 'AWS_ACCESS_KEY_ID',
  credentialsenvvar: 'AWS_SECRET_ACCESS_KEY',
  sessiontokenenvvar: 'AWS_SESSION_TOKEN',
}

/** That a resource asks for credentials which a run does not have: nothing may be made in a wrong account. */
export function credentialProblems({ name, auth, place }: StackResource): Problem[] {
  const setting = auth === undefined ? undefined : foreignCredential(auth)
  if (setting === undefined) return []
  return [
    {
      code: 'MANIFEST',
      message: `${name} asks for credentials of its own (auth, ${setting}), and a stack has those of its run alone`,
      hint: 'move it to a stack of its own, and run that with --profile or --connection',
      place,
    },
  ]
}

/** The first setting of an `auth` that asks for other credentials than the session's; `undefined` for none. */
function foreignCredential(auth: Json): string | undefined {
  if (!isJsonObject(auth)) return undefined
  for (const [key, value] of Object.entries(auth)) {
    const inner = isJsonObject(value) ? foreignCredential(value) : foreignSetting(key, value)
    if (inner !== undefined) return inner
  }
  return undefined
}

function foreignSetting(key: string, value: Json): string | undefined {
  if (key === 'type' && (value === 'aws_signing_v1' || value === 'aws_signing_v4')) return undefined
  const own = SESSIONS_OWN[key.toLowerCase().replaceAll('_', '')]
  return value === null || value === own ? undefined : key
}
