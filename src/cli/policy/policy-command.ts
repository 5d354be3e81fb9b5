import { AppError } from '../../errors/index.js'
import type { ResultSet } from '../../relation/index.js'
import { createSession } from '../../session/index.js'
import { readStatement, splitStatements } from '../../sql/index.js'
import { ConsoleHost } from '../console-host.js'
import { standardOutput } from '../exec/output.js'
import { inScript } from '../exec/placed-statement.js'
import { readInput } from '../exec/read-input.js'
import { renderScript, type VariableFlags } from '../exec/render-script.js'
import { writeRows } from '../exec/write-rows.js'
import { useColor } from '../report-error.js'
import { sessionOptions, type SessionFlags } from '../session-flags.js'

export type PolicyFlags = SessionFlags &
  VariableFlags & {
    readonly infile?: string
    readonly output: string
  }

/** A managed policy may have this many characters, white space not counted. */
const MANAGED_LIMIT = 6_144

/** `skyql policy`: what a caller must be allowed to run a script. */
export async function policyCommand(sql: string | undefined, flags: PolicyFlags): Promise<void> {
  const host = new ConsoleHost({ debug: flags.debug === true })
  const session = createSession(sessionOptions(flags, host))
  try {
    const script = await renderScript(await readInput(sql, flags.infile), flags, flags.infile)
    const statements = []
    for (const slice of splitStatements(script)) {
      const place = { slice, script, ...(flags.infile === undefined ? {} : { file: flags.infile }) }
      statements.push(
        await inScript(place, () => Promise.resolve().then(() => readStatement(slice.text))),
      )
    }
    if (statements.length === 0) throw new AppError('USAGE', 'there is no statement in the input')
    const { document, rows } = await session.permissions(statements)
    if (flags.output !== 'json') return await printRows(rows, flags.output)
    const length = JSON.stringify(document).length
    if (length > MANAGED_LIMIT) {
      host.notify({
        code: '2111',
        level: 'warning',
        text: `the policy has ${String(length)} characters, and IAM takes ${String(MANAGED_LIMIT)} in one managed policy: give its statements to several`,
      })
    }
    process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
  } finally {
    await session.close()
  }
}

async function printRows({ columns, rows }: ResultSet, output: string): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/require-await -- rows that are at hand
  async function* batches(): AsyncGenerator<typeof rows> {
    yield rows
  }
  const answer = { columns, batches: batches(), presentation: 'rows' as const }
  const color = useColor(process.stdout)
  await writeRows(answer, standardOutput, { output, delimiter: ',', color })
}
