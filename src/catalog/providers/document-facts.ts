import type { PagesDocument } from './call-document.js'
import type { ConnectorDocument } from './connector-document.js'
import type {
  ErrorDocument,
  LimitDocument,
  ProviderDocument,
  RetriesDocument,
} from './provider-document.js'
import type { TableDocument } from './table-document.js'

/** What a table's calls are made from: the document's part in the schema of a table. */
export interface DocumentFacts {
  readonly connector: ConnectorDocument
  readonly table: TableDocument
  readonly limits?: readonly LimitDocument[]
  readonly retries?: RetriesDocument
  readonly errors?: readonly ErrorDocument[]
  readonly pages?: PagesDocument
  readonly redacted?: readonly string[]
  /** Variables of the environment that statements may name; `*` stands for any letters. */
  readonly env?: readonly string[]
}

export function documentFacts(document: ProviderDocument, table: TableDocument): DocumentFacts {
  const { connector, limits, retries, errors, pages, redacted, env } = document
  return {
    connector,
    table,
    ...(limits === undefined ? {} : { limits }),
    ...(retries === undefined ? {} : { retries }),
    ...(errors === undefined ? {} : { errors }),
    ...(pages === undefined ? {} : { pages }),
    ...(env === undefined ? {} : { env }),
    ...(redacted === undefined ? {} : { redacted: [redacted].flat() }),
  }
}
