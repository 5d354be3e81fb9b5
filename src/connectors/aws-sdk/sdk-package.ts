import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AwsSdkDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'

/** What is used of a client of the SDK, whatever its service. */
export interface SdkClient {
  readonly config: { readonly serviceId: string }
  send(command: unknown, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>
  destroy(): void
}

type Constructor<T> = new (input: unknown) => T

/** A package of the SDK, as far as documents use it. */
export interface SdkPackage {
  readonly Client: Constructor<SdkClient>
  /** @throws AppError PROVIDER_DOCUMENT for an operation that the package does not have */
  command(operation: string): Constructor<unknown>
}

/**
 * Loads the package that a document names: the one that came with skyql, else the one that is installed where skyql
 * was started.
 * @throws AppError PROVIDER_DOCUMENT where there is none, or it has no such client
 */
export function loadSdkPackage({ package: name, client }: AwsSdkDocument): SdkPackage {
  const exported = required(name)
  const clientName = client ?? onlyClient(exported)
  const Client = clientName === undefined ? undefined : exported[clientName]
  if (typeof Client !== 'function') {
    const what = clientName ?? 'a client of its own'
    throw new AppError('PROVIDER_DOCUMENT', `${name} has not got ${what}`, {
      hint: 'name the client class in the document: "client"',
    })
  }
  return {
    Client: Client as Constructor<SdkClient>,
    command: (operation) => {
      const Command = exported[`${operation}Command`]
      if (typeof Command === 'function') return Command as Constructor<unknown>
      throw new AppError('PROVIDER_DOCUMENT', `${name} has no operation ${operation}`, {
        hint: 'check "operation" in the document, and the version of the package',
      })
    },
  }
}

function required(name: string): Readonly<Record<string, unknown>> {
  const places = [import.meta.url, join(process.cwd(), 'package.json')]
  let cause: unknown
  for (const place of places) {
    try {
      return createRequire(place)(name) as Readonly<Record<string, unknown>>
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
      cause = error
    }
  }
  throw new AppError('PROVIDER_DOCUMENT', `the package ${name} is not installed`, {
    hint: `npm install ${name}`,
    cause,
  })
}

/** `AppflowClient` among `AppflowClient`, `Appflow`, `__Client`, …: the name that also stands without `Client`. */
function onlyClient(exported: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(exported).find(
    (each) =>
      /^[A-Z]\w*Client$/.test(each) && Object.hasOwn(exported, each.slice(0, -'Client'.length)),
  )
}
