import type { ScanRequest } from '../../plan/index.js'
import { collectRows } from '../query/collect-rows.js'
import { isLacking } from '../coverage.js'
import type { ExecutionContext } from '../context.js'
import type { ResourceSink } from '../scan/place-scan.js'
import { runScan } from '../scan/run-scan.js'
import { keyRows, keysSql, type KeyRow } from './key-reader.js'
import { KeyStream } from './key-stream.js'
import { computed, isDependent, runDependentScan, type Keys } from './run-dependent-scan.js'

/** Hands the rows of a statement's scans to the scans that wait for keys in them. */
export class KeyExchange {
  readonly #context: ExecutionContext
  readonly #bySource = new Map<ScanRequest, KeyStream[]>()
  readonly #byTarget = new Map<ScanRequest, Keys>()

  private constructor(context: ExecutionContext) {
    this.#context = context
  }

  /** Reads the keys that the engine has already: from here on it is busy with loading. */
  static async open(
    scans: readonly ScanRequest[],
    context: ExecutionContext,
  ): Promise<KeyExchange> {
    const exchange = new KeyExchange(context)
    for (const scan of scans) if (isDependent(scan)) await exchange.#connect(scan, scans)
    return exchange
  }

  /** Runs one scan; scans that give its keys have to be running before it. */
  async run(scan: ScanRequest, sink: ResourceSink): Promise<void> {
    const streams = this.#bySource.get(scan) ?? []
    const { coverage } = this.#context
    let isWhole = false
    const tapped: ResourceSink = async (resources) => {
      for (const stream of streams) stream.push(resources)
      await sink(resources)
    }
    try {
      const keys = this.#byTarget.get(scan)
      if (isDependent(scan) && keys !== undefined) {
        await runDependentScan(scan, keys, this.#context, tapped)
      } else {
        await runScan(scan, this.#context, tapped)
      }
      isWhole = coverage
        .of(scan)
        .every((unit) => !isLacking(unit) && unit.note !== 'keys incomplete')
    } finally {
      for (const stream of streams) stream.end(isWhole)
    }
  }

  async #connect(
    scan: ScanRequest & { readonly access: { readonly kind: 'dependent' } },
    scans: readonly ScanRequest[],
  ): Promise<void> {
    const streams: KeyStream[] = []
    const known: KeyRow[] = []
    let unknown = false
    for (const source of scan.access.keysFrom) {
      const { relation } = source
      if (relation === undefined) {
        const rows = await computed(async () =>
          keyRows(
            source,
            await collectRows(await this.#context.engine.query(keysSql(source, source.from))),
          ),
        )
        if (rows === undefined) unknown = true
        else known.push(...rows)
        continue
      }
      const stream = new KeyStream(source)
      streams.push(stream)
      const from = scans.find(({ relations }) => relations.some((each) => each === relation))
      // A relation that the plan does not scan has no rows.
      if (from === undefined) stream.end(true)
      else this.#bySource.set(from, [...(this.#bySource.get(from) ?? []), stream])
    }
    this.#byTarget.set(scan, { streams, known, unknown })
  }
}
