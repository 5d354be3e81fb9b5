import { MASK } from '../util/index.js'
import { isSecretName } from './secret-names.js'

/** A part of a text. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** What a URL is signed with. */
const SIGNED_URL = /\?[^\s"']*(?:X-Amz-(?:Signature|Credential|Security-Token)|[?&]sig)=[^\s"']*/gi

/** Keys that services give out, told by how they begin. */
const PREFIXED = new RegExp(
  [
    String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}`,
    String.raw`gh[pousr]_[A-Za-z0-9]{16,}`,
    String.raw`github_pat_[A-Za-z0-9_]{16,}`,
    String.raw`gl(?:pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{16,}`,
    String.raw`xox[a-z]-[A-Za-z0-9-]{8,}`,
    String.raw`xapp-[A-Za-z0-9-]{8,}`,
    String.raw`sk-[A-Za-z0-9_-]{16,}`,
    String.raw`(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{12,}`,
    String.raw`AIza[A-Za-z0-9_-]{30,}`,
    String.raw`ya29\.[A-Za-z0-9_-]{16,}`,
    String.raw`npm_[A-Za-z0-9]{24,}`,
    String.raw`pypi-[A-Za-z0-9_-]{24,}`,
    String.raw`SG\.[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{12,}`,
    String.raw`do[opr]_v1_[a-f0-9]{24,}`,
    String.raw`hv[sbr]\.[A-Za-z0-9_-]{16,}`,
    String.raw`shp(?:at|ca|pa|ss)_[a-fA-F0-9]{16,}`,
    String.raw`dapi[a-f0-9]{24,}`,
    String.raw`PMAK-[A-Za-z0-9-]{16,}`,
    String.raw`eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?`,
    String.raw`age-secret-key-1[a-z0-9]{20,}`,
  ]
    .map((pattern) => String.raw`(?<![A-Za-z0-9_])(?:${pattern})`)
    .join('|'),
  'g',
)
const KEY_BLOCK =
  /-----BEGIN[A-Z ]*(?:PRIVATE|SECRET|ENCRYPTED)[A-Z ]*-----[^]*?(?:-----END[A-Z ]*-----|$)/g
/** The user and password of `scheme://user:password@host`. */
const URL_CREDENTIALS = /(?<=[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"<>]*:[^\s/?#"<>]+(?=@)/gi
const HOOK =
  /(?<=\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/)[^\s"'<>]+|(?<=\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/)[^\s"'<>]+|(?<=\.webhook\.office\.com\/)[^\s"'<>]+/gi
const SCHEME = /(?<=\b(?:Bearer|Basic)\s+)(?=\S*\d)[A-Za-z0-9+/_=.~-]{12,}/gi
const SIGV4 = /(?<=\bAWS4-HMAC-SHA256\s+)[^\r\n"']+/g
const LOOKS = [PREFIXED, KEY_BLOCK, URL_CREDENTIALS, HOOK, SCHEME, SIGV4, SIGNED_URL]

/**
 * Parts of a text that are secrets by how they look: keys by their prefixes, private keys, tokens, what a URL or a
 * connection string logs in with, what it is signed with. In their order, none in another.
 */
export function secretLooks(text: string): TextRange[] {
  if (text.length < 8) return []
  return apart(
    LOOKS.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(({ index, 0: part }) => rangeOf(index, part)),
    ),
  )
}

/**
 * As `secretLooks`, of a text that is data and not somebody's sentence: values given to names of secrets in it
 * (`PASSWORD=…`, `password: …`, `Pwd=…;`) count, too, and a text that is all random.
 * @param name what the text is the value of: random ones say under some names which thing is meant, and open nothing
 */
export function secretData(text: string, name = ''): TextRange[] {
  if (looksRandom(text) && !NAMES_PUBLIC.test(name)) return [{ start: 0, end: text.length }]
  const pairs = [...text.matchAll(PAIR)].flatMap(
    ({ index, 0: whole, 1: name = '', 2: value = '' }) =>
      isSecretName(name) ? [rangeOf(index + whole.length - value.length, value)] : [],
  )
  return apart([...secretLooks(text), ...pairs])
}

const NAMES_PUBLIC =
  /(?:arn|id|ids|identifier|name|hash|sha_?\d*|digest|etag|checksum|fingerprint|public_?key|certificate|encoded_?key|token)$/i

const PAIR =
  /(?<![\p{L}\p{N}_-])([\p{L}_][\p{L}\p{N}_.-]*)\s?(?:=|:)\s?("[^"]+"|'[^']+'|(?!['"\s=/])[^\s;,&'"})\]]+)/gu

const rangeOf = (start: number, { length }: string): TextRange => ({ start, end: start + length })

/** Ranges in their order, without those that begin in another. */
function apart(ranges: readonly TextRange[]): TextRange[] {
  let end = 0
  return ranges
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((range) => {
      const isFree = range.start >= end && range.end > range.start
      if (isFree) ({ end } = range)
      return isFree
    })
}

const RANDOM = /^[A-Za-z0-9+/_=.~-]{20,200}$/
/** What is random and says which one, not how to get in. */
const NOT_SECRET =
  /^(?:[0-9a-f-]+|[0-9A-F-]+|arn:.*|[A-Za-z]+(?:[/._-][A-Za-z]+)*|.*\.[a-z]{2,}|[^+/=]*-[^+/=]*)$/
/** Bits for each character; words of any language have fewer. */
const LEAST_ENTROPY = 3.7

/** True of a text that is nothing but letters, digits and signs in no order: most likely a key. */
export function looksRandom(text: string): boolean {
  if (!RANDOM.test(text) || NOT_SECRET.test(text)) return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(text)).length
  return kinds === 3 && changesOf(text) >= text.length / 4 && entropyOf(text) >= LEAST_ENTROPY
}

/** How often the kind of character changes: names in camel case change little. */
function changesOf(text: string): number {
  const kindOf = (char: string): number => (/[a-z]/.test(char) ? 0 : /[A-Z]/.test(char) ? 1 : 2)
  let changes = 0
  for (let at = 1; at < text.length; at++) {
    if (kindOf(text[at] ?? '') !== kindOf(text[at - 1] ?? '')) changes++
  }
  return changes
}

function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** A text without what looks like a key in it. */
export function cutLooks(text: string): string {
  return replaceRanges(text, secretLooks(text), () => MASK)
}

/** What may be a key within a text. */
const WORD = /[A-Za-z0-9+/_=.~-]{20,}/g

/** As `cutLooks`, of what a program said: values given to names of secrets in it, as in JSON, and random words go, too. */
export function cutSaid(text: string): string {
  // A quote that ends a name is in the way of telling that a value follows.
  const unquoted = text.replace(/["'](?=\s?[:=])/g, ' ')
  const words = [...text.matchAll(WORD)].flatMap(({ index, 0: word }) =>
    // A path looks random as a whole; a key in it is one of its parts.
    word.startsWith('/')
      ? [...word.matchAll(/[^/]+/g)].map((part) => rangeOf(index + part.index, part[0]))
      : [rangeOf(index, word)],
  )
  const random = words.filter(
    // A token may be of any length; no other word is so long.
    ({ start, end }) => end - start > 200 || looksRandom(text.slice(start, end)),
  )
  return replaceRanges(text, apart([...secretData(unquoted), ...random]), () => MASK)
}

/** A text with some of its ranges, which are in their order, written differently. */
export function replaceRanges(
  text: string,
  ranges: readonly TextRange[],
  replace: (part: string) => string,
): string {
  let shown = ''
  let at = 0
  for (const { start, end } of ranges) {
    shown += text.slice(at, start) + replace(text.slice(start, end))
    at = end
  }
  return shown + text.slice(at)
}
