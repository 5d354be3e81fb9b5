import { createHash } from 'node:crypto'
import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolder, strangeHand, type IoHost } from '../../io/index.js'
import { isJsonObject, type Json, parseJson } from '../../util/index.js'
import { LearnedLists, type Evidence } from './learned-lists.js'

/** Of the lines; other versions have other folders. */
const VERSION = 'v1'
/** A file that is larger holds something else. */
const LARGEST = 8_000_000
/** Begins the names of what was learned at other endpoints than AWS's. */
const ELSEWHERE = 'endpoint-'
/** Endpoints that are remembered; local clouds come and go. */
const MOST_ENDPOINTS = 32

export interface ListMemoryOptions {
  /** Where it is kept between runs; without it, it is forgotten. */
  readonly folder?: string
  readonly host: IoHost
}

/**
 * What was learned of lists, by partition, kept in files that are only ever appended to: runs side by side lose
 * nothing of each other's. A line that is torn or makes no sense is left out.
 */
export class ListMemory {
  readonly #options: ListMemoryOptions
  readonly #partitions = new Map<string, Promise<LearnedLists>>()
  readonly #news = new Map<string, string[]>()

  constructor(options: ListMemoryOptions) {
    this.#options = options
  }

  /**
   * What is known of the lists of a region's partition.
   * @param target where calls go; what is learned elsewhere than at AWS (`aws`) holds there
   */
  of(region: string, target: string): Promise<LearnedLists> {
    const partition = partitionOf(region, target === 'aws' ? undefined : target)
    const known = this.#partitions.get(partition)
    if (known !== undefined) return known
    const loading = this.#load(partition)
    this.#partitions.set(partition, loading)
    return loading
  }

  /** Writes down what is new. A folder that cannot be written is said once, and nothing else. */
  async save(): Promise<void> {
    const { folder } = this.#options
    if (folder === undefined) return
    for (const [partition, lines] of [...this.#news]) {
      this.#news.delete(partition)
      try {
        const file = this.#file(folder, partition)
        makeFolder(dirname(file))
        const strange = strangeHand(dirname(file), file)
        if (strange !== undefined) {
          this.#unkept(strange)
          continue
        }
        if (partition.startsWith(ELSEWHERE)) await this.#makeRoom(join(folder, VERSION))
        // A line that another run left torn ends here.
        await appendFile(file, `\n${lines.join('\n')}\n`, { mode: 0o600 })
      } catch (error) {
        this.#unkept(String(error))
      }
    }
  }

  #unkept(why: string): void {
    const text = `what was learned of lists is not kept: ${why}`
    this.#options.host.notify({ code: '1105', level: 'debug', text })
  }

  async #load(partition: string): Promise<LearnedLists> {
    const { folder } = this.#options
    let isLoaded = false
    const lists = new LearnedLists((evidence) => {
      if (!isLoaded || folder === undefined) return
      const news = this.#news.get(partition) ?? []
      news.push(lineOf(evidence))
      this.#news.set(partition, news)
    })
    if (folder !== undefined) await this.#read(this.#file(folder, partition), lists)
    isLoaded = true
    return lists
  }

  async #read(file: string, lists: LearnedLists): Promise<void> {
    let text: string
    const strange = strangeHand(dirname(file), file)
    if (strange !== undefined) return this.#ignored(file, strange)
    try {
      const { size } = await stat(file)
      if (size > LARGEST) return this.#ignored(file, `it has ${String(size)} bytes`)
      text = await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      return this.#ignored(file, String(error))
    }
    let odd = 0
    for (const line of text.split('\n')) {
      if (line === '') continue
      const evidence = readLine(line)
      if (evidence === undefined) odd++
      else lists.add(evidence)
    }
    if (odd > 0) this.#ignored(file, `${String(odd)} lines of it make no sense`)
  }

  #ignored(file: string, why: string): void {
    this.#options.host.notify({
      code: '1104',
      level: 'info',
      text: `${file} is ignored where it is odd: ${why}; it may be deleted`,
      data: { file },
    })
  }

  #file(folder: string, partition: string): string {
    return join(folder, VERSION, `${partition}.jsonl`)
  }

  async #makeRoom(folder: string): Promise<void> {
    const files = (await readdir(folder)).filter((name) => name.startsWith(ELSEWHERE))
    if (files.length < MOST_ENDPOINTS) return
    const ages: { readonly path: string; readonly at: number }[] = []
    for (const name of files) {
      const path = join(folder, name)
      ages.push({ path, at: (await stat(path)).mtimeMs })
    }
    const oldest = ages.sort((a, b) => a.at - b.at).slice(0, files.length - MOST_ENDPOINTS + 1)
    for (const { path } of oldest) await rm(path, { force: true })
  }
}

function partitionOf(region: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) {
    return `${ELSEWHERE}${createHash('sha256').update(endpoint).digest('hex').slice(0, 16)}`
  }
  const [prefix] = /^(?:cn|us-gov|us-isob|us-iso|eu-isoe|us-isof)(?=-)/.exec(region) ?? []
  return prefix === undefined ? 'aws' : `aws-${prefix}`
}

function lineOf({ typeName, property, resource }: Evidence): string {
  return JSON.stringify([typeName, property, resource ?? null])
}

/** A resource type, or the table of a document. */
const TYPE_NAME = /^(?:\w+(?:::\w+){2,3}|\w+(?:\.\w+){2})$/

function readLine(line: string): Evidence | undefined {
  let found: Json
  try {
    found = parseJson(line) as Json
  } catch {
    return undefined
  }
  if (!Array.isArray(found) || isJsonObject(found) || found.length !== 3) return undefined
  const [typeName, property, resource] = found as readonly Json[]
  if (typeof typeName !== 'string' || !TYPE_NAME.test(typeName)) return undefined
  if (typeof property !== 'string' || !/^[\w:.-]{1,200}$/.test(property)) return undefined
  if (resource === null) return { typeName, property }
  if (typeof resource !== 'string' || !/^[0-9a-f]{12}$/.test(resource)) return undefined
  return { typeName, property, resource }
}
