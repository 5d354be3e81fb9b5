import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadCatalog, loadDocuments } from '../../src/catalog/index.js'
import { servicePage } from '../../src/plan/index.js'
import { loadYaml } from '../../src/util/index.js'

const root = new URL('../..', import.meta.url).pathname
const types = loadCatalog({ roots: [`${root}dist/catalog`] })
const catalog = loadDocuments(types, `${root}dist/documents`)

const pages = readdirSync(`${root}docs/providers`)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -'.md'.length))

test.each(pages)('the page of %s is as the generator writes it', async (name) => {
  const yaml = await loadYaml()
  const [provider = '', service = ''] = name.split('.')
  const page = servicePage(catalog, provider, service, { yaml: (value) => yaml.stringify(value) })
  // Written anew by: skyql providers pages SERVICE --out docs/providers
  expect(readFileSync(`${root}docs/providers/${name}.md`, 'utf8')).toBe(page)
})

test('there is a section for each of the tables, with examples and permissions', async () => {
  const yaml = await loadYaml()
  let tables = 0
  for (const service of catalog.services('awscc')) {
    const page = servicePage(catalog, 'awscc', service, { yaml: (value) => yaml.stringify(value) })
    const sections = page.split(/^## /m).slice(1)
    tables += sections.length
    for (const section of sections) {
      expect(section).toContain('### Fields')
      expect(section).toContain('### Methods')
      expect(section).toMatch(/### `(SELECT|INSERT)`/)
      expect(section).toContain('### Permissions')
    }
  }
  expect(tables).toBe(1490)
})

test('no word of AWS’s own descriptions is on a page of Cloud Control', () => {
  const page = readFileSync(`${root}docs/providers/awscc.customerprofiles.md`, 'utf8')
  expect(page).not.toContain('| description |')
})
