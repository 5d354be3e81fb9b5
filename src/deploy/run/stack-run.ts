import { createHash, randomUUID } from 'node:crypto'
import type { ResourceSchema } from '../../catalog/index.js'
import type { Connector, ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import {
  isEnabled,
  renderResource,
  type RenderedResource,
  type ResourceContext,
  type Stack,
  type StackResource,
} from '../../manifest/index.js'
import { parseIdentifier } from '../../resource/index.js'
import type { Session } from '../../session/index.js'
import { dictionary, KnownSecrets, type JsonObject } from '../../util/index.js'
import { schemaOf } from '../bind/find-table.js'
import type { Ownership } from '../find/ownership.js'
import { Claims } from '../find/claims.js'
import { Inventory } from '../find/inventory.js'
import { graphOfStack } from '../graph/graph-of-stack.js'
import type { StackGraph } from '../graph/stack-graph.js'
import { onceOnly } from '../journal/once-only.js'
import { recordingConnector } from '../journal/recording-connector.js'
import { watchingConnector } from '../journal/watching-connector.js'
import type { Hash } from '../state/hashed-secrets.js'
import type { Intent, ResourceRecord, StackRecord } from '../state/stack-record.js'
import type { StackContext } from '../stack-context.js'
import type { HeldState } from '../state/state-store.js'
import type { Wanted } from '../wanted.js'
import { HiddenValues } from './hidden-values.js'
import type { Purpose } from './purpose.js'
import { KnownExports } from './known-exports.js'
import { ResourceConnections } from './resource-connections.js'
import { ResourceRecords, type Kept } from './resource-records.js'
import { SessionPool } from './session-pool.js'
import { signedAs } from './signed-as.js'

export interface StackRunParts {
  readonly stack: Stack
  readonly session: Session
  readonly context: StackContext
  readonly ownership: Ownership
  /** What was known when the run began; `undefined` where nothing was. */
  readonly record: StackRecord | undefined
  /** Absent for runs that change nothing, and where no record is kept. */
  readonly held?: HeldState
  readonly keepsRecord: boolean
  /** True: a record that is empty means a stack that is new, whatever looks like its resources. */
  readonly assumeNew: boolean
  readonly parallelism: number
  /** The session's region, where it has one. */
  readonly defaultRegion: string | undefined
  /** Resources of which an earlier run may have made one, without anybody knowing how that ended. */
  readonly uncertain?: ReadonlySet<string>
  readonly purpose: Purpose
  /** What is wrong with the declarations of resources that are gone about by the record alone. */
  readonly unreadable?: ReadonlyMap<string, AppError>
}

const NOTHING: readonly string[] = []

/** One run over a stack: what its resources are rendered with, and what they have exported so far. */
export class StackRun {
  readonly stack: Stack
  readonly graph: StackGraph
  readonly context: StackContext
  readonly ownership: Ownership
  readonly sessions: SessionPool
  readonly records: ResourceRecords
  /** Which of its resources each cloud resource is. */
  readonly claims = new Claims()
  readonly hash: Hash
  readonly keepsRecord: boolean
  readonly mayBeForgotten: boolean
  readonly exports: Map<string, JsonObject> = new KnownExports((name, values) =>
    this.#secrets.ofExports(this.#byName.get(name), values),
  )
  /** Values that are never shown, wherever they are used: what is exported as `protected`. */
  readonly hidden = new KnownSecrets()
  readonly #secrets: HiddenValues
  /** Resources whose exports are not known yet. */
  readonly pending = new Set<string>()
  /** Resources that export nothing in this run, and why. */
  readonly absent = new Map<string, string>()
  /** Those of them that are known once a script or command has run. */
  readonly unrun = new Set<string>()
  /** Resources that are yet to be made: what asks for them waits. */
  readonly unmade = new Set<string>()
  /** Resources that are there, and that this stack has made: by its record, their tags, or what they belong to. */
  readonly ours = new Set<string>()
  /** Resources that were there already, and that somebody has agreed to take over. */
  readonly adopted = new Set<string>()
  readonly callbacks = new Map<string, JsonObject>()
  /** How the last write of each resource stood when last asked. */
  readonly events = new Map<string, ProgressEvent>()
  readonly defaultRegion: string | undefined
  readonly #parts: StackRunParts
  /** True where no record tells what was made before. */
  readonly #knowsNothing: boolean
  #account: Promise<string | undefined> | undefined
  readonly #inventories = new Map<string, Inventory>()
  readonly #connections: ResourceConnections
  readonly #schemas = new Map<string, ResourceSchema | undefined>()
  readonly #tokens = new Map<string, string>()
  readonly #byName: ReadonlyMap<string, StackResource>

  constructor(parts: StackRunParts) {
    const { stack, context, record } = parts
    this.#parts = parts
    this.#secrets = new HiddenValues([this.hidden, parts.session.secrets])
    this.stack = stack
    this.context = context
    this.ownership = parts.ownership
    this.defaultRegion = parts.defaultRegion
    this.keepsRecord = parts.keepsRecord
    this.mayBeForgotten = !parts.assumeNew && Object.keys(record?.resources ?? {}).length === 0
    // A record that was used before, and is empty, is of a stack that was torn down.
    this.#knowsNothing =
      this.mayBeForgotten && record?.account === undefined && (record?.pending ?? []).length === 0
    this.graph = graphOfStack(stack.resources)
    this.sessions = new SessionPool(parts.session, context, parts.parallelism)
    this.#byName = new Map(stack.resources.map((resource) => [resource.name, resource]))
    this.#connections = new ResourceConnections({
      session: parts.session,
      connection: parts.context.connection,
      variables: stack.variables,
      authOf: (name) => (this.#byName.get(name) ?? this.recordOf(name))?.auth,
    })
    const salt = record?.salt ?? ''
    this.hash = (text) => createHash('sha256').update(salt).update(text).digest('base64url')
    this.records = new ResourceRecords({
      held: parts.held,
      resource: (name) => this.resource(name),
      needs: (name) => this.graph.dependencies.get(name) ?? NOTHING,
      hash: this.hash,
      hidden: this.hidden,
      clock: context.clock,
    })
  }

  get purpose(): Purpose {
    return this.#parts.purpose
  }

  /** What is wrong with the declaration of a resource that can be gone about by the record alone. */
  unreadable(name: string): AppError | undefined {
    return this.#parts.unreadable?.get(name)
  }

  get held(): HeldState | undefined {
    return this.#parts.held
  }

  get record(): StackRecord | undefined {
    return this.#parts.held?.record ?? this.#parts.record
  }

  resource(name: string): StackResource {
    const resource = this.#byName.get(name)
    if (resource === undefined) throw new AppError('INTERNAL', `there is no resource ${name}`)
    return resource
  }

  recordOf(name: string): ResourceRecord | undefined {
    return this.record?.resources[name]
  }

  /** True where an earlier run began to make a resource, and nobody has told how that ended. */
  hasBegun(name: string): boolean {
    return this.#parts.uncertain?.has(name) === true || this.isBeingMade(name)
  }

  /** True where a resource's creation was sent, and has not come to an end. */
  isBeingMade(name: string): boolean {
    const isIt = ({ resource, operation }: Intent): boolean =>
      resource === name && operation === 'CREATE'
    return this.record?.pending.some(isIt) === true
  }

  /** Notes what a script or command exported when it was last run; what is not recorded waits for it. */
  noteLastExports(name: string): void {
    const { exports } = this.resource(name)
    if (exports.length === 0) return
    this.pending.add(name)
    this.unrun.add(name)
    const recorded = this.record?.exports?.[name] ?? {}
    const known = exports.flatMap(({ variable }) => {
      const value = recorded[variable]
      return value === undefined ? [] : [[variable, value] as const]
    })
    this.exports.set(name, dictionary(Object.fromEntries(known)))
  }

  /** What a resource waits for; `undefined` where that is anything but scripts and commands. */
  scriptsBefore(name: string): readonly string[] | undefined {
    const waits = this.resource(name).references.filter((one) => this.pending.has(one))
    return waits.length > 0 && waits.every((one) => this.unrun.has(one)) ? waits : undefined
  }

  /** Its type, the recorded one where its declaration cannot be read; `undefined` where only its statements know. */
  schema(name: string): ResourceSchema | undefined {
    if (this.unreadable(name) !== undefined) {
      const recorded = this.recordOf(name)
      return recorded === undefined ? undefined : this.#schemaOfType(recorded.typeName)
    }
    if (!this.#schemas.has(name)) {
      const resource = this.resource(name)
      const hasType = resource.type === 'resource' || resource.type === 'multi'
      this.#schemas.set(name, hasType ? schemaOf(this.context.catalog, resource) : undefined)
    }
    return this.#schemas.get(name)
  }

  render(name: string, self?: JsonObject): RenderedResource {
    this.#secrets.ofGlobals(this.stack, name)
    const context = this.renderContext(name, self)
    return this.#secrets.ofProps(renderResource(this.stack, this.resource(name), context))
  }

  /** As `render`, for finding all that is wrong with a resource: what cannot be filled in is told and passed over. */
  renderForCheck(name: string, onFailure: (error: AppError) => void): RenderedResource {
    this.#secrets.ofGlobals(this.stack, name)
    const context = this.renderContext(name)
    return this.#secrets.ofProps(
      renderResource(this.stack, this.resource(name), context, onFailure),
    )
  }

  /** As `render`, with a value for all that other resources will export. */
  renderAs(
    name: string,
    standIn: string,
    self: JsonObject,
  ): { readonly rendered: RenderedResource; readonly context: ResourceContext } {
    const exports = new Map<string, JsonObject>()
    for (const used of [name, ...this.resource(name).references]) {
      const values = dictionary()
      for (const { variable } of this.resource(used).exports) values[variable] = standIn
      exports.set(used, dictionary(values, this.exports.get(used)))
    }
    const context = { ...this.renderContext(name, self), exports, pending: new Set<string>() }
    return { rendered: renderResource(this.stack, this.resource(name), context), context }
  }

  isEnabled(name: string): boolean | undefined {
    const resource = this.resource(name)
    if (resource.condition === undefined) return true
    return isEnabled(this.stack, resource, this.renderContext(name))
  }

  /** Notes that a resource exports nothing, since its condition does not hold. */
  noteSkipped(name: string): void {
    this.absent.set(name, `${name} is skipped, since its condition does not hold`)
  }

  renderContext(name: string, self?: JsonObject): ResourceContext {
    let token = this.#tokens.get(name)
    if (token === undefined) this.#tokens.set(name, (token = randomUUID()))
    // Of a large stack each resource uses little: what it does not refer to need not be looked through.
    const used = [name, ...this.resource(name).references]
    return {
      exports: picked(this.exports, used),
      pending: new Set(used.filter((one) => this.pending.has(one))),
      callbacks: picked(this.callbacks, used),
      absent: this.absent,
      idempotencyToken: token,
      uuid: randomUUID,
      ...this.#recordedParts(name),
      ...(self === undefined ? {} : { self }),
      ...(this.defaultRegion === undefined ? {} : { region: this.defaultRegion }),
    }
  }

  /** The parts of a recorded identifier: they fill placeholders like `<VpcId>` of its statements. */
  #recordedParts(name: string): Pick<ResourceContext, 'identifier'> {
    const recorded = this.recordOf(name)
    const schema = recorded === undefined ? undefined : this.schema(name)
    if (recorded === undefined || schema?.typeName !== recorded.typeName) return {}
    return { identifier: parseIdentifier(schema, recorded.identifier) }
  }

  /** @throws AppError NO_REGION */
  region(rendered: RenderedResource): string {
    const region = rendered.region ?? this.stack.region ?? this.defaultRegion
    if (region !== undefined) return region
    throw new AppError('NO_REGION', 'the stack has no region', {
      hint: 'give it a global `region`, or set --region, AWS_REGION or the profile’s region',
    })
  }

  /** What there is, as the credentials of a resource see it. */
  inventoryOf(name: string): Inventory {
    const key = this.#connections.of(name) ?? ''
    let inventory = this.#inventories.get(key)
    if (inventory === undefined) {
      inventory = new Inventory({ ...this.context, connector: this.connectorOf(name) })
      this.#inventories.set(key, inventory)
    }
    return inventory
  }

  /** A connector that signs as a resource's `auth` says. */
  connectorOf(name: string, connector: Connector = this.context.connector): Connector {
    const connection = this.#connections.of(name)
    return connection === undefined ? connector : signedAs(connector, connection)
  }

  /** A context whose writes are noted under a resource's name. */
  writing(
    name: string,
    wanted: Wanted | undefined,
    leftovers: readonly string[] = [],
  ): StackContext {
    const connector = this.watched(this.context.connector, name, wanted, leftovers)
    return { ...this.context, connector }
  }

  /** A connector that notes what it writes under a resource's name, where a record is kept. */
  watched(
    connector: Connector,
    name: string,
    wanted: Wanted | undefined,
    leftovers: readonly string[] = [],
  ): Connector {
    const { held } = this.#parts
    const signed = this.connectorOf(name, connector)
    const seen = watchingConnector(signed, (event) => this.events.set(name, event))
    const once = (own: Connector): Connector => {
      const { name: stack, env } = this.stack
      const { host } = this.context
      return this.#knowsNothing ? onceOnly(own, { stack, env, resource: name, host }) : own
    }
    if (held === undefined) return once(seen)
    const earlier = held.record.pending.find(({ resource }) => resource === name)
    const kept = wanted ?? this.#statedType(name)
    const recording = recordingConnector(seen, {
      held,
      resource: name,
      hidden: this.hidden,
      schemaOf: (typeName) => this.#schemaOfType(typeName),
      ...(earlier === undefined ? {} : { earlier }),
      ...(kept === undefined ? {} : { record: this.records.of(name, kept, leftovers) }),
    })
    return once(recording)
  }

  /** The AWS account of its credentials; `undefined` where nobody tells. */
  account(): Promise<string | undefined> {
    this.#account ??= this.#askAccount()
    return this.#account
  }

  async #askAccount(): Promise<string | undefined> {
    const { connection, signal } = this.context
    try {
      return await this.#parts.session.accountOf(connection, signal)
    } catch (error) {
      // Endpoints of others know Cloud Control alone; what is asked of them then speaks for itself.
      if (AppError.from(error).kind === 'internal') throw error
      return undefined
    }
  }

  async close(): Promise<void> {
    await this.sessions.close()
  }

  /** The type that a resource's own statements write, where its props do not describe it. */
  #statedType(name: string): Kept | undefined {
    if (this.#byName.get(name)?.anchors.size === 0) return undefined
    const schema = this.#byName.has(name) ? this.schema(name) : undefined
    const region = this.stack.region ?? this.defaultRegion ?? ''
    return schema === undefined ? undefined : { schema, region }
  }

  #schemaOfType(typeName: string): ResourceSchema | undefined {
    const { catalog } = this.context
    const entry = catalog.findType(typeName)
    return entry === undefined ? undefined : catalog.schema(entry)
  }
}

function picked<T>(
  values: ReadonlyMap<string, T>,
  names: readonly string[],
): ReadonlyMap<string, T> {
  return new Map(
    names.flatMap((name) => {
      const value = values.get(name)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}
