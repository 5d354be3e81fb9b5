/** A text for between single quotes, with every quote doubled. */
export function quoteSql(text: string): string {
  return text.replaceAll("'", "''")
}

/** A text literal of SQL. The one place where values become texts of statements; backslashes are ordinary there. */
export function sqlText(text: string): string {
  return `'${quoteSql(text)}'`
}
