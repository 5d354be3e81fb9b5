/** What a spreadsheet may take for the beginning of a formula, East Asian full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * A text as a spreadsheet shows and does not run it: with an apostrophe before what begins like a formula. Numbers are no
 * texts, and stay as they are.
 */
export function guardFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
