import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const HEAD =
  'skyql contains code of these packages, each under the licence that is printed below its name.'
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([._-].*)?$/i

/**
 * Writes `dist/THIRD-PARTY-NOTICES`: name, version, licence and licence texts of every package whose code stands in
 * the bundles (`inputs`: paths of esbuild's metafiles). MIT, BSD, ISC and Apache ask that their texts go along with
 * copies; a bundle is one. Throws where a package names no licence: nobody could say whether it may be passed on.
 */
export function writeNotices(dist, inputs) {
  const packages = new Map()
  for (const input of inputs) {
    const folder = packageFolder(input)
    if (folder !== undefined) packages.set(folder, readPackage(folder))
  }
  const texts = groupByText(packages.values())
  const notices = [...texts].map(([text, those]) =>
    [...those.map(title).sort(), '', text].join('\n'),
  )
  writeFileSync(
    join(dist, 'THIRD-PARTY-NOTICES'),
    [HEAD, ...notices.sort()].map((part) => `${part.trim()}\n`).join(`\n${'-'.repeat(80)}\n\n`),
  )
}

/** The folder of the package that a bundled file belongs to; undefined for the project's own. */
function packageFolder(input) {
  if (!input.includes('node_modules/')) return undefined
  const file = resolve(root, input.replace(/^[\w-]+:/, ''))
  for (let folder = dirname(file); folder.includes('node_modules/'); folder = dirname(folder)) {
    // Packages hold further package.json files without a name, which only say what kind of module is below them.
    const description = join(folder, 'package.json')
    if (existsSync(description) && JSON.parse(readFileSync(description, 'utf8')).version)
      return folder
  }
  throw new Error(`${input} belongs to no package`)
}

function readPackage(folder) {
  const { name, version, license, licenses } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const licence = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ')
  if (!licence) throw new Error(`${name} names no licence`)
  const text = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n')
  return { name, version, licence, text }
}

function title({ name, version, licence }) {
  return `${name} ${version} (${licence})`
}

function groupByText(packages) {
  const groups = new Map()
  for (const one of packages) groups.set(one.text, [...(groups.get(one.text) ?? []), one])
  return groups
}
