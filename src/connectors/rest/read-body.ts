import { AppError } from '../../errors/index.js'

const MEBIBYTE = 1024 * 1024
export const MOST_BYTES = 10 * MEBIBYTE

/** The bytes of an answer. @throws AppError SERVICE_REJECTED where it is longer than `most` bytes */
export async function readBody(
  stream: AsyncIterable<Uint8Array> | undefined,
  { most, where }: { readonly most: number; readonly where: string },
): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream ?? []) {
    size += part.byteLength
    // Leaving the loop closes the connection: the rest is not waited for.
    if (size > most) throw tooLong(most, where)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const tooLong = (most: number, where: string): AppError =>
  new AppError('SERVICE_REJECTED', `${where}: the answer is longer than ${sizeText(most)}`, {
    hint: 'ask for less, or raise mostBytes in the provider document',
  })

const sizeText = (bytes: number): string =>
  bytes >= MEBIBYTE ? `${String(Math.round(bytes / MEBIBYTE))} MiB` : `${String(bytes)} bytes`
