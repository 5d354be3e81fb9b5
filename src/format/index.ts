export { formatError, type ErrorFormatOptions } from './format-error.js'
export { FORMAT_NAMES, formatterFor } from './formatter-for.js'
export type { FormatColumn, FormatOptions, FormatRow, Formatter } from './formatter.js'
export { jsonValue } from './json-value.js'
