import { AppError } from '../../errors/index.js'
import { loadYaml, type YamlEdit } from '../../util/index.js'

/**
 * The manifest's text with edits; all else stays as it is written.
 *
 * @throws AppError MANIFEST where it cannot be written so that it can be read again
 */
export async function editManifest(text: string, edits: readonly YamlEdit[]): Promise<string> {
  const edited = edits.length === 0 ? text : (await loadYaml()).edit(text, edits)
  if (edited !== undefined) return edited
  const paths = edits.map(({ path }) => path.join('.')).join(', ')
  throw new AppError('MANIFEST', `the manifest cannot be changed at ${paths}`, {
    hint: 'Write these values by hand.',
  })
}
