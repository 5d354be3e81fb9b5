import { randomUUID } from 'node:crypto'
import { AppError } from '../errors/index.js'
import { silentHost } from '../io/index.js'
import { ControlPlane } from './control-plane.js'
import { FaultInjector } from './faults/fault-injector.js'
import { RateLimiter } from './faults/rate-limiter.js'
import type { ServerParts } from './http/server-parts.js'
import { loadModelValidator } from './model/model-validator.js'
import { ResourceTypes } from './model/resource-type.js'
import type { EmulatorOptions } from './options.js'
import { DEFAULT_ACCOUNT, DEFAULT_PAGE_SIZE, DEFAULT_REGION } from './options.js'
import { seedEstate } from './seed-estate.js'
import { Regions } from './services/account/regions.js'
import { organizationOf } from './services/organizations/organization.js'
import type { CloudState } from './state/cloud-state.js'

/** Everything of a server but the control plane and its name. */
export type WireParts = Omit<ServerParts, 'plane' | 'identity'>

/** What the options say about the wire. @throws AppError USAGE for numbers that make no sense. */
export function wireParts(options: EmulatorOptions): WireParts {
  checkNumbers(options)
  checkRegions(options.regions)
  const account = options.account ?? DEFAULT_ACCOUNT
  return {
    faults: new FaultInjector(options.faults ?? [], options.faultSeed ?? 1),
    rate: options.rate === undefined ? undefined : new RateLimiter(options.rate),
    clock: options.clock ?? Date.now,
    loopback: /^(localhost|127\.|::1$)/.test(options.host ?? '127.0.0.1'),
    latencyMs: options.latencyMs ?? 0,
    modeledStatus: options.modeledStatus ?? false,
    defaults: {
      account,
      region: options.region ?? DEFAULT_REGION,
      accounts: options.accounts ?? {},
    },
    landscape: {
      regions: new Regions(options.regions),
      organization: organizationOf(account, options.organization ?? []),
    },
    io: options.io ?? silentHost,
  }
}

/** A control plane over a state, with the seed's resources in it. @throws AppError CONFIGURATION for a bad seed. */
export async function makePlane(
  options: EmulatorOptions,
  wire: WireParts,
  state: CloudState,
): Promise<ControlPlane> {
  const types = new ResourceTypes(options.catalog)
  const clock = options.clock ?? Date.now
  const { estate = [] } = options
  if (estate.length > 0) {
    const validator = await loadModelValidator(wire.io)
    const { account } = wire.defaults
    seedEstate({ types, state, validator, account, now: clock() }, estate)
  }
  return new ControlPlane({
    types,
    state,
    misbehaviour: wire.faults,
    timing: {
      pendingMs: options.pendingMs ?? 0,
      handlerMs: options.handlerMs ?? 0,
      stepMs: options.stepMs ?? 0,
    },
    pageSize: options.pageSize ?? DEFAULT_PAGE_SIZE,
    io: wire.io,
    clock,
    newToken: randomUUID,
  })
}

function checkNumbers(options: EmulatorOptions): void {
  const atLeast: readonly (readonly [string, number | undefined, number])[] = [
    ['--latency', options.latencyMs, 0],
    ['--handler', options.handlerMs, 0],
    ['--pending', options.pendingMs, 0],
    ['--step', options.stepMs, 0],
    ['--rate', options.rate, 0.001],
    ['--page-size', options.pageSize, 1],
  ]
  for (const [flag, value, least] of atLeast) {
    if (value === undefined || value >= least) continue
    throw new AppError('USAGE', `${flag} ${value} makes no sense`, {
      hint: `Give a number from ${least} up.`,
    })
  }
  const organization = (options.organization ?? []).map(({ id }) => id)
  for (const account of [
    options.account,
    ...Object.values(options.accounts ?? {}),
    ...organization,
  ]) {
    if (account === undefined || /^\d{12}$/.test(account)) continue
    throw new AppError('USAGE', `'${account}' is no account id`, { hint: 'Give 12 digits.' })
  }
}

function checkRegions(regions: readonly string[] | undefined): void {
  if (regions?.length === 0) {
    throw new AppError('USAGE', '--regions names no region', { hint: 'Write us-east-1,eu-west-1.' })
  }
  for (const region of regions ?? []) {
    if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) continue
    throw new AppError('USAGE', `'${region}' is no region`, { hint: 'Write us-east-1,eu-west-1.' })
  }
}
