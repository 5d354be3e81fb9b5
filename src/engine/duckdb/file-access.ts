import { randomUUID } from 'node:crypto'
import { copyFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeFolder } from '../../io/index.js'
import { AppError } from '../../errors/index.js'
import { identifierOf, isIdentifier, isSymbol, tokenize } from '../../sql/index.js'
import { quoteText } from './sql-text.js'

/**
 * Functions that tell of this machine and its files beside those that DuckDB itself refuses without access, and those
 * that run a text as SQL, which nobody has looked at.
 */
const TELLING =
  /^(?:pragma_\w+|duckdb_(?:secrets|settings|extensions|logs|log_contexts|temporary_files|external_file_cache)|which_secret|getenv|glob|sniff_csv|read_(?:csv|csv_auto|text|blob|json|json_auto|json_objects|json_objects_auto|ndjson|ndjson_auto|ndjson_objects|duckdb)|arrow_scan|arrow_scan_dumb|pandas_scan|python_map_function|query|query_table|(?:sqlite|postgres|mysql|iceberg|delta)_\w+|load_aws_credentials|http_\w+|write_log|json_execute_serialized_sql|parquet_(?:metadata|schema|file_metadata|kv_metadata|bloom_probe|full_metadata))$/i

/** What an engine may do with files where it may not do everything: DuckDB holds it to folders, whatever a statement says. */
export class FileAccess {
  readonly #folders: readonly string[]
  /** Where files are written that the caller, and no statement, asked for. */
  readonly #drafts = join(tmpdir(), `skyql-${randomUUID()}`)

  constructor(folders: readonly string[]) {
    this.#folders = folders.map((folder) => resolve(folder))
  }

  /** Statements that put it into force, for good. */
  get sql(): string {
    const folders = [...this.#folders, this.#drafts].map(quoteText).join(', ')
    return `SET allowed_directories = [${folders}]; SET enable_external_access = false`
  }

  /** @throws AppError UNSUPPORTED_OPERATION for a function that would tell of this machine */
  check(sql: string): void {
    const tokens = tokenize(sql)
    // With a folder of the project its files are meant to be read.
    const mayRead = this.#folders.length > 1
    for (const [index, token] of tokens.entries()) {
      if (!isIdentifier(token) || !isSymbol(tokens[index + 1], '(')) continue
      const name = identifierOf(token)
      if (!TELLING.test(name) || (mayRead && /^(?:read_|glob$|sniff_|parquet_)/i.test(name)))
        continue
      throw noFiles(`${name}() is refused`)
    }
  }

  /** Has `write` make a file where that is allowed, and puts it where it belongs. */
  async writing(path: string, write: (path: string) => Promise<unknown>): Promise<void> {
    const draft = join(this.#drafts, `${randomUUID()}.parquet`)
    makeFolder(this.#drafts)
    try {
      await write(draft)
      await copyFile(draft, path).catch((cause: unknown) => {
        const { message } = cause as Error
        throw new AppError('FILE_UNWRITABLE', `${path} cannot be written: ${message}`, { cause })
      })
    } finally {
      await rm(this.#drafts, { recursive: true, force: true })
    }
  }
}

/** What is said where a statement asks for files, or for what else is on this machine, and may not. */
export function noFiles(what: string): AppError {
  return new AppError('UNSUPPORTED_OPERATION', `${what}: statements have no access to files here`, {
    hint: '--files project lets them read those of the working folder, --files all any; --read-only sessions read none',
  })
}
