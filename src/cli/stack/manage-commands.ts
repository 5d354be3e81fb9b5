import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { importResource, keepImported } from '../../deploy/index.js'
import { AppError } from '../../errors/index.js'
import { visibleLines } from '../../format/index.js'
import { renamedManifest, stackNameFor, starterFiles } from '../../manifest/index.js'
import { bundledCatalog } from '../../session/index.js'
import { standardOutput } from '../exec/output.js'
import { readTextFile } from '../exec/read-input.js'
import type { ShellFlags } from '../shell/shell-command.js'
import { onlyReads, onStack, print, writeText } from './on-stack.js'
import type { StackFlags } from './stack-flags.js'

/** `skyql stack import` */
export async function importCommand(
  dir: string,
  environment: string,
  [type, identifier]: readonly [string, string],
  flags: StackFlags,
): Promise<void> {
  await onStack({ dir, environment, flags, verb: 'import' }, async (open) => {
    const { stack } = open.run
    const imported = await importResource(open, type, identifier)
    const file = join(stack.dir, 'resources', `${imported.name}.iql.txt`)
    await mkdir(dirname(file), { recursive: true })
    await writeText(file, imported.statements)
    await writeText(stack.file, imported.manifest)
    await keepImported(open, imported)
    await print(open.run, flags, {
      text: () =>
        visibleLines(
          `${stack.file} declares ${imported.name} now (${imported.schema.typeName} ${imported.identifier}).\n` +
            `${file} has statements for it: the manifest alone is enough, rename it to ${imported.name}.iql to use them.\n`,
        ),
      markdown: () =>
        `\`${imported.name}\`: ${imported.schema.typeName} \`${imported.identifier}\`\n`,
      json: () => ({
        name: imported.name,
        resourceType: imported.schema.typeName,
        identifier: imported.identifier,
        manifest: stack.file,
        left: imported.left,
      }),
    })
  })
}

/** `skyql stack info` */
export async function infoCommand(
  dir: string,
  environment: string,
  flags: StackFlags,
): Promise<void> {
  await onStack({ dir, environment, flags, purpose: 'compare' }, async ({ run, graph }) => {
    const { stack } = run
    const rows = graph.order.map((name) => ({
      name,
      type: run.schema(name)?.typeName ?? run.resource(name).type,
      needs: graph.dependencies.get(name) ?? [],
      identifier: run.recordOf(name)?.identifier,
      leftovers: run.recordOf(name)?.leftovers ?? [],
      tainted: run.recordOf(name)?.tainted === true,
    }))
    await print(run, flags, {
      text: () =>
        visibleLines(
          [
            `${stack.name}/${stack.env}  ${stack.description ?? ''}`.trimEnd(),
            `manifest   ${stack.file}`,
            `region     ${stack.region ?? run.defaultRegion ?? '(none)'}`,
            `providers  ${stack.providers.join(', ')}`,
            `exports    ${stack.exports.map(({ name }) => name).join(', ')}`,
            '',
            ...rows.map(
              ({ name, type, needs, identifier, leftovers, tainted }) =>
                `${name}  ${type}  ${identifier ?? '(not recorded)'}${needs.length === 0 ? '' : `  after ${needs.join(', ')}`}${leftovers.length === 0 ? '' : `  (replaced, yet to be deleted: ${leftovers.join(', ')})`}${tainted ? '  (tainted: its creation failed and left it)' : ''}`,
            ),
            '',
          ].join('\n'),
        ),
      markdown: () =>
        `### ${stack.name}/${stack.env}\n\n${rows.map(({ name, type }) => `- ${name}: ${type}\n`).join('')}`,
      json: () => ({ stack: stack.name, env: stack.env, manifest: stack.file, resources: rows }),
    })
  })
}

/** `skyql stack init` */
export async function initCommand(
  given: string,
  flags: { readonly template?: string },
): Promise<void> {
  const name = stackNameFor(given)
  const folder = join(dirname(given), name)
  if ((await stat(folder).catch(() => undefined)) !== undefined) {
    throw new AppError('USAGE', `${folder} is there already; nothing was changed`)
  }
  const files = { ...starterFiles(name), ...(await templateFiles(flags.template, name)) }
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  await standardOutput.write(
    `${folder} is a stack now. Try it on the local cloud:\n\n  skyql stack plan ${folder} dev --local\n  skyql stack build ${folder} dev --local\n`,
  )
}

/** The manifest of an example, under the stack's name: one of `manifests/`, or any folder. */
async function templateFiles(
  template: string | undefined,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  if (template === undefined) return {}
  const root = join(bundledCatalog(), '..', 'templates')
  const folder = [template, join(root, template)].find((one) =>
    existsSync(join(one, 'stackql_manifest.yml')),
  )
  if (folder === undefined) {
    throw new AppError('USAGE', `there is no template "${template}"`, {
      hint: 'customer-profiles, network, bucket, serverless, or a folder with a stackql_manifest.yml',
    })
  }
  const manifest = await readTextFile(join(folder, 'stackql_manifest.yml'))
  const files: Record<string, string> = { 'stackql_manifest.yml': renamedManifest(manifest, name) }
  for (const file of await filesUnder(join(folder, 'resources'))) {
    files[relative(folder, file)] = await readTextFile(file)
  }
  return files
}

/** Files in a folder and the folders in it; none where there is no such folder. */
async function filesUnder(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
}

/** `skyql stack shell`: SQL in the stack's region. */
export async function stackShellCommand(
  dir: string,
  environment: string,
  flags: StackFlags & ShellFlags,
): Promise<void> {
  let region = flags.region
  await onStack({ dir, environment, flags }, ({ run }) => {
    region ??= run.stack.region
    return Promise.resolve()
  })
  const { shellCommand } = await import('../shell/shell-command.js')
  await shellCommand({ ...flags, ...(region === undefined ? {} : { region }) })
}

/** `skyql stack unlock` */
export async function unlockCommand(
  dir: string,
  environment: string,
  flags: StackFlags,
): Promise<void> {
  if (flags.readOnly === true) throw onlyReads('unlock')
  await onStack({ dir, environment, flags }, async ({ store }) => {
    const holder = await store?.breakLock()
    await standardOutput.write(
      holder === undefined
        ? 'nobody holds it\n'
        : `taken from ${holder.verb} by ${holder.user} on ${holder.host} (process ${String(holder.pid)})\n`,
    )
  })
}
