import { open, rm, stat, type FileHandle } from 'node:fs/promises'
import { AppError } from '../../errors/index.js'
import { outputError, outputFailure } from '../standard-output.js'

/** Where rows go: stdout or a file. */
export interface Output {
  /** What steers a terminal is made visible there; a file gets it as it is. */
  readonly isTerminal: boolean
  write(text: string): Promise<void>
  /** What is written from now on is for the user alone: a file gets mode 0600. */
  hide(): void
  close(): Promise<void>
}

export const standardOutput: Output = {
  get isTerminal() {
    return (process.stdout.isTTY as boolean | undefined) === true
  },
  write: async (text) => {
    if (outputFailure() !== undefined) throw outputError()
    if (text === '') return
    // Waits for a slow reader instead of piling rows up in memory, and for a reader that is gone to be noticed.
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(text, (error) => {
        if (error) setImmediate(() => reject(outputError()))
        else resolve()
      })
    })
  },
  hide: () => undefined,
  close: () => Promise.resolve(),
}

/**
 * A file, opened when the first rows come: a statement that fails leaves what was there.
 * @throws AppError FILE_UNWRITABLE, at once where the file cannot be written
 */
export async function fileOutput(path: string): Promise<Output> {
  await writing(path, () => checkWritable(path))
  let file: FileHandle | undefined
  let mode: number | undefined
  return {
    isTerminal: false,
    write: (text) =>
      writing(path, async () => {
        file ??= await open(path, 'w', mode)
        // A file that was there has kept its mode.
        if (mode !== undefined) await file.chmod(mode)
        await file.writeFile(text)
      }),
    hide: () => {
      mode = 0o600
    },
    close: async () => file?.close(),
  }
}

/** Opening for appending changes nothing in a file that is there; one that this makes is taken away again. */
async function checkWritable(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  const file = await open(path, 'a')
  await file.close()
  if (there === undefined) await rm(path)
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new AppError(
      'FILE_UNWRITABLE',
      `${path} cannot be written: ${(cause as Error).message}`,
      { cause },
    )
  }
}
