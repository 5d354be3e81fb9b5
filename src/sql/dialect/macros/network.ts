import type { Macros } from './macro.js'

/** Postgres' network types as checked text: DuckDB has them in an extension alone. */
export const NETWORK: Macros = {
  inet_: ['inet_(a) AS skyql_inet(a::VARCHAR)'],
  cidr_: ['cidr_(a) AS skyql_cidr(a::VARCHAR)'],
  ...Object.fromEntries(
    ['host', 'netmask', 'hostmask', 'network', 'broadcast', 'abbrev'].map((name) => [
      name,
      [`${name}(a) AS skyql_network_part('${name}', a::VARCHAR)`],
    ]),
  ),
  masklen: [`masklen(a) AS skyql_network_part('masklen', a::VARCHAR)::INTEGER`],
  family: [`family(a) AS skyql_network_part('family', a::VARCHAR)::INTEGER`],
  set_masklen: ['set_masklen(a, n) AS skyql_with_prefix(a::VARCHAR, n::VARCHAR)'],
  inet_same_family: ['inet_same_family(a, b) AS family(a) = family(b)'],
  '<<|': [test('<<|', '<<=', 'a', 'b')],
  '>>|': [test('>>|', '<<=', 'b', 'a')],
  '<<~': [test('<<~', '<<', 'a', 'b')],
  '>>~': [test('>>~', '<<', 'b', 'a')],
  '&&~': [test('&&~', '&&', 'a', 'b')],
  '<~|': [order('<~|', '< 0')],
  '<=~|': [order('<=~|', '<= 0')],
  '>~|': [order('>~|', '> 0')],
  '>=~|': [order('>=~|', '>= 0')],
}

function test(name: string, meaning: string, left: string, right: string): string {
  return `"${name}"(a, b) AS skyql_network_test('${meaning}', ${left}::VARCHAR, ${right}::VARCHAR)`
}

function order(name: string, meaning: string): string {
  return `"${name}"(a, b) AS skyql_network_order(a::VARCHAR, b::VARCHAR)::INTEGER ${meaning}`
}
