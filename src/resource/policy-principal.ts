import type { Json } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import { valueSet } from './policy-values.js'

/** `arn:aws:iam::123456789012:root`, in any partition, is what IAM makes of the bare account id. */
const ROOT = /^arn:aws[a-z-]*:iam::(\d{12}):root$/

/** `"*"` is `{"AWS": "*"}`; each kind of principal holds a set; an account has two spellings. */
export function normalisePrincipal(value: Json): Json {
  if (!isJsonObject(value)) return normalisePrincipal({ AWS: value })
  return Object.fromEntries(
    Object.entries(value).map(([kind, principals]) => [
      kind,
      valueSet(principals, kind === 'AWS' ? accountId : undefined),
    ]),
  )
}

function accountId(principal: string): string {
  return ROOT.exec(principal)?.[1] ?? principal
}
