import { nearest, positionAt } from '../../util/index.js'
import type { Problem } from '../problem.js'
import type { Anchor, AnchorName, AnchorOptions } from '../stack.js'
import { withoutCommentedPlaceholders } from './without-commented.js'

const ALIASES: Readonly<Record<string, AnchorName>> = {
  preflight: 'exists',
  postdeploy: 'statecheck',
}

const OPERATIONS = ['create', 'update', 'delete'] as const

/** Names that an anchor line may have. */
const ANCHOR_NAMES: readonly string[] = [
  ...['exists', 'preflight', 'statecheck', 'postdeploy', 'create', 'update', 'createorupdate'],
  ...['exports', 'delete', 'command'],
  ...['callback', 'troubleshoot'].flatMap((name) => [
    name,
    ...OPERATIONS.map((operation) => `${name}:${operation}`),
  ]),
]

const NUMBERS: Readonly<Record<string, keyof AnchorOptions>> = {
  retries: 'retries',
  retry_delay: 'retryDelay',
  postdelete_retries: 'postdeleteRetries',
  postdelete_retry_delay: 'postdeleteRetryDelay',
}

const TEXTS: Readonly<Record<string, keyof AnchorOptions>> = {
  short_circuit_field: 'shortCircuitField',
  short_circuit_value: 'shortCircuitValue',
}

const ANCHOR_LINE = /^[ \t]*\/\*\+(.*?)\*\/(.*)$/gm
const COMMENT_LINE = /^[ \t]*\/\*(?!\+)(.*?)\*\/[ \t]*\r?$/gm

export interface Anchors {
  readonly anchors: ReadonlyMap<AnchorName, Anchor>
  readonly problems: readonly Problem[]
}

/**
 * Reads an `.iql` file. An anchor is a line of its own, blanks around it allowed, its name in any case; the
 * text up to the next one is its query. Text before the first anchor goes before the first query, a later
 * anchor of the same name takes the place of an earlier one, and one without text is not there.
 */
export function parseAnchors(source: string, file: string): Anchors {
  const anchors = new Map<AnchorName, Anchor>()
  const problems: Problem[] = []
  const lines = [...source.matchAll(ANCHOR_LINE)]
  const [first] = lines
  lines.forEach((match, index) => {
    const place = { file, source, position: positionAt(source, match.index + lead(match[0])) }
    const { name, options, problem } = readLine(match[1] ?? '')
    if (problem !== undefined) problems.push({ code: 'MANIFEST', place, ...problem })
    const start = match.index + match[0].length
    const end = lines[index + 1]?.index ?? source.length
    problems.push(
      ...lostStatement(source, file, { from: start - (match[2] ?? '').length, to: start }),
    )
    if (name === undefined) return
    problems.push(...missedAnchors(source, file, { from: start, to: end }, name))
    const body = source.slice(start, end)
    const offset = start + lead(body)
    const preamble = index === 0 ? source.slice(0, first?.index ?? 0).trim() : ''
    if (body.trim() === '') anchors.delete(name)
    else if (preamble === '') {
      const template = withoutCommentedPlaceholders(body.trim())
      anchors.set(name, { name, template, options, place, offset })
    } else {
      // One text from the file's start keeps offsets true: the anchor line itself is a comment.
      const whole = source.slice(0, start + body.trimEnd().length)
      const template = withoutCommentedPlaceholders(whole)
      anchors.set(name, { name, template, options, place, offset: 0 })
    }
  })
  if (first !== undefined) {
    const before = { from: 0, to: first.index }
    const missed = missedAnchors(source, file, before, undefined)
    problems.push(...(missed.length > 0 ? missed : unclaimedWrite(source, file, before)))
  } else if (source.trim() !== '') {
    problems.push({
      code: 'MANIFEST',
      message: `${file} has no anchor, so nothing in it would run`,
      hint: 'Put a line like /*+ create */ before each query.',
      place: { file, source, position: positionAt(source, 0) },
    })
  }
  return { anchors, problems }
}

interface Part {
  readonly from: number
  readonly to: number
}

/** The existing runners drop what stands behind an anchor on its line: a statement must not go that way unseen. */
function lostStatement(source: string, file: string, { from, to }: Part): Problem[] {
  const text = source.slice(from, to)
  if (!/^\s*(?:INSERT|UPDATE|DELETE|REPLACE|SELECT|WITH|EXEC)\b/i.test(text)) return []
  const position = positionAt(source, from + lead(text))
  const message = 'what stands behind an anchor on its line is not read'
  const hint = 'Put the statement on the next line.'
  return [{ code: 'MANIFEST', message, hint, place: { file, source, position } }]
}

/** Comments that look like an anchor, before a text that is no part of one with that name. */
function missedAnchors(
  source: string,
  file: string,
  { from, to }: Part,
  inside: AnchorName | undefined,
): Problem[] {
  // Several statements, with comments of any kind between them, are what a command is made of.
  if (inside === 'command') return []
  return [...source.slice(from, to).matchAll(COMMENT_LINE)].flatMap((match) => {
    const [written = '', ...options] = (match[1] ?? '').split(',').map((part) => part.trim())
    const name = written.toLowerCase()
    const rest = source.slice(from + match.index + match[0].length, to)
    if (!ANCHOR_NAMES.includes(name) || isBlank(rest)) return []
    if ((ALIASES[name] ?? name) === inside) return []
    const position = positionAt(source, from + match.index + lead(match[0]))
    const message = `${match[0].trim()} is a comment, not an anchor: what follows it would run with ${inside ?? 'the first anchor'}`
    const hint = `An anchor is written /*+ ${[name, ...options].join(', ')} */.`
    return [{ code: 'MANIFEST', message, hint, place: { file, source, position } }]
  })
}

/** A statement before all anchors would run with the first of them, whatever that is. */
function unclaimedWrite(source: string, file: string, { from, to }: Part): Problem[] {
  const text = blanked(source.slice(from, to))
  const match = /(?:^|;)\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b/i.exec(text)
  if (match === null) return []
  const at = from + match.index + match[0].search(/[a-z]/i)
  const message = 'this statement stands before the first anchor and would run with that one'
  const hint = 'Put a line like /*+ create */ above it.'
  return [
    { code: 'MANIFEST', message, hint, place: { file, source, position: positionAt(source, at) } },
  ]
}

function isBlank(text: string): boolean {
  return blanked(text).trim() === ''
}

/** Comments and template tags as blanks, so that offsets stay. */
function blanked(text: string): string {
  return text.replace(/--.*|\/\*[^]*?\*\/|\{%[^]*?%\}|\{#[^]*?#\}/g, (found) =>
    ' '.repeat(found.length),
  )
}

interface Line {
  readonly name?: AnchorName
  readonly options: AnchorOptions
  readonly problem?: { readonly message: string; readonly hint?: string }
}

function readLine(text: string): Line {
  const [head = '', ...rest] = text.split(',').map((part) => part.trim())
  const written = head.toLowerCase()
  if (!ANCHOR_NAMES.includes(written)) {
    const near = nearest(written, ANCHOR_NAMES, 1)
    const hint =
      near[0] === undefined ? `Anchors are ${ANCHOR_NAMES.join(', ')}.` : `Did you mean ${near[0]}?`
    return { options: {}, problem: { message: `there is no anchor "${head}"`, hint } }
  }
  const name = ALIASES[written] ?? (written as AnchorName)
  const options: Record<string, string | number> = {}
  let problem: Line['problem']
  for (const part of rest.filter((one) => one !== '')) {
    const [key = '', value] = part.split('=').map((one) => one.trim())
    const number = NUMBERS[key.toLowerCase()]
    const word = TEXTS[key.toLowerCase()]
    if (number !== undefined && value !== undefined && /^\d+(?:\.\d+)?$/.test(value)) {
      options[number] = Number(value)
    } else if (word !== undefined && value !== undefined) {
      options[word] = value.replace(/^(['"])(.*)\1$/, '$2')
    } else if (number !== undefined) {
      problem ??= { message: `the option ${key} of ${head} takes a number` }
    } else {
      const known = [...Object.keys(NUMBERS), ...Object.keys(TEXTS)]
      const near = nearest(key, known, 1)
      const hint =
        near[0] === undefined ? `Options are ${known.join(', ')}.` : `Did you mean ${near[0]}?`
      problem ??= { message: `${head} has no option "${key}"`, hint }
    }
  }
  return { name, options, ...(problem !== undefined && { problem }) }
}

function lead(text: string): number {
  return text.length - text.trimStart().length
}
