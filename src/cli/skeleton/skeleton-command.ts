import { findTable, inputSkeleton, outputSkeleton } from '../../plan/index.js'
import { buildDesired } from '../../resource/index.js'
import { createSession } from '../../session/index.js'
import { loadYaml } from '../../util/index.js'
import { ConsoleHost } from '../console-host.js'
import { readInputFile, type InputFlags } from '../exec/with-input.js'
import { sessionOptions, type SessionFlags } from '../session-flags.js'

export type SkeletonKind = 'input' | 'yaml-input' | 'output'

export type SkeletonFlags = SessionFlags & InputFlags

/**
 * `skyql skeleton TABLE [input|yaml-input|output]`: what `--input-json` and `--input-yaml` take, or a sample answer.
 * `output` checks the input that it is given first. No call is made.
 */
export async function skeletonCommand(
  name: string,
  kind: SkeletonKind,
  flags: SkeletonFlags,
): Promise<void> {
  const session = createSession(sessionOptions(flags, new ConsoleHost({ debug: false })))
  await session.readDocuments(`${name} `)
  const parts = name.split('.').map((part) => part.replaceAll('"', ''))
  const table = findTable(session.catalog, parts)
  if (kind === 'yaml-input') {
    process.stdout.write((await loadYaml()).stringify(inputSkeleton(table, { sent: true })))
    return
  }
  const file = flags.inputJson ?? flags.inputYaml
  if (kind === 'output' && file !== undefined) {
    const format = flags.inputYaml === undefined ? 'json' : 'yaml'
    buildDesired(table.schema, await readInputFile(file, format))
  }
  const model = kind === 'output' ? outputSkeleton(table) : inputSkeleton(table, { sent: true })
  process.stdout.write(`${JSON.stringify(model, null, 4)}\n`)
}
