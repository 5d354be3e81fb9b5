import { readFile } from 'node:fs/promises'
import { documentError, readDocument, type DocumentTables } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { utf8Text } from '../util/index.js'

/** Statements that ask for whatever there is. */
const ASKS_FOR_ALL = /^\s*(?:show|describe|desc|use)\b/i

interface Unread {
  readonly file: string
  readonly text: string
  /** Name of its provider, as far as that can be seen without reading it whole. */
  readonly provider: string | undefined
}

/**
 * The user's own provider documents. A statement that names none of their providers costs a look at their
 * beginnings, and one without any document nothing at all.
 */
export class OwnDocuments {
  readonly #files: readonly string[]
  readonly #tables: () => DocumentTables
  #unread: Promise<readonly Unread[]> | undefined
  readonly #read = new Map<string, Promise<void>>()

  /** @param tables where what they describe is added. */
  constructor(files: readonly string[], tables: () => DocumentTables) {
    this.#files = files
    this.#tables = tables
  }

  /**
   * Reads the documents that a text may speak of; without one, all.
   * @throws AppError PROVIDER_DOCUMENT with everything that is wrong with one, FILE_UNREADABLE
   */
  async prepare(text?: string): Promise<void> {
    if (this.#files.length === 0) return
    this.#unread ??= this.#look()
    for (const each of await this.#unread) {
      if (text === undefined || ASKS_FOR_ALL.test(text) || mayName(text, each.provider)) {
        await this.#once(each)
      }
    }
  }

  /** Reads all that can be read; what is wrong with the others is told when a statement asks for them. */
  async learn(): Promise<void> {
    this.#unread ??= this.#look()
    for (const each of await this.#unread.catch(() => [])) {
      await this.#once(each).catch(() => undefined)
    }
  }

  #once(each: Unread): Promise<void> {
    const reading = this.#read.get(each.file) ?? this.#add(each)
    this.#read.set(each.file, reading)
    return reading
  }

  async #look(): Promise<readonly Unread[]> {
    const found: Unread[] = []
    for (const file of this.#files) {
      const text = await readText(file)
      const [, provider] = /["']?\bprovider\b["']?\s*:\s*["']?([A-Za-z0-9_]+)/.exec(text) ?? []
      found.push({ file, text, provider })
    }
    return found
  }

  async #add({ file, text }: Unread): Promise<void> {
    const read = await readDocument(text)
    if ('problems' in read) throw documentError(file, text, read.problems)
    this.#tables().addDocument(read.document, file)
  }
}

function mayName(text: string, provider: string | undefined): boolean {
  if (provider === undefined) return true
  return new RegExp(`\\b${provider}["\`]?\\s*\\.`, 'i').test(text)
}

async function readText(file: string): Promise<string> {
  try {
    return utf8Text(await readFile(file))
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${file} cannot be read: ${(cause as Error).message}`, {
      file,
      cause,
    })
  }
}
