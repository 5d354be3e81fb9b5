import type { Operation as PatchOperation } from 'fast-json-patch'
import fastJsonPatch from 'fast-json-patch'
import type { Json, JsonObject } from '../../util/index.js'
import { copyJson, isJsonObject, jsonEqual } from '../../util/index.js'
import { jsonMember } from '../input-members.js'
import { ServiceFault, validation } from '../service-fault.js'
import type { Path } from './pointer.js'
import { valueAt } from './pointer.js'
import type { ResourceType } from './resource-type.js'

const OPS: ReadonlySet<unknown> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])

/**
 * Reads a PatchDocument. A path may lack its leading slash, as in the service's own documentation.
 * @throws ServiceFault ValidationException
 */
export function parsePatch(text: string): PatchOperation[] {
  const value = jsonMember(text, 'PatchDocument')
  if (!Array.isArray(value)) throw validation('PatchDocument must be a JSON array of operations')
  return (value as readonly Json[]).map((item, index) => {
    if (!isJsonObject(item) || !OPS.has(item['op']) || typeof item['path'] !== 'string') {
      throw validation(`Invalid patch: operation ${index} needs an op of RFC 6902 and a path`)
    }
    const from = item['from']
    return {
      ...item,
      path: rooted(item['path']),
      ...(typeof from === 'string' ? { from: rooted(from) } : {}),
    } as unknown as PatchOperation
  })
}

const rooted = (path: string): string => (path === '' || path.startsWith('/') ? path : `/${path}`)

/**
 * Applies a patch and leaves the model as it was.
 * @throws ServiceFault ValidationException where an operation does not apply or a test fails.
 */
export function applyPatch(model: JsonObject, patch: readonly PatchOperation[]): JsonObject {
  let result: unknown
  try {
    const operations = copyJson(patch as unknown as Json) as unknown as PatchOperation[]
    result = fastJsonPatch.applyPatch(copyJson(model), operations, true).newDocument
  } catch (reason) {
    const [headline] = (reason as Error).message.split('\n')
    throw validation(`Invalid patch: ${headline ?? 'it cannot be applied'}`)
  }
  if (!isJsonObject(result)) throw validation('Invalid patch: the model must stay a JSON object')
  return result
}

/**
 * Refuses a patch that touches a create-only property: at it or below it always, even with the value it
 * has; above it where the value comes out changed. The primary identifier counts as create-only.
 * @throws ServiceFault NotUpdatableException
 */
export function refuseCreateOnly(
  type: ResourceType,
  patch: readonly PatchOperation[],
  before: JsonObject,
  after: JsonObject,
): void {
  const touched = patch.flatMap(writtenPaths)
  const fixed = [
    ...type.createOnly,
    ...type.identifier
      .filter((path) => !isReadOnly(type, path))
      .map((path) => ({ pointer: `/properties/${path.join('/')}`, path })),
  ]
  const refused = fixed
    .filter(
      ({ path }) =>
        touched.some((written) => startsWith(written, path)) ||
        (!path.includes('*') && !same(valueAt(before, path), valueAt(after, path))),
    )
    .map(({ pointer }) => pointer)
  if (refused.length === 0) return
  throw new ServiceFault(
    'NotUpdatableException',
    `Invalid patch update: createOnlyProperties [${[...new Set(refused)].join(', ')}] cannot be updated`,
  )
}

const isReadOnly = (type: ResourceType, path: Path): boolean =>
  type.readOnly.some((other) => other.join('/') === path.join('/'))

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : jsonEqual(a, b)

function writtenPaths(operation: PatchOperation): string[][] {
  switch (operation.op) {
    case 'move':
      return [segments(operation.path), segments(operation.from)]
    case 'add':
    case 'remove':
    case 'replace':
    case 'copy':
      return [segments(operation.path)]
    default:
      return []
  }
}

const segments = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

const startsWith = (written: readonly string[], path: Path): boolean =>
  written.length >= path.length &&
  path.every((segment, index) => segment === '*' || segment === written[index])
