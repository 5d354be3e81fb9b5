import { AppError } from '../errors/index.js'
import { nearest } from '../util/index.js'
import type { FormatOptions, Formatter } from './formatter.js'
import { jsonFormatter, jsonLinesFormatter } from './json.js'

type Make = (options: FormatOptions) => Formatter | Promise<Formatter>

// What only some formats need is loaded with them: a query that prints JSON pays for none of it.
const FORMATS: Readonly<Record<string, Make>> = {
  table: async (options) => (await import('./table.js')).tableFormatter(options),
  json: jsonFormatter,
  jsonl: jsonLinesFormatter,
  csv: async (options) => (await import('./csv.js')).csvFormatter(options),
  tsv: async (options) => (await import('./tab-separated.js')).tsvFormatter(options),
  text: async () => (await import('./tab-separated.js')).textFormatter(),
  markdown: async () => (await import('./markdown.js')).markdownFormatter(),
  vertical: async (options) => (await import('./vertical.js')).verticalFormatter(options),
  yaml: async () => (await import('./yaml.js')).yamlFormatter(),
  'yaml-stream': async () => (await import('./yaml.js')).yamlStreamFormatter(),
}

/** Formats that write text. */
export const FORMAT_NAMES = Object.keys(FORMATS)

/** @throws AppError USAGE for a name that is not in `FORMAT_NAMES`. */
export async function formatterFor(name: string, options: FormatOptions = {}): Promise<Formatter> {
  const make = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  if (make !== undefined) return make(options)
  const [near] = nearest(name, FORMAT_NAMES)
  throw new AppError('USAGE', `there is no output format "${name}"`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Formats are ${FORMAT_NAMES.join(', ')}.`,
  })
}
