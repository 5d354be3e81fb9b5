export { startEmulator, type Emulator } from './emulator.js'
export type { FaultRule } from './faults/fault-rule.js'
export { parseFault } from './faults/parse-fault.js'
export { type EmulatorBehaviour, type EmulatorOptions, type EstateEntry } from './options.js'
export {
  parseOrganizationAccount,
  type OrganizationAccount,
} from './services/organizations/organization.js'
export {
  openLocalCloud,
  type LocalCloud,
  type LocalCloudOptions,
} from './local/open-local-cloud.js'
export { isLoopback } from './http/loopback.js'
