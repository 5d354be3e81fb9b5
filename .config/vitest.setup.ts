import { join } from 'node:path'
import * as catalog from '../src/catalog/index.js'
// @ts-expect-error -- plain JavaScript, since the build runs it, too
import { writeCatalog } from './write-catalog.mjs'

const root = new URL('..', import.meta.url).pathname

/** Makes what tests read from dist/ (the compiled catalogue) before the first test runs. */
export function setup(): void {
  ;(writeCatalog as (room: typeof catalog, providers: string, out: string) => void)(
    catalog,
    join(root, 'providers/awscc'),
    join(root, 'dist/catalog'),
  )
}
