/** A literal of SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

const dollar = (text: string): string => `$x$${text.replaceAll('$x$', '')}$x$`
const escaped = (text: string): string =>
  `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
const half = (text: string): [string, string] => {
  const chars = Array.from(text)
  const at = Math.ceil(chars.length / 2)
  return [chars.slice(0, at).join(''), chars.slice(at).join('')]
}
const json = (value: unknown): string => quoted(JSON.stringify(value))

/** Statements that give a secret to something, each in a way of its own. */
export const STATEMENTS: Readonly<Record<string, (secret: string) => string>> = {
  assignment: (s) => `UPDATE t SET master_user_password = ${quoted(s)}`,
  'quoted name': (s) => `UPDATE t SET "MasterUserPassword" = ${quoted(s)}`,
  concat: (s) => `UPDATE t SET password = concat(${half(s).map(quoted).join(', ')})`,
  '||': (s) => `UPDATE t SET password = ${half(s).map(quoted).join(' || ')}`,
  CASE: (s) =>
    `UPDATE t SET password = CASE WHEN name = 'x' THEN ${quoted(s)} ELSE ${quoted(s)} END`,
  coalesce: (s) => `UPDATE t SET password = coalesce(NULL, nullif(${quoted(s)}, ''))`,
  subquery: (s) => `UPDATE t SET password = (SELECT x FROM (SELECT ${quoted(s)} AS x) y)`,
  'subquery of VALUES': (s) =>
    `UPDATE t SET password = (SELECT x FROM (VALUES (${quoted(s)})) v(x))`,
  cast: (s) => `UPDATE t SET password = CAST(${quoted(s)} AS VARCHAR)`,
  '::': (s) => `UPDATE t SET password = ${quoted(s)}::VARCHAR`,
  'dollar string': (s) => `UPDATE t SET password = ${dollar(s)}`,
  'E-string': (s) => `UPDATE t SET password = ${escaped(s)}`,
  'strings over lines': (s) => `UPDATE t SET password = ${half(s).map(quoted).join('\n  ')}`,
  json_object: (s) => `UPDATE t SET config = json_object('name', 'x', 'password', ${quoted(s)})`,
  'json_object of a pair': (s) =>
    `UPDATE t SET tags = json_object('Key', 'DbPassword', 'Value', ${quoted(s)})`,
  json_set: (s) => `UPDATE t SET config = json_set(config, '$.Password', ${quoted(s)})`,
  json_merge: (s) =>
    `UPDATE t SET config = json_merge_patch(config, ${json({ Auth: { ApiKey: s } })})`,
  struct: (s) => `UPDATE t SET config = {'password': ${quoted(s)}}`,
  map: (s) => `UPDATE t SET config = MAP {'password': ${quoted(s)}}`,
  IN: (s) => `SELECT * FROM t WHERE password IN ('x', ${quoted(s)})`,
  LIKE: (s) => `SELECT * FROM t WHERE password LIKE ${quoted(s)}`,
  '= ANY': (s) => `SELECT * FROM t WHERE password = ANY (ARRAY[${quoted(s)}])`,
  'reversed comparison': (s) => `DELETE FROM t WHERE ${quoted(s)} = secret_string`,
  BETWEEN: (s) => `SELECT * FROM t WHERE api_key BETWEEN ${quoted(s)} AND 'z'`,
  '->>': (s) => `SELECT * FROM t WHERE config ->> 'Password' = ${quoted(s)}`,
  PatchDocument: (s) =>
    `UPDATE t SET PatchDocument = ${json([{ op: 'replace', path: '/MasterUserPassword', value: s }])} WHERE Identifier = 'x'`,
  'PatchDocument of an object': (s) =>
    `UPDATE t SET PatchDocument = ${json([{ op: 'add', path: '/Users/0', value: { Name: 'a', Password: s } }])}`,
  generate_patch_document: (s) =>
    `UPDATE t SET PatchDocument = string('{{ { "Password": x } | generate_patch_document }}') , config = ${json({ Password: s })}`,
  json: (s) => `UPDATE t SET config = ${json({ Name: 'n', Users: [{ Password: s }] })}`,
  'json of a pair': (s) => `UPDATE t SET tags = ${json([{ Key: 'password', Value: s }])}`,
  'json of a parameter': (s) =>
    `UPDATE t SET p = ${json([{ ParameterKey: 'DbPassword', ParameterValue: s }])}`,
  'json of environment': (s) =>
    `UPDATE t SET e = ${json({ Variables: { GITHUB_PAT: s, PIN: s, LEVEL: 'info' } })}`,
  'json in json': (s) => `UPDATE t SET e = ${json({ Body: JSON.stringify({ client_secret: s }) })}`,
  'json that ends too soon': (s) =>
    `UPDATE t SET config = ${quoted(JSON.stringify({ Password: s }).slice(0, -1))}`,
  'dollar json': (s) => `UPDATE t SET config = ${dollar(JSON.stringify({ Password: s }))}`,
  insert: (s) => `INSERT INTO t (name, password) VALUES ('a', ${quoted(s)}), ('b', ${quoted(s)})`,
  'insert of an expression': (s) =>
    `INSERT INTO t (name, password) VALUES ('a', upper(${half(s).map(quoted).join(' || ')}))`,
  'insert select': (s) => `INSERT INTO t (name, password) SELECT name, ${quoted(s)} FROM u`,
  'insert select union': (s) =>
    `INSERT INTO t (name, password) SELECT 'a', 'b' UNION ALL SELECT 'c', ${quoted(s)}`,
  'insert select of VALUES': (s) =>
    `INSERT INTO t (name, password) SELECT * FROM (VALUES ('n', ${quoted(s)})) v(a, b)`,
  'insert with a CTE': (s) =>
    `INSERT INTO t (name, password) WITH v AS (SELECT 'n' AS a, ${quoted(s)} AS b) SELECT a, b FROM v`,
  'insert after a CTE': (s) =>
    `WITH v(a, b) AS (VALUES ('n', ${quoted(s)})) INSERT INTO t (name, password) SELECT a, b FROM v`,
  'insert of more than its columns': (s) =>
    `INSERT INTO t (name, password) VALUES ('a', 'b', ${quoted(s)})`,
  'on conflict': (s) =>
    `INSERT INTO t (name) VALUES ('a') ON CONFLICT DO UPDATE SET password = ${quoted(s)}`,
  'several columns': (s) => `UPDATE t SET (name, password) = ('a', ${quoted(s)})`,
  'nested path': (s) => `UPDATE t SET config.password = ${quoted(s)}`,
  EXEC: (s) => `EXEC aws.rds.databases.reset @name = 'x', @password = ${quoted(s)}`,
  'EXEC with =>': (s) => `EXEC immuta.data.test(name => 'x', api_token => ${quoted(s)})`,
  'EXEC with json': (s) =>
    `EXEC immuta.data.test @body = ${json({ credentials: { user: 'u', key: s } })}`,
  'DELETE with json': (s) => `DELETE FROM t WHERE name = 'x' AND config = ${json({ Password: s })}`,
  alias: (s) => `SELECT ${quoted(s)} AS password, name FROM t`,
  'alias without AS': (s) => `SELECT ${quoted(s)} password FROM t`,
  'alias of an expression': (s) => `SELECT upper(${quoted(s)}) AS password FROM t`,
  'column of a derived table': (s) => `SELECT v.password FROM (VALUES (${quoted(s)})) v(password)`,
  'compared through a CTE': (s) =>
    `WITH v AS (SELECT password AS x FROM t) SELECT * FROM v WHERE x = ${quoted(s)}`,
  'line comment': (s) =>
    `UPDATE t SET password = x -- was ${s.replace(/[\r\n\u2028]/g, '')}\n WHERE name = 'a'`,
  'block comment': (s) => `/* password: ${s.replaceAll('*/', '')} */ SELECT 1`,
  SET: (s) => `SET password = ${quoted(s)}`,
  view: (s) => `CREATE VIEW v AS SELECT * FROM t WHERE secret = ${quoted(s)}`,
  EXPLAIN: (s) => `EXPLAIN UPDATE t SET password = ${quoted(s)}`,
  'never closed': (s) => `UPDATE t SET password = ${quoted(s).slice(0, -1)}`,
  'never closed json': (s) =>
    `UPDATE t SET a = '{"Password": ${JSON.stringify(s).replaceAll("'", "''")}`,
  'connection string': (s) =>
    `UPDATE t SET uri = ${quoted(`postgres://u:${encodeURIComponent(s)}@h/db`)}`,
}
