/** What our temporary access keys begin with; `ASIA` is AWS's own sign of a temporary key. */
const PREFIX = 'ASIASKYQL'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const ACCOUNT_LETTERS = 8

/**
 * A temporary access key that carries its account, so that it needs no memory and outlives a restart: 20
 * characters like AWS's own. `mark` tells sessions of one account apart, as far as three letters can.
 */
export function temporaryKey(account: string, mark: number): string {
  return PREFIX + letters(Number(account), ACCOUNT_LETTERS) + letters(mark % 32 ** 3, 3)
}

/** The account of a temporary access key of ours; undefined for any other key. */
export function accountOfKey(key: string): string | undefined {
  if (!key.startsWith(PREFIX) || key.length !== 20) return undefined
  let account = 0
  for (const letter of key.slice(PREFIX.length, PREFIX.length + ACCOUNT_LETTERS)) {
    account = account * 32 + ALPHABET.indexOf(letter)
  }
  const text = String(account).padStart(12, '0')
  return text.length === 12 && account >= 0 ? text : undefined
}

/** A number in base 32, the last `count` digits of it. */
function letters(number: number, count: number): string {
  let rest = number
  let text = ''
  for (let place = 0; place < count; place++) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}
