import type { ListDocument, PagesDocument } from '../../catalog/index.js'
import type { Json } from '../../util/index.js'
import type { ProtocolAnswer, WireCall } from '../protocol.js'
import { PageTokens } from '../page-tokens.js'
import { factsOf, type DocumentCall, type MethodCall } from './document-call.js'
import { listedRows } from './check-rows.js'
import { valueAtPointer } from './read-rows.js'

/** The pages of a list as they come, raw. @throws AppError SERVICE_REJECTED for one that goes round in circles */
export async function* listPages(
  calls: DocumentCall,
  call: MethodCall & { readonly method: ListDocument },
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Json[]> {
  const { schema, method } = call
  const pages = method.pages ?? factsOf(schema).pages ?? { style: 'none' }
  const first = await calls.wireCall(call, signal)
  const tokens = new PageTokens({ typeName: schema.typeName, region: call.scope.place.region })
  let wire = firstPage(first, pages)
  let rows = 0
  for (;;) {
    const answer = await calls.send(call, wire, signal)
    const page = listedRows(answer.body, { schema, method, region: call.scope.place.region })
    rows += page.length
    yield page
    const next = nextPage({ first, wire, answer, pages, found: page.length, rows })
    if (next === undefined) return
    // A service that does not know the number of a page sends the same page for ever.
    const isNumbered = pages.style === 'page' || pages.style === 'offset'
    tokens.next(isNumbered ? page : next, page.length)
    wire = next
  }
}

interface PageState {
  readonly first: WireCall
  readonly wire: WireCall
  readonly answer: ProtocolAnswer
  readonly pages: PagesDocument
  /** Rows of this page, and of all so far. */
  readonly found: number
  readonly rows: number
}

function firstPage(call: WireCall, pages: PagesDocument): WireCall {
  if (pages.style !== 'page' && pages.style !== 'offset') return call
  const start = pages.style === 'page' ? (pages.first ?? 1) : 0
  return withInput(call, {
    [pages.input]: start,
    ...(pages.size && { [pages.size.input]: pages.size.value }),
  })
}

function nextPage({ first, wire, answer, pages, found, rows }: PageState): WireCall | undefined {
  switch (pages.style) {
    case 'none':
      return undefined
    case 'token': {
      const token = valueAtPointer(answer.body, pages.output)
      const isLast = token === undefined || token === null || token === ''
      return isLast ? undefined : withInput(first, { [pages.input]: token })
    }
    case 'page':
    case 'offset': {
      if (found === 0 || found < (pages.size?.value ?? 1)) return undefined
      const next = pages.style === 'offset' ? rows : Number(inputOf(wire, pages.input)) + 1
      return withInput(wire, { [pages.input]: next })
    }
    case 'link': {
      const url =
        pages.output === undefined
          ? nextLink(answer.headers?.['link'])
          : valueAtPointer(answer.body, pages.output)
      if (typeof url !== 'string' || url === '' || first.kind !== 'request') return undefined
      return { ...first, url }
    }
  }
}

function withInput(call: WireCall, more: Readonly<Record<string, Json>>): WireCall {
  if (call.kind === 'operation') return { ...call, input: { ...call.input, ...more } }
  const texts = Object.entries(more).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return {
    ...call,
    query: { ...call.query, ...(Object.fromEntries(texts) as Record<string, string>) },
  }
}

function inputOf(call: WireCall, name: string): unknown {
  return call.kind === 'operation' ? call.input[name] : call.query[name]
}

/** `<https://…?page=2>; rel="next", …` */
function nextLink(header: string | undefined): string | undefined {
  return /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(header ?? '')?.[1]
}
