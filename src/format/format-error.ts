import pc from 'picocolors'
import type { AppError, SourcePosition } from '../errors/index.js'
import { blackenStatement, blackenYaml, isSecretName } from '../resource/index.js'
import { visible } from '../util/index.js'

export interface ErrorFormatOptions {
  readonly color?: boolean
  /** Text that the position points into, where the error does not carry it. */
  readonly source?: string
}

type Colors = ReturnType<typeof pc.createColors>

/**
 * An error for a person: code and message, the line it is about with a caret, what it concerns, what to do.
 * Never a stack. No line end after the last line.
 */
export function formatError(error: AppError, options: ErrorFormatOptions = {}): string {
  const colors = pc.createColors(options.color ?? false)
  const { details } = error
  const message = error.message.split('\n').map(visible).join('\n')
  const source = details.source ?? options.source
  const lines = [`${colors.red(colors.bold(`error[${error.code}]`))}: ${message}`]
  if (details.position !== undefined) {
    const shown = source === undefined ? undefined : withoutSecrets(source, details)
    lines.push(...place(details.position, { file: details.file, source: shown, colors }))
  } else if (details.file !== undefined) {
    lines.push(`  ${colors.dim('-->')} ${visible(details.file)}`)
  }
  for (const [label, value] of about(error))
    lines.push(`  ${colors.dim(`${label}:`)} ${visible(value)}`)
  if (details.hint !== undefined) {
    lines.push(
      `  ${colors.cyan('hint:')} ${details.hint.split('\n').map(visible).join('\n        ')}`,
    )
  }
  return lines.join('\n')
}

/** A line may hold more than what the error is about. */
function withoutSecrets(source: string, { file, secretNames = [] }: AppError['details']): string {
  const hidden = new Set(secretNames.map(folded))
  const isSecret = (name: string): boolean => isSecretName(name) || hidden.has(folded(name))
  return /\.(?:ya?ml|json)$|^--input-/i.test(file ?? '')
    ? blackenYaml(source, isSecret)
    : blackenStatement(source, isSecret)
}

const folded = (name: string): string => name.replaceAll('_', '').toLowerCase()

function about({ message, details }: AppError): [string, string][] {
  const facts: [string, string | undefined][] = [
    ['type', details.typeName],
    ['identifier', details.identifier],
    ['region', details.region],
    ['request', details.requestToken],
  ]
  return facts.flatMap(([label, value]): [string, string][] =>
    value === undefined || message.includes(value) ? [] : [[label, value]],
  )
}

/** Widest excerpt of a source line, in characters. */
const EXCERPT = 120

function place(
  position: SourcePosition,
  about: { file: string | undefined; source: string | undefined; colors: Colors },
): string[] {
  const { file, source, colors } = about
  const { line, column } = position
  const where =
    file === undefined ? `line ${line}, column ${column}` : `${visible(file)}:${line}:${column}`
  const lines = [`  ${colors.dim('-->')} ${where}`]
  const text = source?.split(/\r\n|\r|\n/)[line - 1]
  if (text === undefined) return lines
  const start = column > EXCERPT - 20 ? column - Math.floor(EXCERPT / 2) : 0
  const excerpt = text.slice(start, start + EXCERPT)
  const shown = `${start > 0 ? '…' : ''}${visible(excerpt)}${start + EXCERPT < text.length ? '…' : ''}`
  const before = (start > 0 ? ' ' : '') + blank(visible(excerpt.slice(0, column - 1 - start)))
  const gutter = String(line).length
  return [
    ...lines,
    colors.dim(`${' '.repeat(gutter)} |`),
    `${colors.dim(`${line} |`)} ${shown}`,
    `${colors.dim(`${' '.repeat(gutter)} |`)} ${before}${colors.red('^')}`,
  ]
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu

/** Spaces as wide as a text; near enough for a caret without loading tables of widths. */
function blank(text: string): string {
  const wide = text.replace(WIDE, '  ')
  return ' '.repeat(Array.from(wide).length)
}
