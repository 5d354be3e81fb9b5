import type { ExecutionContext } from '../../execution/index.js'
import type {
  CreateStatement,
  DropStatement,
  RefreshStatement,
  Statement,
} from '../../sql/index.js'
import { checkCreate, checkDrop, checkRefresh, runCreate, runDrop, runRefresh } from './define.js'
import type { PlannedNames } from './planned-names.js'
import type { SessionNames } from './session-names.js'

/** A statement that says what a name means. */
export type Definition = CreateStatement | RefreshStatement | DropStatement

export function isDefinition(statement: Statement): statement is Definition {
  return statement.kind === 'create' || statement.kind === 'refresh' || statement.kind === 'drop'
}

/** Checks a definition without a call, and takes down what it will have made. @throws AppError */
export async function checkDefinition(
  statement: Definition,
  planned: PlannedNames,
  context: ExecutionContext,
): Promise<void> {
  const [name = ''] = statement.name.parts
  switch (statement.kind) {
    case 'create': {
      const sql = await checkCreate(statement, planned, context)
      if (sql !== undefined) planned.add({ kind: statement.what, name, sql })
      return
    }
    case 'drop':
      if (checkDrop(statement, planned)) planned.remove(name)
      return
    case 'refresh':
      checkRefresh(statement, planned)
  }
}

/** @throws AppError NAME_TAKEN, UNKNOWN_TABLE, FILE_UNREADABLE, FILE_UNWRITABLE, and of a query that is run */
export async function runDefinition(
  statement: Definition,
  names: SessionNames,
  context: ExecutionContext,
): Promise<void> {
  switch (statement.kind) {
    case 'create':
      return runCreate(statement, names, context)
    case 'drop':
      return runDrop(statement, names)
    case 'refresh':
      return runRefresh(statement, names, context)
  }
}
