import { isJsonObject, linearPattern, type LinearPattern } from '../../util/index.js'
import models from './models.json' with { type: 'json' }

interface Shape {
  readonly type: string
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, { readonly shape: string; readonly isText?: boolean }>>
  readonly item?: string
  readonly key?: string
  readonly value?: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
}

interface ServiceModel {
  readonly operations: Readonly<Record<string, string>>
  readonly shapes: Readonly<Record<string, Shape>>
}

/** Something of an input that its service refuses. */
export interface InputProblem {
  /** `FlowDefinition.Tasks[0].TaskType` */
  readonly path: string
  /** In AWS's words: `Member must have length greater than or equal to 1`. */
  readonly constraint: string
  /** True where a value is missing, which another call may yet give. */
  readonly isMissing: boolean
  readonly value?: unknown
}

const MODELS = models as unknown as Readonly<Record<string, ServiceModel>>

/**
 * What the service's own model refuses of the input of one of its operations; nothing of operations that no document
 * calls. Inputs are as the SDK takes them or as JSON: times are Dates, numbers or texts.
 *
 * @param service as its SDK package names it: `customer-profiles`.
 */
export function inputProblems(service: string, operation: string, input: unknown): InputProblem[] {
  const model = Object.hasOwn(MODELS, service) ? MODELS[service] : undefined
  const shape = model?.operations[operation]
  if (model === undefined || shape === undefined) return []
  return new InputCheck(model).problems(shape, input)
}

class InputCheck {
  readonly #model: ServiceModel
  readonly #found: InputProblem[] = []

  constructor(model: ServiceModel) {
    this.#model = model
  }

  problems(shape: string, input: unknown): InputProblem[] {
    this.#look(shape, input, '')
    return this.#found
  }

  #look(name: string, value: unknown, path: string): void {
    const shape = this.#model.shapes[name]
    if (shape === undefined) return
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape, value, path)
      case 'list':
        return this.#list(shape, value, path)
      case 'map':
        return this.#map(shape, value, path)
      case 'string':
        return this.#string(shape, value, path)
      case 'timestamp':
        return this.#timestamp(value, path)
      case 'boolean':
        if (typeof value !== 'boolean') this.#add(path, value, 'Member must be a boolean')
        return
      default:
        return this.#number(shape, value, path)
    }
  }

  #structure({ members = {}, required = [] }: Shape, value: unknown, path: string): void {
    if (!isJsonObject(value)) return this.#add(path, value, 'Member must be a structure')
    const holder: Readonly<Record<string, unknown>> = value
    const prefix = path === '' ? '' : `${path}.`
    for (const name of required) {
      if ((holder[name] ?? null) !== null) continue
      this.#found.push({
        path: `${prefix}${name}`,
        constraint: 'Member must not be null',
        isMissing: true,
      })
    }
    for (const [name, inner] of Object.entries(holder)) {
      const member = members[name]
      if (member === undefined) {
        if (!Object.hasOwn(members, name))
          this.#add(`${prefix}${name}`, inner, 'Member is not known')
      } else if (
        inner !== null &&
        inner !== undefined &&
        !(member.isText === true && typeof inner === 'string')
      ) {
        this.#look(member.shape, inner, `${prefix}${name}`)
      }
    }
  }

  #list(shape: Shape, value: unknown, path: string): void {
    if (!Array.isArray(value)) return this.#add(path, value, 'Member must be a list')
    this.#size(shape, value.length, value, path)
    value.forEach((each: unknown, at) =>
      this.#look(shape.item ?? '', each, `${path}[${String(at)}]`),
    )
  }

  #map(shape: Shape, value: unknown, path: string): void {
    if (!isJsonObject(value)) return this.#add(path, value, 'Member must be a map')
    const entries = Object.entries(value)
    this.#size(shape, entries.length, value, path)
    for (const [key, inner] of entries) {
      this.#look(shape.key ?? '', key, `${path}.${key}`)
      this.#look(shape.value ?? '', inner, `${path}.${key}`)
    }
  }

  #string(shape: Shape, value: unknown, path: string): void {
    if (typeof value !== 'string') return this.#add(path, value, 'Member must be a string')
    this.#size(shape, Array.from(value).length, value, path)
    if (shape.enum?.includes(value) === false) {
      this.#add(path, value, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`)
    }
    if (shape.pattern !== undefined && matcher(shape.pattern)?.test(value) === false) {
      this.#add(path, value, `Member must satisfy regular expression pattern: ${shape.pattern}`)
    }
  }

  #number({ type, min, max }: Shape, value: unknown, path: string): void {
    const isWhole = type === 'integer' || type === 'long'
    if (
      typeof value !== 'number' ||
      !Number.isFinite(value) ||
      (isWhole && !Number.isInteger(value))
    ) {
      return this.#add(path, value, `Member must be a number${isWhole ? ' without fraction' : ''}`)
    }
    if (min !== undefined && value < min) {
      this.#add(path, value, `Member must have value greater than or equal to ${String(min)}`)
    }
    if (max !== undefined && value > max) {
      this.#add(path, value, `Member must have value less than or equal to ${String(max)}`)
    }
  }

  #timestamp(value: unknown, path: string): void {
    const time = value instanceof Date ? value.getTime() : value
    const isTime =
      typeof time === 'number' ? Number.isFinite(time) : typeof time === 'string' && time !== ''
    if (!isTime) this.#add(path, String(value), 'Member must be a timestamp')
  }

  #size({ min, max }: Shape, size: number, value: unknown, path: string): void {
    if (min !== undefined && size < min) {
      this.#add(path, value, `Member must have length greater than or equal to ${String(min)}`)
    }
    if (max !== undefined && size > max) {
      this.#add(path, value, `Member must have length less than or equal to ${String(max)}`)
    }
  }

  #add(path: string, value: unknown, constraint: string): void {
    this.#found.push({ path, value, constraint, isMissing: false })
  }
}

const MATCHERS = new Map<string, LinearPattern | undefined>()

/** Models speak of the first partition of AWS alone; the others have ARNs, too. */
function matcher(pattern: string): LinearPattern | undefined {
  if (!MATCHERS.has(pattern)) {
    const anywhere = pattern.replaceAll('arn:aws:', 'arn:aws[a-z-]*:')
    MATCHERS.set(pattern, linearPattern(anywhere, { otherwise: true }))
  }
  return MATCHERS.get(pattern)
}
