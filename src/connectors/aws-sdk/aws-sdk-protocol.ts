import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsSdkDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { CallPlace, ConnectionAccess } from '../connection.js'
import { configuredEndpoint } from '../configured-endpoint.js'
import { createSdkHandler, type HttpOptions } from '../http-handler.js'
import type { Protocol, ProtocolAnswer, ProtocolCall } from '../protocol.js'
import { plainAnswer } from './plain-answer.js'
import { sdkFailure } from './sdk-failure.js'
import { loadSdkPackage, type SdkClient, type SdkPackage } from './sdk-package.js'

export interface AwsSdkOptions extends HttpOptions {
  readonly access: ConnectionAccess
  /** Where calls go instead of AWS; asked again for every client, since a local cloud may move. */
  readonly endpoint?: () => Promise<string>
  readonly anonymous?: boolean
}

const NOBODY = { accessKeyId: 'anonymous', secretAccessKey: 'anonymous' }

/** Calls operations of whichever client of the AWS SDK a document names. */
export async function createAwsSdkProtocol(options: AwsSdkOptions): Promise<Protocol> {
  return new AwsSdkProtocol(options, await createSdkHandler(options))
}

class AwsSdkProtocol implements Protocol {
  readonly #options: AwsSdkOptions
  readonly #handler: NodeHttpHandler
  readonly #packages = new Map<string, SdkPackage>()
  /** By package, connection, region and address: a client holds all of them. */
  readonly #clients = new Map<string, SdkClient>()

  constructor(options: AwsSdkOptions, handler: NodeHttpHandler) {
    this.#options = options
    this.#handler = handler
  }

  async call(request: ProtocolCall, signal?: AbortSignal): Promise<ProtocolAnswer> {
    const { connector, call, typeName } = request
    if (connector.protocol !== 'aws-sdk' || call.kind !== 'operation') {
      throw new AppError('INTERNAL', `${typeName} is not asked by the AWS SDK`)
    }
    const client = await this.#client(connector, request)
    const Command = this.#package(connector).command(call.name)
    try {
      const answer = await client.send(
        new Command(call.input),
        signal === undefined ? {} : { abortSignal: signal },
      )
      return { body: plainAnswer(answer) }
    } catch (error) {
      throw sdkFailure(error, call.name)
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy()
    this.#handler.destroy()
  }

  #package(document: AwsSdkDocument): SdkPackage {
    const known = this.#packages.get(document.package)
    if (known !== undefined) return known
    const loaded = loadSdkPackage(document)
    this.#packages.set(document.package, loaded)
    return loaded
  }

  async #client(document: AwsSdkDocument, { connection, region }: CallPlace): Promise<SdkClient> {
    const { access, anonymous } = this.#options
    const endpoint = await this.#options.endpoint?.()
    const key = [document.package, connection, region, endpoint ?? ''].join(' ')
    const known = this.#clients.get(key)
    if (known !== undefined) return known
    const profile = access.profile(connection)
    const { Client } = this.#package(document)
    const settings = {
      region,
      requestHandler: this.#handler,
      // The document connector knows what may be sent again.
      maxAttempts: 1,
      // The SDK looks for credentials before it asks the signer, which then uses none.
      credentials: anonymous === true ? NOBODY : access.credentials(connection),
      ...(profile === undefined ? {} : { profile }),
      // The SDK would take those of the default profile.
      ignoreConfiguredEndpointUrls: true,
      ...(anonymous === true
        ? { signer: { sign: (unsigned: unknown) => Promise.resolve(unsigned) } }
        : {}),
    }
    const { serviceId } = new Client(settings).config
    const where = endpoint ?? (await configuredEndpoint(serviceId, profile))
    const client = new Client({ ...settings, ...(where === undefined ? {} : { endpoint: where }) })
    this.#clients.set(key, client)
    return client
  }
}
