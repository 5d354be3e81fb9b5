import { AppError } from '../errors/index.js'

/** The tables of one service, as the index lists them. */
export interface IndexedService {
  readonly service: string
  readonly tables: readonly {
    readonly table: string
    readonly typeName: string
    readonly listable: boolean
  }[]
}

// The index is read by every run, so it is flat arrays of text, which parse several times faster than objects:
// [service, 'AWS::EC2', 'vpcs', 'VPC', 'vpn_gateways', 'VPNGateway', …]. A type without a list handler has a
// `-` before its name.
/** A line of the index, as it is written. */
export type IndexRow = readonly [service: string, prefix: string, ...tables: string[]]
const VERSION = 1

export function serializeIndex(services: readonly IndexedService[]): string {
  const rows: IndexRow[] = services.map(({ service, tables }) => {
    const prefix = tables[0]?.typeName.split('::').slice(0, 2).join('::') ?? ''
    const cells = tables.flatMap(({ table, typeName, listable }) => {
      const short = typeName.startsWith(`${prefix}::`)
        ? typeName.slice(prefix.length + 2)
        : typeName
      return [table, listable ? short : `-${short}`]
    })
    return [service, prefix, ...cells]
  })
  return JSON.stringify([VERSION, ...rows])
}

/** @throws AppError CATALOG_UNREADABLE where the text is not an index of this version. */
export function parseIndex(text: string, file: string): IndexRow[] {
  const rows = parseRows(text)
  if (rows === undefined)
    throw new AppError('CATALOG_UNREADABLE', `${file} is not a catalogue index of this version`, {
      file,
      hint: 'import it again (skyql providers import), or take the file away',
    })
  return rows
}

/** The service of a row and its tables; done for the services that a statement names, not for all. */
export function readRow([service, prefix, ...cells]: IndexRow): IndexedService {
  const tables = Array.from({ length: cells.length / 2 }, (_, index) => {
    const cell = cells[2 * index + 1] ?? ''
    const short = cell.startsWith('-') ? cell.slice(1) : cell
    const typeName = short.includes('::') ? short : `${prefix}::${short}`
    return { table: cells[2 * index] ?? '', typeName, listable: !cell.startsWith('-') }
  })
  return { service, tables }
}

function parseRows(text: string): IndexRow[] | undefined {
  try {
    const value = JSON.parse(text) as unknown
    if (!Array.isArray(value) || value[0] !== VERSION) return undefined
    const rows = value.slice(1)
    return rows.every((row) => Array.isArray(row) && row.length % 2 === 0)
      ? (rows as IndexRow[])
      : undefined
  } catch {
    return undefined
  }
}
