import type { Role } from './highlight.js'

/** How a role looks: a colour name that the terminal knows, and weight. */
export interface Look {
  readonly color?: string
  readonly bold?: boolean
  readonly dim?: boolean
  readonly underline?: boolean
}

export type ThemeName = 'dark' | 'light' | 'none'
export type Theme = Readonly<Record<Role, Look>>

const DARK: Theme = {
  plain: {},
  keyword: { color: 'blueBright', bold: true },
  function: { color: 'cyan' },
  string: { color: 'green' },
  number: { color: 'yellow' },
  comment: { dim: true },
  operator: { color: 'magenta' },
  quoted: { color: 'white' },
  broken: { color: 'red', underline: true },
}

// Yellow and bright colours cannot be read on white.
const LIGHT: Theme = {
  ...DARK,
  keyword: { color: 'blue', bold: true },
  string: { color: 'green' },
  number: { color: 'magenta' },
  operator: { color: 'black' },
  quoted: { color: 'black' },
}

const NONE: Theme = {
  plain: {},
  keyword: {},
  function: {},
  string: {},
  number: {},
  comment: {},
  operator: {},
  quoted: {},
  broken: { underline: true },
}

export const THEMES: Readonly<Record<ThemeName, Theme>> = { dark: DARK, light: LIGHT, none: NONE }

/** The theme of a terminal that says what its background is (COLORFGBG: `0;15`), dark where it does not. */
export function themeOf(background: string | undefined): ThemeName {
  const color = Number(background?.split(';').at(-1))
  return Number.isInteger(color) && (color === 7 || color === 15) ? 'light' : 'dark'
}
