import { createHash } from 'node:crypto'
import { isCsvSafe, userFolder, type StatementResult } from '../../session/index.js'
import { visibleLines } from '../../util/index.js'
import type { Output } from './output.js'

export interface RowFlags {
  readonly output: string
  readonly hideHeaders?: boolean
  readonly delimiter: string
  /** Of csv and tsv; the user's settings decide where it is not given. */
  readonly csvSafe?: boolean
}

/** Formats that programs do not read: what is long and says nothing to people is short there. */
const FOR_PEOPLE = new Set(['table', 'markdown', 'vertical'])
const LONGEST_TOKEN = 64

/** Rows whose request tokens are short: their beginning, and a hash that is the same for the same token. */
function shortTokens(
  columns: Answer['columns'],
): ((row: readonly unknown[]) => readonly unknown[]) | undefined {
  const at = columns.findIndex(({ name }) => /^request_?token$/i.test(name))
  if (at < 0) return undefined
  return (row) =>
    row.map((value, index) => (index === at && typeof value === 'string' ? short(value) : value))
}

function short(token: string): string {
  if (token.length <= LONGEST_TOKEN) return token
  const hash = createHash('sha256').update(token).digest('hex').slice(0, 12)
  return `${/^\w+:/.exec(token)?.[0] ?? ''}${hash}`
}

type Answer = Pick<StatementResult, 'columns' | 'batches' | 'presentation' | 'plan' | 'changes'>

/** Formats whose cells are safe on a terminal before they are coloured; of the others nothing is ours that steers one. */
const COLOURED = new Set(['table', 'vertical'])

/** Formats that spreadsheets open. */
const SEPARATED = new Set(['csv', 'tsv'])

/** Formats in which a plan is one value, not lines. */
const STRUCTURED = new Set(['json', 'jsonl', 'yaml', 'yaml-stream'])

/** An explanation as one row with one JSON value. */
function planRow(plan: object): Answer {
  const row = [plan as Readonly<Record<string, unknown>>]
  return {
    columns: [{ name: 'plan', type: 'JSON' }],
    // eslint-disable-next-line @typescript-eslint/require-await -- a result is an async iterable, this one is at hand
    batches: (async function* () {
      yield [row]
    })(),
    presentation: 'rows',
  }
}

/** Formats rows as they come; answers how many there were. */
export async function writeRows(
  result: Answer,
  output: Output,
  flags: RowFlags & { readonly color: boolean },
): Promise<number> {
  let count = 0
  if (result.columns.length === 0) return count
  if (result.plan !== undefined && STRUCTURED.has(flags.output)) {
    return writeRows(planRow(result.plan), output, flags)
  }
  if (result.changes !== undefined && flags.color && flags.output === 'table') {
    const { changeLines } = await import('../../format/index.js')
    for (const line of changeLines(result.changes, flags)) await output.write(`${line}\n`)
    return result.changes.length
  }
  const shownText = output.isTerminal ? visibleLines : (text: string): string => text
  if (result.presentation === 'text' && flags.output === 'table') {
    for await (const batch of result.batches) {
      for (const [line] of batch)
        await output.write(shownText(typeof line === 'string' ? line : '') + '\n')
      count += batch.length
    }
    return count
  }
  const { formatterFor } = await import('../../format/index.js')
  const formatter = await formatterFor(flags.output, {
    color: flags.color,
    headers: flags.hideHeaders !== true,
    delimiter: flags.delimiter,
    guardFormulas:
      SEPARATED.has(flags.output) && (flags.csvSafe ?? (await isCsvSafe(userFolder()))),
    // A terminal without a size says 0.
    ...(process.stdout.isTTY && process.stdout.columns > 0 && flags.output === 'table'
      ? { width: process.stdout.columns }
      : {}),
  })
  const write = (text: string): Promise<void> =>
    output.write(COLOURED.has(flags.output) ? text : shownText(text))
  // A statement that fails before its first row prints nothing.
  let begun = false
  const begin = async (): Promise<void> => {
    if (!begun) await write(formatter.begin(result.columns))
    begun = true
  }
  const shown = FOR_PEOPLE.has(flags.output) ? shortTokens(result.columns) : undefined
  for await (const batch of result.batches) {
    await begin()
    count += batch.length
    await write(formatter.rows(shown === undefined ? batch : batch.map(shown)))
  }
  await begin()
  await write(formatter.end({ rowCount: count }))
  return count
}
