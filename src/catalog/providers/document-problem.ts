import type { ErrorObject } from 'ajv'
import { nearest, type Json } from '../../util/index.js'

/** One thing that is wrong with a document, and where in it. */
export interface DocumentProblem {
  readonly path: readonly (string | number)[]
  /** True where the key is wrong, not its value. */
  readonly atKey: boolean
  readonly message: string
}

/** `tables.integrations.methods`, or "the document". */
export function shownPath(path: readonly (string | number)[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`))
  return text.join('').replace(/^\./, '') || 'the document'
}

/** What ajv says, in the words of the product. */
export function schemaProblem(error: ErrorObject): DocumentProblem | undefined {
  const path = error.instancePath.split('/').slice(1).map(step)
  const where = shownPath(path)
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    // They only say that one of their parts failed, which says so itself.
    case 'if':
    case 'anyOf':
    case 'oneOf':
      return error.keyword === 'anyOf'
        ? { path, atKey: false, message: `${where} has none of the forms that it may have` }
        : undefined
    case 'additionalProperties': {
      const key = String(params['additionalProperty'])
      const known = Object.keys((error.parentSchema?.properties ?? {}) as object)
      const near = nearest(key, known, 1)
      const advice =
        near[0] === undefined ? `it takes ${known.join(', ')}` : `did you mean ${near[0]}?`
      const message = `${where} has no key "${key}" (${advice})`
      return { path: [...path, key], atKey: true, message }
    }
    case 'required':
      return { path, atKey: false, message: `${where} needs ${String(params['missingProperty'])}` }
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly Json[]).map(String)
      const message = `${where} cannot be ${JSON.stringify(error.data)}: it is one of ${allowed.join(', ')}`
      return { path, atKey: false, message }
    }
    case 'const':
      return { path, atKey: false, message: `${where} must be ${String(params['allowedValue'])}` }
    case 'type': {
      const types = [params['type'] as string | string[]].flat().join(' or ')
      const message = `${where} must be of type ${types}, not ${kindOf(error.data)}`
      return { path, atKey: false, message }
    }
    case 'pattern':
      return {
        path,
        atKey: false,
        message: `${where} cannot be ${JSON.stringify(error.data)}: it must match ${String(params['pattern'])}`,
      }
    default:
      return { path, atKey: false, message: `${where} ${error.message ?? 'is not valid'}` }
  }
}

function step(part: string): string | number {
  const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
