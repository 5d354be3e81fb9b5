import { open, type FileHandle } from 'node:fs/promises'
import { once } from 'node:events'
import { AppError } from '../../errors/index.js'

/** Where rows go: stdout or a file. */
export interface Output {
  write(text: string): Promise<void>
  close(): Promise<void>
}

export const standardOutput: Output = {
  write: async (text) => {
    // Waits for a slow reader instead of piling rows up in memory.
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
  },
  close: () => Promise.resolve(),
}

/** @throws AppError FILE_UNWRITABLE */
export async function fileOutput(path: string): Promise<Output> {
  const file = await openForWriting(path)
  return {
    write: async (text) => {
      await file.writeFile(text)
    },
    close: () => file.close(),
  }
}

async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w')
  } catch (cause) {
    throw new AppError(
      'FILE_UNWRITABLE',
      `${path} cannot be written: ${(cause as Error).message}`,
      { cause },
    )
  }
}
