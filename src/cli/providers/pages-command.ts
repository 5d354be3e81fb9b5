import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../errors/index.js'
import { servicePage } from '../../plan/index.js'
import { createSession } from '../../session/index.js'
import { loadYaml } from '../../util/index.js'
import { ConsoleHost } from '../console-host.js'
import { sessionOptions, type SessionFlags } from '../session-flags.js'

export type PagesFlags = SessionFlags & { readonly out: string }

/** `skyql providers pages [SERVICE…] --out DIR`: a reference page for each service, in Markdown. */
export async function writePages(names: readonly string[], flags: PagesFlags): Promise<void> {
  const session = createSession(sessionOptions(flags, new ConsoleHost({ debug: false })))
  await session.readDocuments()
  const { catalog } = session
  const yaml = await loadYaml()
  const all = catalog
    .providers()
    .flatMap((provider) =>
      catalog.services(provider).map((service) => [provider, service] as const),
    )
  const wanted = names.length === 0 ? all : names.map((name) => serviceOf(name, all))
  await mkdir(flags.out, { recursive: true })
  let tables = 0
  for (const [provider, service] of wanted) {
    const page = servicePage(catalog, provider, service, { yaml: (value) => yaml.stringify(value) })
    tables += page.match(/^## /gm)?.length ?? 0
    await writeFile(join(flags.out, `${provider}.${service}.md`), page)
  }
  process.stderr.write(
    `${String(tables)} tables of ${String(wanted.length)} services in ${flags.out}\n`,
  )
}

function serviceOf(
  name: string,
  all: readonly (readonly [string, string])[],
): readonly [string, string] {
  const found = all.find(([provider, service]) => `${provider}.${service}` === name.toLowerCase())
  if (found !== undefined) return found
  throw new AppError('UNKNOWN_SERVICE', `there is no service "${name}"`, {
    hint: 'skyql providers show awscc lists those of a provider',
  })
}
