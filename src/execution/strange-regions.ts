import { nearest } from '../util/index.js'
import type { ExecutionContext } from './context.js'
import { KNOWN_REGIONS } from './known-regions.js'
import { NOWHERE } from './nowhere.js'

type Told = Pick<ExecutionContext, 'host'>

/** Regions of AWS's other partitions, which no account of the first one has. Source: AWS's partitions file. */
const ELSEWHERE = [
  ...['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-iso-west-1', 'us-isob-east-1', 'us-isob-west-1'],
  ...['eu-isoe-west-1', 'us-isof-east-1', 'us-isof-south-1'],
]
const ALL = [...KNOWN_REGIONS, ...ELSEWHERE]
const KNOWN: ReadonlySet<string> = new Set([...ALL, NOWHERE.region])
/** Regions that somebody was told of already, by who is told. */
const told = new WeakMap<Told['host'], Set<string>>()

/**
 * Tells, once a session, of a region that is no known one and spelled nearly as one: where it leads nowhere its answer is
 * empty, or no answer. It is asked all the same, since AWS opens new ones.
 */
export function noteStrangeRegion(region: string, { host }: Told): void {
  if (KNOWN.has(region)) return
  const [near] = nearest(region, ALL, 1)
  const before = told.get(host) ?? new Set()
  if (near === undefined || before.has(region)) return
  told.set(host, before.add(region))
  host.notify({
    code: '2123',
    level: 'warning',
    text: `there is no known region ${region}; did you mean ${near}?`,
    data: { region, near },
  })
}
