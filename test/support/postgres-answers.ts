import type { PostgresServer } from './postgres-server.js'

/** What Postgres says to a statement: rows as JSON, or the message of an error. */
export interface PostgresAnswer {
  readonly sql: string
  readonly rows?: readonly (readonly unknown[])[]
  readonly error?: string
}

const SETTINGS = `SET TimeZone = 'UTC'; SET IntervalStyle = 'postgres';`

/** Asks a Postgres all statements, each a query of any columns. */
export function askPostgres(
  server: PostgresServer,
  statements: readonly string[],
): PostgresAnswer[] {
  const shapes = sections(
    server.psql(script(statements.map((sql) => `${sql}\n\\gdesc`))),
    statements.length,
  )
  const questions = statements.map((sql, index) => {
    if (errorOf(shapes[index] ?? []) !== undefined) return `${sql}\n;`
    const columns = (shapes[index] ?? []).map((_, column) => `c${String(column)}`)
    const values = columns.map((column) => `to_jsonb(q.${column})`)
    return `SELECT jsonb_build_array(${values.join(', ')}) FROM (${sql}\n) AS q(${columns.join(', ')});`
  })
  const answers = sections(server.psql(script(questions)), statements.length)
  return statements.map((sql, index) => {
    const lines = answers[index] ?? []
    const error = errorOf(lines)
    if (error !== undefined) return { sql, error }
    return { sql, rows: lines.map((line) => JSON.parse(line) as readonly unknown[]) }
  })
}

function script(parts: readonly string[]): string {
  const numbered = parts.map((part, index) => `\\echo @@${String(index)}\n${part}\n`)
  return `${SETTINGS}\n${numbered.join('')}`
}

/** What was printed behind each number. */
function sections(text: string, count: number): readonly (readonly string[])[] {
  const found: string[][] = Array.from({ length: count }, () => [])
  let current: string[] = []
  for (const line of text.split('\n')) {
    const number = /^@@(\d+)$/.exec(line)?.[1]
    if (number !== undefined) current = found[Number(number)] ?? []
    else if (line !== '') current.push(line)
  }
  return found
}

function errorOf(lines: readonly string[]): string | undefined {
  const line = lines.find((each) => /^(?:psql:[^ ]* )?ERROR: /.test(each))
  return line?.replace(/^.*?ERROR:\s*/, '')
}
