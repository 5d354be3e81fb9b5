import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BORROWED_NAMES } from '../../src/manifest/filters/borrowed.js'
import { OWN_FILTERS } from '../../src/manifest/filters/own.js'
import { MANIFEST_SCHEMA, MANIFEST_SCHEMA_URL } from '../../src/manifest/index.js'
import { problemLines, stackOf } from './stack-folder.js'

const DOCS = readFileSync(new URL('../../docs/manifests.md', import.meta.url), 'utf8')

/** First cells of the tables under a heading, code taken out of its marks. */
function namesUnder(heading: string): string[] {
  const section = DOCS.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const cells = [...section.matchAll(/^\| (`[^|]*) \|/gm)].map((match) => match[1] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
}

function blocks(kind: string): string[] {
  return [...DOCS.matchAll(new RegExp(`\`\`\`${kind}\n([^]*?)\`\`\``, 'g'))].map(
    (match) => match[1] ?? '',
  )
}

const RESOURCE = MANIFEST_SCHEMA.properties.resources.items.properties

describe('docs/manifests.md', () => {
  it('has every key of the schema, and no other', () => {
    expect(namesUnder('Top level')).toEqual(Object.keys(MANIFEST_SCHEMA.properties))
    expect(namesUnder('Resources').sort()).toEqual(Object.keys(RESOURCE).sort())
    expect(namesUnder('Props').sort()).toEqual(Object.keys(RESOURCE.props.items.properties).sort())
  })

  it('has every filter', () => {
    expect(namesUnder('Templates').sort()).toEqual([...OWN_FILTERS.keys()].sort())
    const borrowed = /From nunjucks: ([^]*?)\.\n/.exec(DOCS)?.[1] ?? ''
    expect([...borrowed.matchAll(/`(\w+)`/g)].map((match) => match[1])).toEqual(BORROWED_NAMES)
  })

  it('has every anchor and option', async () => {
    const all = namesUnder('Anchors')
    const options = all.filter((name) => /_|retries/.test(name))
    const anchors = all.filter((name) => !options.includes(name))
    const values = options.map((name) => `${name}=1`).join(', ')
    const iql = anchors.map((name) => `/*+ ${name}, ${values} */\nSELECT 1;\n`).join('')
    const stack = await stackOf('resources: [{ name: r }]', { 'stack/resources/r.iql': iql })
    expect(problemLines(stack)).toEqual([])
    // Two have an alias.
    expect(stack.resources[0]?.anchors.size).toBe(anchors.length - 2)
    expect(Object.keys(stack.resources[0]?.anchors.get('create')?.options ?? {})).toHaveLength(6)
  })

  it.each(blocks('yaml manifest').map((text, index) => [index, text] as const))(
    'example %d loads',
    async (_index, text) => {
      expect(problemLines(await stackOf(text))).toEqual([])
    },
  )

  it('shows statements that are read as they stand', async () => {
    const [iql = ''] = blocks('sql iql')
    const props = ['DomainName', 'Uri', 'ObjectTypeName', 'Tags']
    const manifest = {
      resources: [{ name: 'r', props: props.map((name) => ({ name, value: name })) }],
    }
    const stack = await stackOf(JSON.stringify(manifest), { 'stack/resources/r.iql': iql })
    expect(problemLines(stack)).toEqual([])
    expect([...(stack.resources[0]?.anchors.keys() ?? [])]).toEqual([
      'exists',
      'create',
      'statecheck',
      'update',
      'delete',
    ])
  })

  it('names the schema as it is published', () => {
    expect(DOCS).toContain(`$schema=${MANIFEST_SCHEMA_URL}\n`)
  })
})
