import { AppError } from '../../errors/index.js'

/** The inputs that list handlers turned out to demand beyond what their schemas say, as long as the process runs. */
export class ListInputs {
  readonly #byType = new Map<string, readonly string[]>()

  of(typeName: string): readonly string[] | undefined {
    return this.#byType.get(typeName)
  }

  /**
   * Learns from the error of a list call. True where more is known now than `since`, which was known before that
   * call, so that it is worth another try.
   */
  learn(typeName: string, error: unknown, since: readonly string[] | undefined): boolean {
    const named = missingInputs(error)
    if (named.length === 0) return false
    const known = this.of(typeName) ?? []
    const fresh = named.filter((name) => !known.includes(name))
    if (fresh.length > 0) this.#byType.set(typeName, [...known, ...fresh])
    return this.of(typeName) !== since
  }
}

const REFUSAL = /missing or invalid ResourceModel property/i
/** `#: required key [FunctionName] not found`, and an older `Required property: [LoadBalancerArn]`. */
const NAMED = /(?:required key|required property:) \[([A-Za-z0-9_, ]+)\]/gi

function missingInputs(error: unknown): string[] {
  if (!AppError.is(error) || error.code !== 'SERVICE_REJECTED') return []
  if (!REFUSAL.test(error.message)) return []
  const names = [...error.message.matchAll(NAMED)].flatMap(([, text = '']) => text.split(/,\s*/))
  return [...new Set(names.filter((name) => name !== ''))]
}
