/**
 * The number that a text spells (`12`, `1_000`, `1.50`, `2e3`), where a double holds it digit by digit; `undefined` where
 * it would be rounded (`9007199254740993`, `0.12345678901234567891`), be infinite (`1e400`) or vanish (`1e-400`).
 */
export function doubleOf(text: string): number | undefined {
  const digits = text.replaceAll('_', '')
  const value = Number(digits)
  if (!Number.isFinite(value)) return undefined
  const [given, kept] = [decimal(digits), decimal(String(value))]
  if (given === undefined || kept === undefined) return undefined
  return given.sign === kept.sign && given.digits === kept.digits && given.power === kept.power
    ? value
    : undefined
}

interface Decimal {
  readonly sign: string
  /** Without zeros at either end. */
  readonly digits: string
  /** Of ten, of the last digit. */
  readonly power: number
}

function decimal(text: string): Decimal | undefined {
  const found = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text)
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  const all = (whole + fraction).replace(/^0+/, '')
  const digits = all.replace(/0+$/, '')
  if (digits === '') return { sign: '', digits: '', power: 0 }
  const power = Number(exponent) - fraction.length + (all.length - digits.length)
  return { sign: sign === '-' ? '-' : '', digits, power }
}
