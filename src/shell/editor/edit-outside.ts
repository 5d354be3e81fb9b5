import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../errors/index.js'

/**
 * Has the user write a text in $VISUAL or $EDITOR.
 * @throws AppError USAGE where the editor cannot be started or fails; then the text is as it was
 */
export async function editOutside(text: string): Promise<string> {
  const { VISUAL: visual, EDITOR: editor } = process.env
  const program = [visual, editor].find((each) => each !== undefined && each !== '') ?? 'vi'
  const folder = await mkdtemp(join(tmpdir(), 'skyql-'))
  const file = join(folder, 'statement.sql')
  try {
    await writeFile(file, text, { mode: 0o600 })
    const child = spawn(`${program} "${file}"`, { shell: true, stdio: 'inherit' })
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) {
      throw new AppError('USAGE', `the editor ended with ${String(code)}`, {
        hint: 'set EDITOR to the editor of your choice',
      })
    }
    return (await readFile(file, 'utf8')).replace(/\n$/, '')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
