/** Names whose values are secrets whatever stands below them. */
const STRONG =
  /passw|passphrase|passcode|secret|credential|privatekey|accesskey|api_?key|authkey|signingkey|sharedkey|accountkey|storagekey|servicekey|deploykey|licen[cs]ekey|hmackey|sshkey|sessionkey|(?:auth|access|bearer|refresh|session|security|id|api|bot|sas|deploy|personal)token|^token/

/** Last words of names that only point to a secret, or say something about it. */
const REFERENCE =
  /(?:arn|arns|id|ids|name|names|url|uri|type|version|enabled|length|days|policy|validity|units|expiry|expiration|expires|status|count|required|provider|path|method|methods|mode|format|algorithm|ttl|seconds|minutes|hours|rotation|alias|scope|scopes|class|location|source|description|region|limit|settings|options|config|configuration|endpoint|issuer|audience|header|prefix|suffix|filter|version(?:id|stage)s?|envvar|variable)$/

/** Last words that name a secret where they are one word of several, or all there is. */
const WEAK = new Set([
  ...['pass', 'pwd', 'pw', 'pin', 'pat', 'otp', 'dsn', 'jwt', 'auth', 'authorization', 'token'],
  ...['webhook', 'cookie', 'connectionstring', 'connstr', 'sas'],
])

/** Texts that are called tokens and only say which request or page is meant. */
const NO_SECRET_TOKEN =
  /(?:next|client|request|clientrequest|continuation|pagination|page|starting|resume|idempotency|creation|task|change|lock|sync|cancel|stop|max|min)token$/

const WORDS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g

/** True for names whose values are secrets; those that only point to one (`SecretArn`) are not. */
export function isSecretName(name: string): boolean {
  return isCredentialName(name) || isWeakName(name)
}

/** True for names whose values, and all that stands below them, are secrets. */
export function isCredentialName(name: string): boolean {
  const folded = fold(name)
  return STRONG.test(folded) && !REFERENCE.test(folded) && !NO_SECRET_TOKEN.test(folded)
}

function isWeakName(name: string): boolean {
  const folded = fold(name)
  if (/webhook(?:ur[li])?$/.test(folded)) return true
  if (NO_SECRET_TOKEN.test(folded)) return false
  const words = name.match(WORDS)?.map((word) => word.toLowerCase()) ?? []
  const last = words.findLast((word) => !/^\d+$/.test(word)) ?? ''
  const beforeLast = words.at(-2) ?? ''
  return WEAK.has(last) || WEAK.has(`${beforeLast}${last}`)
}

/** A name without its separators, in lower case. */
export function fold(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}
