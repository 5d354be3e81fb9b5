/** A service that speaks AWS's JSON over POST, as Cloud Control does. */
export interface JsonService {
  readonly signingName: string
  /** What stands before the operation in X-Amz-Target. */
  readonly target: string
  readonly version: '1.0' | '1.1'
  /** First label of its hosts. */
  readonly host: string
}

/** Service model 2021-09-30. */
export const CLOUD_CONTROL: JsonService = {
  signingName: 'cloudcontrolapi',
  target: 'CloudApiService',
  version: '1.0',
  host: 'cloudcontrolapi',
}

/** Resource Groups Tagging API, service model 2017-01-26. */
export const TAGGING: JsonService = {
  signingName: 'tagging',
  target: 'ResourceGroupsTaggingAPI_20170126',
  version: '1.1',
  host: 'tagging',
}

/** Where the service answers, by where Cloud Control does: partitions, FIPS and dual-stack hosts are named alike. */
export function hostOf(service: JsonService, url: URL): URL {
  if (service === CLOUD_CONTROL || !url.hostname.startsWith(CLOUD_CONTROL.host)) return url
  const own = new URL(url)
  own.hostname = service.host + url.hostname.slice(CLOUD_CONTROL.host.length)
  return own
}
