import { AppError } from '../../errors/index.js'
import { findTable, inputSkeleton, outputSkeleton, skeletonNotes } from '../../plan/index.js'
import { buildDesired } from '../../resource/index.js'
import { createSession } from '../../session/index.js'
import { loadYaml } from '../../util/index.js'
import { ConsoleHost } from '../console-host.js'
import { placeInInput, readInputText, type InputFlags } from '../exec/input-text.js'
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
    const skeleton = inputSkeleton(table, { sent: true })
    process.stdout.write((await loadYaml()).stringify(skeleton, skeletonNotes(table, skeleton)))
    return
  }
  const input = kind === 'output' ? await readInputText(flags) : undefined
  if (input !== undefined) {
    try {
      buildDesired(table.schema, input.values)
    } catch (error) {
      throw AppError.is(error) ? ((await placeInInput(error, input)) ?? error) : error
    }
  }
  const model = kind === 'output' ? outputSkeleton(table) : inputSkeleton(table, { sent: true })
  process.stdout.write(`${JSON.stringify(model, null, 4)}\n`)
}
