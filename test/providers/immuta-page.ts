/** An example of the API's page: a request, or what it answers with. */
export interface PageExample {
  readonly kind: 'request' | 'response'
  readonly section: string
  readonly sub: string
  readonly method?: string
  readonly path?: string
  readonly body: unknown
}

/** The examples of the page, in its order. Its first answer lacks a brace: there it is two integrations. */
export function pageExamples(page: string): PageExample[] {
  const found: PageExample[] = []
  let section = ''
  let sub = ''
  for (const match of page.matchAll(/^(#{2,3}) ([^\n]+)$|```(curl|json)\n([\s\S]*?)```/gm)) {
    const [, level, title = '', language, text = ''] = match
    if (level === '##') [section, sub] = [title, '']
    else if (level !== undefined) sub = title
    else if (language === 'curl') found.push({ kind: 'request', section, sub, ...request(text) })
    else found.push({ kind: 'response', section, sub, body: answer(text) })
  }
  return found
}

function request(text: string): Pick<PageExample, 'method' | 'path' | 'body'> {
  const [, method = ''] = /-X '(\w+)'/.exec(text) ?? []
  const [, path = ''] = /'https:\/\/www\.organization\.immuta\.com([^']*)'/.exec(text) ?? []
  const [, body] = /-d '([\s\S]*)'\s*$/.exec(text) ?? []
  return { method, path, body: body === undefined ? null : JSON.parse(body) }
}

function answer(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const closed = text.replace(/(\n {4}\}),(\s+\{\s+"id": "2")/, '$1},$2')
    const last = closed.lastIndexOf('}')
    return JSON.parse(closed.slice(0, last) + closed.slice(last + 1))
  }
}

/** The payload of a request that makes or changes something. */
export interface Body {
  readonly type: string
  readonly autoBootstrap?: boolean
  readonly config?: Record<string, unknown>
}

const T = 'immuta.integrations.integrations'
const quoted = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", "''")}'`

/** The statement that asks for what an example asks for, and what has to be there for it. */
export function statementOf({ method, path = '', body }: PageExample): string {
  const { type = '', autoBootstrap, config } = (body ?? {}) as Partial<Body>
  const [, , id = '', ...more] = path.split('/')
  const kind = `${method ?? ''} ${id === '' ? 'all' : id === 'scripts' ? 'script' : ['one', ...more].join('/')}`
  switch (kind) {
    case 'GET all':
      return `SELECT * FROM ${T}`
    case 'GET one':
      return `SELECT * FROM ${T} WHERE id = ${id}`
    case 'GET one/status':
      return `SELECT * FROM immuta.integrations.status WHERE id = ${id}`
    case 'POST all':
      return config === undefined
        ? `INSERT INTO ${T} (type) VALUES ('${type}')`
        : `INSERT INTO ${T} (type, auto_bootstrap, config) VALUES ('${type}', ${String(autoBootstrap)}, ${quoted(config)})`
    case 'PUT one':
      return `UPDATE ${T} SET auto_bootstrap = ${String(autoBootstrap)}, config = ${quoted(config)} WHERE id = 123456789`
    case 'DELETE one':
      return `DELETE FROM ${T} WHERE id = ${id}`
    case 'POST one/regenerate':
      return `EXEC ${T}.regenerate @id = ${id}`
    case 'POST one/scripts/delete':
      return `EXEC immuta.integrations.scripts.delete @id = ${id}`
    case 'POST one/scripts/edit':
      return `EXEC immuta.integrations.scripts.edit @id = ${id}, @@json = ${quoted(body)}`
    case 'POST script':
      return `EXEC immuta.integrations.scripts.${(more[0] ?? '').replace('-', '_')} @@json = ${quoted(body)}`
    default:
      throw new Error(`no statement for ${kind}`)
  }
}
