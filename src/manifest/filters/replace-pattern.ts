import type { RE2JS } from 're2js'
import { AppError } from '../../errors/index.js'
import { loadRe2 } from '../../util/index.js'
import { toText, type Value } from '../template/values.js'

/** Longest text that a replacement may make, in characters. */
const MAX_TEXT = 16 * 1024 * 1024

/**
 * `text | replace(r/…/g, "…")`, with `$1`, `$&` and `$$` in the new text. The pattern runs in time linear in the text, on an
 * engine that never tries again; what only others can do (references back, looking around) it refuses.
 * @throws AppError TEMPLATE_FILTER for such a pattern
 */
export function replacePattern(text: string, args: readonly Value[]): string {
  const [pattern, made = '', most] = args
  if (!(pattern instanceof RegExp)) return text
  const matcher = compiled(pattern).matcher(text)
  const replacement = toText(made)
  const limit = typeof most === 'number' && most >= 0 ? most : Infinity
  const all = pattern.flags.includes('g') ? limit : Math.min(1, limit)
  let out = ''
  let end = 0
  for (let count = 0; count < all && matcher.find(); count++) {
    out +=
      text.slice(end, matcher.start()) + expanded(replacement, (index) => groupOf(matcher, index))
    end = matcher.end()
    if (out.length > MAX_TEXT) throw new AppError('TEMPLATE_FORBIDDEN', 'the text gets too long')
  }
  return out + text.slice(end)
}

function compiled({ source, flags }: RegExp): RE2JS {
  const { RE2JS: engine } = loadRe2()
  const given =
    (flags.includes('i') ? engine.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? engine.MULTILINE : 0) |
    (flags.includes('s') ? engine.DOTALL : 0)
  try {
    return engine.compile(engine.translateRegExp(source), given)
  } catch (cause) {
    const { message } = cause as Error
    throw new AppError('TEMPLATE_FILTER', `the pattern /${source}/ cannot be used: ${message}`, {
      hint: 'references back and looking around are not supported',
      cause,
    })
  }
}

type Matcher = ReturnType<RE2JS['matcher']>

function groupOf(matcher: Matcher, index: number): string | undefined {
  return index <= matcher.groupCount() ? (matcher.group(index) ?? '') : undefined
}

function expanded(made: string, group: (index: number) => string | undefined): string {
  return made.replace(/\$(\$|&|\d{1,2})/g, (written, what: string) => {
    if (what === '$') return '$'
    return group(what === '&' ? 0 : Number(what)) ?? written
  })
}
