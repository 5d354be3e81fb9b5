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
