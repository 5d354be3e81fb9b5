import { partitionOf } from '../../values/make-arn.js'

/** Enabled in every account. Source: AWS's reference guide for account management. */
const BY_DEFAULT: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'cn-north-1',
  'cn-northwest-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
]

/** Regions that an account has to opt into. */
const OPT_IN: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
]

export type OptStatus = 'ENABLED_BY_DEFAULT' | 'ENABLED' | 'DISABLED'

export interface Region {
  readonly name: string
  readonly status: OptStatus
}

/** Which regions there are, and which of them the accounts have enabled. */
export class Regions {
  readonly #enabled: ReadonlySet<string> | undefined

  /** All regions are enabled where none are named. */
  constructor(enabled?: readonly string[]) {
    this.#enabled = enabled === undefined ? undefined : new Set(enabled)
  }

  isEnabled(region: string): boolean {
    return this.#enabled?.has(region) ?? true
  }

  /** Those of the partition that `region` is in, by name. */
  besides(region: string): Region[] {
    const partition = partitionOf(region)
    const known = new Set([...BY_DEFAULT, ...OPT_IN, ...(this.#enabled ?? [])])
    return [...known]
      .filter((name) => partitionOf(name) === partition)
      .sort()
      .map((name) => ({ name, status: this.#status(name) }))
  }

  #status(region: string): OptStatus {
    if (!this.isEnabled(region)) return 'DISABLED'
    return BY_DEFAULT.includes(region) ? 'ENABLED_BY_DEFAULT' : 'ENABLED'
  }
}
