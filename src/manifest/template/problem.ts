import type { ErrorCode, ErrorDetails, SourcePosition } from '../../errors/index.js'
import { AppError } from '../../errors/index.js'
import type { TemplateNode } from './nodes.js'

/** Where a template comes from, for messages. */
export interface TemplateOrigin {
  readonly text: string
  readonly file?: string
}

/** An AppError that points at a node of a template. */
export function templateError(
  code: ErrorCode,
  message: string,
  origin: TemplateOrigin,
  about: { readonly node?: TemplateNode | undefined; readonly hint?: string | undefined } = {},
): AppError {
  const position = about.node === undefined ? undefined : nodePosition(origin.text, about.node)
  const details: ErrorDetails = {
    source: origin.text,
    ...(origin.file !== undefined && { file: origin.file }),
    ...(position !== undefined && { position }),
    ...(about.hint !== undefined && { hint: about.hint }),
  }
  return new AppError(code, message, details)
}

/** The place of a node; nunjucks counts lines and columns from 0. */
export function nodePosition(text: string, node: TemplateNode): SourcePosition | undefined {
  if (node.lineno === undefined || node.colno === undefined) return undefined
  return {
    line: node.lineno + 1,
    column: node.colno + 1,
    offset: offsetOf(text, node.lineno, node.colno),
  }
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0
  for (let skipped = 0; skipped < line; skipped++) start = text.indexOf('\n', start) + 1
  return start + column
}
