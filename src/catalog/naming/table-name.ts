import pluralize from 'pluralize'
import { PUBLISHED_TABLES } from './published-tables.js'
import { snakeCase } from './snake-case.js'

/** Table of a type: snake case and plural, `integrations`; a few names were published otherwise and are data. */
export function tableName(typeName: string): string {
  const published = PUBLISHED_TABLES[typeName]
  if (published !== undefined) return published
  return pluralize(snakeCase(typeName.split('::')[2] ?? typeName))
}
