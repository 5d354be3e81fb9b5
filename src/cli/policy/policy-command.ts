import { statSync } from 'node:fs'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import type { ResultSet } from '../../relation/index.js'
import { createSession, type Session } from '../../session/index.js'
import { readStatement, splitStatements, type Statement } from '../../sql/index.js'
import { ConsoleHost } from '../console-host.js'
import { standardOutput } from '../exec/output.js'
import { inScript } from '../exec/placed-statement.js'
import { readInput } from '../exec/read-input.js'
import { renderScript, type VariableFlags } from '../exec/render-script.js'
import { writeRows } from '../exec/write-rows.js'
import { useColor } from '../report-error.js'
import { debugLevel, sessionOptions, singleRegion, type SessionFlags } from '../session-flags.js'

export type PolicyFlags = SessionFlags &
  VariableFlags & {
    readonly infile?: string
    /** `K=V` each, as `var`. */
    readonly env: readonly string[]
    readonly envFile?: string
    readonly output: string
    /** The role of a service, in the place of a policy of statements. */
    readonly for?: string
  }

/** A managed policy may have this many characters, white space not counted. */
const MANAGED_LIMIT = 6_144

/** `skyql policy`: what a caller must be allowed to run a script, or to look after a stack. */
export async function policyCommand(
  given: string | undefined,
  environment: string | undefined,
  flags: PolicyFlags,
): Promise<void> {
  if (flags.for !== undefined) {
    return (await import('./ingestion-command.js')).ingestionCommand(flags)
  }
  const host = new ConsoleHost({ debug: debugLevel(flags) })
  const session = createSession(sessionOptions(flags, host))
  try {
    const { document, rows } =
      given !== undefined && environment !== undefined
        ? await ofStack(given, environment, { session, flags, host })
        : await session.permissions(await readStatements(given, flags))
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

async function readStatements(sql: string | undefined, flags: PolicyFlags): Promise<Statement[]> {
  const input = await readInput(sql, flags.infile)
  if (sql !== undefined && isFolder(sql)) {
    throw new AppError('USAGE', `${sql} is a folder, and its environment is not given`, {
      hint: `skyql policy ${sql} dev`,
    })
  }
  const flagged = { ...flags, var: [...flags.var, ...flags.env] }
  const script = await renderScript(input, flagged, flags.infile)
  const statements: Statement[] = []
  for (const slice of splitStatements(script)) {
    const place = { slice, script, ...(flags.infile === undefined ? {} : { file: flags.infile }) }
    statements.push(
      await inScript(place, () => Promise.resolve().then(() => readStatement(slice.text))),
    )
  }
  if (statements.length === 0) throw new AppError('USAGE', 'there is no statement in the input')
  return statements
}

function isFolder(path: string): boolean {
  return path.length < 1_000 && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
}

interface Opened {
  readonly session: Session
  readonly flags: PolicyFlags
  readonly host: IoHost
}

async function ofStack(dir: string, env: string, { session, flags, host }: Opened) {
  if (flags.infile !== undefined)
    throw new AppError('USAGE', 'a stack and a file of statements cannot both be given')
  singleRegion(flags.region, 'a stack')
  const { stackPermissions } = await import('../../deploy/index.js')
  const permissions = await stackPermissions({
    dir,
    env,
    cwd: process.cwd(),
    vars: [...flags.var, ...flags.env],
    varFiles: flags.vars,
    ...(flags.envFile === undefined ? {} : { envFile: flags.envFile }),
    session,
    signal: new AbortController().signal,
  })
  for (const each of permissions.unseen)
    host.notify({ code: '2112', level: 'warning', text: `not in the policy: ${each}` })
  return permissions
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
