import ipaddr from 'ipaddr.js'
import { AppError } from '../../../errors/index.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** An address and the length of its network's prefix, in bits. */
interface Network {
  readonly address: Address
  readonly prefix: number
}

/** The text of an `inet`: without a prefix where that is the whole address. @throws AppError SQL_RUNTIME */
export function inetText(text: string): string {
  return written(readNetwork(text))
}

/** The text of a `cidr`: always with its prefix; bits behind the prefix are an error, as in Postgres. */
export function cidrText(text: string): string {
  const network = readNetwork(text)
  if (compareAddresses(network.address, first(network)) !== 0) {
    throw failure(`"${text}" has bits set to the right of the mask`)
  }
  return `${network.address.toString()}/${String(network.prefix)}`
}

/** One of Postgres' functions of one address, by its name. */
export function networkPart(part: string, text: string): string {
  const network = readNetwork(text)
  const { address, prefix } = network
  const mask = maskOf(network)
  switch (part) {
    case 'host':
      return address.toString()
    case 'masklen':
      return String(prefix)
    case 'family':
      return address.kind() === 'ipv4' ? '4' : '6'
    case 'netmask':
      return fromBytes(mask).toString()
    case 'hostmask':
      return fromBytes(mask.map((byte) => 255 - byte)).toString()
    case 'network':
      return `${first(network).toString()}/${String(prefix)}`
    case 'broadcast':
      return written({ address: last(network), prefix })
    default:
      return abbreviated(network)
  }
}

/** The address under another length of prefix. */
export function withPrefix(text: string, prefix: string): string {
  const { address } = readNetwork(text)
  return written({ address, prefix: checkedPrefix(address, Number(prefix), text) })
}

/** `<<`, `<<=` and `&&` of Postgres; `>>` and `>>=` are those turned round. */
export function networkTest(test: string, a: string, b: string): boolean {
  const [left, right] = [readNetwork(a), readNetwork(b)]
  if (left.address.kind() !== right.address.kind()) return false
  const shorter = Math.min(left.prefix, right.prefix)
  const meets =
    compareAddresses(first({ ...left, prefix: shorter }), first({ ...right, prefix: shorter })) ===
    0
  if (test === '&&') return meets
  return meets && (test === '<<' ? left.prefix > right.prefix : left.prefix >= right.prefix)
}

/** -1, 0 or 1 as Postgres orders addresses: by family, the bits that both have, the prefix, and all bits. */
export function compareNetworks(a: string, b: string): string {
  const [left, right] = [readNetwork(a), readNetwork(b)]
  const kinds = left.address.toByteArray().length - right.address.toByteArray().length
  if (kinds !== 0) return String(Math.sign(kinds))
  const shorter = Math.min(left.prefix, right.prefix)
  const common = compareAddresses(
    first({ ...left, prefix: shorter }),
    first({ ...right, prefix: shorter }),
  )
  return String(
    Math.sign(
      common || left.prefix - right.prefix || compareAddresses(left.address, right.address),
    ),
  )
}

function readNetwork(text: string): Network {
  const [, host = '', length] = /^\s*([^/\s]+)(?:\/(\d{1,3}))?\s*$/.exec(text) ?? []
  const isWhole = ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host)
  if (!isWhole || host.includes('%')) throw failure(`"${text}" is no address of a network`)
  const address = ipaddr.parse(host)
  const bits = address.kind() === 'ipv4' ? 32 : 128
  return {
    address,
    prefix: checkedPrefix(address, length === undefined ? bits : Number(length), text),
  }
}

function checkedPrefix(address: Address, prefix: number, text: string): number {
  const bits = address.kind() === 'ipv4' ? 32 : 128
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > bits)
    throw failure(`"${text}" has no prefix of 0 to ${String(bits)} bits`)
  return prefix
}

function written({ address, prefix }: Network): string {
  const isWhole = prefix === (address.kind() === 'ipv4' ? 32 : 128)
  return isWhole ? address.toString() : `${address.toString()}/${String(prefix)}`
}

function maskOf({ address, prefix }: Network): number[] {
  return address.toByteArray().map((_, index) => {
    const bits = Math.max(0, Math.min(8, prefix - index * 8))
    return 256 - 2 ** (8 - bits)
  })
}

function first(network: Network): Address {
  const mask = maskOf(network)
  return fromBytes(network.address.toByteArray().map((byte, index) => byte & (mask[index] ?? 0)))
}

function last(network: Network): Address {
  const mask = maskOf(network)
  return fromBytes(
    network.address.toByteArray().map((byte, index) => byte | (255 - (mask[index] ?? 0))),
  )
}

function fromBytes(bytes: number[]): Address {
  return ipaddr.fromByteArray(bytes)
}

function compareAddresses(a: Address, b: Address): number {
  return Buffer.compare(Buffer.from(a.toByteArray()), Buffer.from(b.toByteArray()))
}

function abbreviated(network: Network): string {
  const { address, prefix } = network
  if (address.kind() === 'ipv6') return written(network)
  const kept = Math.max(1, Math.ceil(prefix / 8))
  return `${address.toByteArray().slice(0, kept).join('.')}/${String(prefix)}`
}

function failure(message: string): AppError {
  return new AppError('SQL_RUNTIME', message)
}
