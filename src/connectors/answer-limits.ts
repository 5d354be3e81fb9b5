const MEBIBYTE = 1024 * 1024
/** Bytes that an answer may have: some ten times the largest page that a service sends. */
export const MOST_ANSWER_BYTES = 64 * MEBIBYTE
/** How many times the time to wait for something a whole answer may take, however steadily it trickles. */
const WHOLE_TIMES = 5

/** A stream of bytes; one of Node's can be destroyed. */
type Body = AsyncIterable<Uint8Array> & { destroy?(error: Error): unknown }

/** What an answer may take. */
export interface AnswerLimits {
  readonly bytes: number
  /** Milliseconds from its first byte to its last; 0 for no limit, as below. */
  readonly whole: number
  /** Milliseconds in which something has to come. */
  readonly read: number
}

/** The limits of an answer, by the milliseconds that a call may wait. */
export function answerLimits(read: number, bytes: number = MOST_ANSWER_BYTES): AnswerLimits {
  return { bytes, read, whole: read * WHOLE_TIMES }
}

/** The error of an answer that is longer than its limit; by its code it is never asked for again. */
export function tooLong({ bytes }: Pick<AnswerLimits, 'bytes'>): Error {
  return coded('ERR_ANSWER_TOO_LONG', `is longer than ${sizeText(bytes)}`)
}

/** The error of an answer that had not ended in its time. */
export function tooSlow({ whole }: AnswerLimits): Error {
  return coded('ERR_ANSWER_TOO_SLOW', `had not ended after ${String(whole / 1000)} s`)
}

/** Does something after so many milliseconds; never where they are 0. */
export function after(ms: number, work: () => void): NodeJS.Timeout | undefined {
  return ms === 0 ? undefined : setTimeout(work, ms)
}

/** What such an error says of the answer; `undefined` of other errors. */
export function exceededLimit(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  const isOurs = code === 'ERR_ANSWER_TOO_LONG' || code === 'ERR_ANSWER_TOO_SLOW'
  return isOurs ? String(message) : undefined
}

/**
 * The whole body of an answer. Rejects with `tooLong`, `tooSlow`, an error named `TimeoutError` where nothing came for the
 * time to read, or what broke the connection; the connection is closed then.
 */
export async function wholeBody(stream: Body | undefined, limits: AnswerLimits): Promise<Buffer> {
  const parts: Uint8Array[] = []
  if (stream === undefined) return Buffer.concat(parts)
  let size = 0
  const stop = (error: Error): void => {
    stream.destroy?.(error)
  }
  const whole = after(limits.whole, () => {
    stop(tooSlow(limits))
  })
  const idle = after(limits.read, () => {
    const silent = new Error(`nothing was received for ${String(limits.read)} ms`)
    stop(Object.assign(silent, { name: 'TimeoutError' }))
  })
  try {
    for await (const part of stream) {
      idle?.refresh()
      size += part.byteLength
      // Leaving the loop closes the connection: the rest is not waited for.
      if (size > limits.bytes) throw tooLong(limits)
      parts.push(part)
    }
    return Buffer.concat(parts)
  } finally {
    clearTimeout(whole)
    clearTimeout(idle)
  }
}

const sizeText = (bytes: number): string =>
  bytes >= MEBIBYTE ? `${String(Math.round(bytes / MEBIBYTE))} MiB` : `${String(bytes)} bytes`

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code })
