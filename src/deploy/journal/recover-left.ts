import type { ResourceDescription } from '../../connectors/index.js'
import { statedIdentifier } from '../../resource/index.js'
import { carries, ownershipTags } from '../find/ownership.js'
import type { StackRun } from '../run/stack-run.js'
import type { Intent } from '../state/stack-record.js'
import type { HeldState } from '../state/state-store.js'

/**
 * Looks for what an earlier run began to make with a secret in it, of resources that have left the manifest since: no
 * turn of theirs will come to take it up. What is found is recorded, so that it goes like all that leaves the stack.
 */
export async function recoverLeft(run: StackRun, held: HeldState): Promise<void> {
  const declared = new Set(run.stack.resources.map(({ name }) => name))
  for (const intent of [...held.record.pending]) {
    const { resource, operation, record, at, id } = intent
    if (operation !== 'CREATE' || record === undefined || declared.has(resource)) continue
    const found = await find(run, intent, record)
    if (found === undefined) {
      run.context.host.notify({
        code: '6103',
        level: 'warning',
        text: `${resource}: an earlier run began to make ${intent.typeName} in ${intent.region}, and nothing of it is found; the next run looks again`,
        data: { resource },
      })
      continue
    }
    const { identifier } = found
    const known = { kind: 'keep', resource, record: { ...record, identifier, at } } as const
    await held.append(known, { kind: 'ended', id })
  }
}

async function find(
  run: StackRun,
  { resource, typeName, at }: Intent,
  { region, applied = {} }: NonNullable<Intent['record']>,
): Promise<ResourceDescription | undefined> {
  const { catalog } = run.context
  const entry = catalog.findType(typeName)
  if (entry === undefined) return undefined
  const schema = catalog.schema(entry)
  const inventory = run.inventoryOf(resource)
  const stated = statedIdentifier(schema, applied)
  if (stated !== undefined) return inventory.get(schema, region, stated, at)
  const tags = ownershipTags(run.ownership, resource)
  const all = (await inventory.all(schema, region, applied)) ?? []
  return all.find(({ properties }) => carries(schema, properties, tags))
}
