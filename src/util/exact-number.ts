/**
 * A number of a JSON text that a double would change: an integer beyond 2^53, a decimal of many digits, 1E400. It is a
 * scalar like other numbers, and is only told from them where somebody calculates.
 */
export interface ExactNumber {
  /** As JSON writes it. */
  readonly text: string
  toString(): string
  /** The nearest double. */
  valueOf(): number
  /** A text, unless `jsonText` asks: JSON.stringify cannot write more digits than a double has. */
  toJSON(): string
}

// An interface and its constructor: a class in the type of all JSON leads linters round in circles.
export const ExactNumber: new (text: string) => ExactNumber = class implements ExactNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }

  valueOf(): number {
    return Number(this.text)
  }

  toJSON(): string {
    return writing === undefined ? this.text : writing(this)
  }
}

let writing: ((number: ExactNumber) => string) | undefined

export function isExactNumber(value: unknown): value is ExactNumber {
  return value instanceof ExactNumber
}

/** The integer that an exact number is; `undefined` where it has a fraction. */
export function exactInteger(number: ExactNumber): bigint | undefined {
  return /^-?\d+$/.test(number.text) ? BigInt(number.text) : undefined
}

type Replacer = (key: string, value: unknown) => unknown

/** As JSON.stringify, with exact numbers as the numbers that they are. */
export function jsonText(value: unknown, replacer?: Replacer, space?: number): string {
  let met = 0
  const count = (number: ExactNumber): string => {
    met++
    return number.text
  }
  const text = writtenBy(count, () => JSON.stringify(value, replacer, space))
  if (met === 0) return text
  const mark = markBeside(text)
  const marked = writtenBy(
    (number) => mark + number.text,
    () => JSON.stringify(value, replacer, space),
  )
  return marked.replace(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1')
}

function writtenBy(write: (number: ExactNumber) => string, work: () => string): string {
  const before = writing
  writing = write
  try {
    return work()
  } finally {
    writing = before
  }
}

/** What may be a number that a double changes: sixteen digits and more, or an exponent, where a value can begin. */
const SUSPECT = /(?:^|[:,[\s])-?(?:[\d.]{16}|[\d.]+[eE])/
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** As JSON.parse; numbers that a double would change are kept as `ExactNumber`s. @throws SyntaxError */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (!SUSPECT.test(text)) return value
  let mark: string | undefined
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"') || isExact(token)) return token
    mark ??= markBeside(JSON.stringify(value))
    return `"${mark}${token}"`
  })
  if (mark === undefined) return value
  const begin = mark
  return JSON.parse(marked, (_key, inner: unknown) =>
    typeof inner === 'string' && inner.startsWith(begin)
      ? new ExactNumber(inner.slice(begin.length))
      : inner,
  )
}

/** Characters that a JSON text does not hold. */
function markBeside(text: string): string {
  let number = 0
  while (text.includes(`#exact ${String(number)}#`)) number++
  return `#exact ${String(number)}#`
}

/** True where a double writes the same number again. */
function isExact(token: string): boolean {
  const number = Number(token)
  return Number.isFinite(number) && decimalOf(token) === decimalOf(String(number))
}

/** Digits and exponent of a number, the same for all spellings of it. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const exponent = Number(power) - fraction.length + digits.length - significant.length
  return `${sign}${significant}e${String(exponent)}`
}
