import { ACRONYMS } from './acronyms.js'

// Longest first, so that OAuth2 wins over OAuth; a word ends where no lower-case letter goes on.
const WORDS = new RegExp(
  `(?:${[...ACRONYMS].sort((a, b) => b.length - a.length).join('|')}|[A-Z]{2,}s)(?![a-z])`,
  'g',
)

/**
 * The snake_case name of a CloudFormation name, acronyms kept whole: `VPNGatewayId` is `vpn_gateway_id`,
 * `TargetGroupARNs` is `target_group_arns`. Also for nested keys.
 */
export function snakeCase(name: string): string {
  return name
    .replace(WORDS, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
}
