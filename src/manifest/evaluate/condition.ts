import { AppError } from '../../errors/index.js'
import type { Json } from '../../util/index.js'
import type { RenderOptions } from '../render.js'
import { renderValue } from '../render.js'
import type { Stack, StackResource } from '../stack.js'
import type { ResourceContext } from './context.js'
import { relocated } from './render-definition.js'
import { optionsFor } from './variables-of.js'

/** Texts that mean no, as Python, YAML and shells write it. */
const NO = new Set(['', '0', 'false', 'no', 'none', 'null', '[]', '{}'])

/**
 * Whether a resource's `if` holds. It is one expression of the template language: `environment == 'prod'`,
 * `'{{ stack_env }}' in ['dev', 'test']`; a placeholder in it is a value, never text of the expression.
 *
 * @returns `undefined` where it depends on a resource that is not done.
 * @throws AppError pointing at the expression.
 */
export function isEnabled(
  stack: Stack,
  resource: StackResource,
  context: ResourceContext,
): boolean | undefined {
  const { condition } = resource
  if (condition === undefined) return true
  try {
    return evaluateCondition(condition.text, optionsFor(stack, resource, context))
  } catch (error) {
    throw atCondition(error, condition)
  }
}

/** What is wrong with a condition, at its place, in words about what is written there. */
export function atCondition(
  cause: unknown,
  { text, place }: NonNullable<StackResource['condition']>,
): AppError {
  const error = relocated(AppError.from(cause), place, false)
  if (error.code !== 'TEMPLATE_SYNTAX') return error
  // The braces around an expression are not the user's.
  const why = /\}/.test(error.message) ? 'it ends too early' : error.message
  const message = `the condition ${JSON.stringify(text)} is no expression: ${why}`
  return new AppError(error.code, message, error.details)
}

export function evaluateCondition(text: string, options: RenderOptions): boolean | undefined {
  const waits = new Set<string>()
  const onDeferred = (name: string): void => void waits.add(name)
  const value = renderValue(conditionTemplate(text), { ...options, onDeferred })
  return waits.size > 0 ? undefined : holds(value)
}

/** The template whose one value is the expression's. */
export function conditionTemplate(text: string): string {
  return `{{ ${expressionOf(text)} }}`
}

/** Placeholders in an expression as parts of it: `'{{ a }}-x' == b` is `('' ~ (a) ~ '-x') == b`. */
function expressionOf(text: string): string {
  return text.replace(
    /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{\{([^]*?)\}\}/g,
    (part: string, code?: string) => {
      if (code !== undefined) return `(${code.trim()})`
      if (!part.includes('{{')) return part
      const quote = part.charAt(0)
      const inner = part
        .slice(1, -1)
        .replace(/\{\{([^]*?)\}\}/g, (_all, one: string) => `${quote} ~ (${one.trim()}) ~ ${quote}`)
      return `(${quote}${inner}${quote})`
    },
  )
}

function holds(value: Json): boolean {
  if (typeof value === 'string') return !NO.has(value.trim().toLowerCase())
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}
