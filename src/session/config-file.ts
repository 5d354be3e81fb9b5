import { LIMIT_DIMENSIONS, type LimitDimension, type LimitRule } from '../connectors/index.js'
import type { Json } from '../util/index.js'
import { ConfigReader, type YamlPath } from './connections/config-reader.js'
import type { FileChoice } from './session-options.js'

/** The user's settings: `config.yaml`. */
export interface UserConfig {
  readonly limits: readonly LimitRule[]
  /** Files that statements may read. */
  readonly files?: FileChoice
  /** CSV and TSV for spreadsheets. */
  readonly csvSafe?: boolean
}

/** Keys that say which calls a limit is about. */
const ABOUT: Readonly<Record<string, LimitDimension>> = {
  connections: 'connection',
  regions: 'region',
  services: 'service',
  operations: 'operation',
  types: 'type',
}

/**
 * Reads the user's settings.
 * @throws AppError CONFIGURATION with all that is wrong with them, each with its line and column
 */
export async function readConfigFile(file: string, text: string): Promise<UserConfig> {
  const { reader, root } = await ConfigReader.open(file, text, [
    'limits',
    'shell',
    'files',
    'csv_safe',
  ])
  const limits = readLimits(root?.['limits'], reader)
  const files = root?.['files'] ?? undefined
  if (files !== undefined && !isFileChoice(files)) {
    reader.problem('"files" should be none, project or all', ['files'])
  }
  const csvSafe = root?.['csv_safe'] ?? undefined
  if (csvSafe !== undefined && typeof csvSafe !== 'boolean') {
    reader.problem('"csv_safe" should be true or false', ['csv_safe'])
  }
  reader.throwProblems(file, text)
  return {
    limits,
    ...(isFileChoice(files) ? { files } : {}),
    ...(typeof csvSafe === 'boolean' ? { csvSafe } : {}),
  }
}

const isFileChoice = (value: Json | undefined): value is FileChoice =>
  value === 'none' || value === 'project' || value === 'all'

function readLimits(value: Json | undefined, reader: ConfigReader): LimitRule[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    reader.problem('"limits" should be a list', ['limits'])
    return []
  }
  const items = value as readonly Json[]
  return items.flatMap((item, index) => readLimit(item, ['limits', index], reader))
}

function readLimit(item: Json, path: YamlPath, reader: ConfigReader): LimitRule[] {
  const record = reader.record(item, path, ['calls_per_second', 'per', ...Object.keys(ABOUT)])
  if (record === undefined) return []
  const rate = record['calls_per_second']
  if (typeof rate !== 'number' || rate <= 0) {
    const at = rate === undefined ? path : [...path, 'calls_per_second']
    reader.problem('a limit needs "calls_per_second", a number above 0', at)
  }
  const choices = new RegExp(`^(?:${LIMIT_DIMENSIONS.join('|')})$`)
  const form = { pattern: choices, what: `one of ${LIMIT_DIMENSIONS.join(', ')}` }
  const per = reader.texts(record['per'], [...path, 'per'], form) ?? ['connection', 'region']
  const about = Object.entries(ABOUT).flatMap(([key, dimension]) => {
    const patterns = reader.texts(record[key], [...path, key])
    return patterns === undefined ? [] : [[dimension, patterns] as const]
  })
  return [
    {
      callsPerSecond: Number(rate),
      per: per.filter((each): each is LimitDimension => choices.test(each)),
      about: Object.fromEntries(about),
    },
  ]
}
