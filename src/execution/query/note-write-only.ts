import { isDocumentType } from '../../catalog/index.js'
import type { ScanRequest } from '../../plan/index.js'
import type { ExecutionContext } from '../context.js'

/** Says once a statement which of the columns that it asks for no service ever returns. */
export function noteWriteOnly(scans: readonly ScanRequest[], { host }: ExecutionContext): void {
  const asked = new Map<string, Set<string>>()
  for (const { schema, properties } of scans) {
    const writeOnly = new Set(schema.writeOnlyProperties)
    for (const property of properties) {
      if (!writeOnly.has(`/properties/${property}`)) continue
      const name = schema.columns.find((column) => column.property === property)?.name ?? property
      asked.set(schema.typeName, (asked.get(schema.typeName) ?? new Set()).add(name))
    }
  }
  for (const [typeName, names] of asked) {
    const columns = [...names]
    host.notify({
      code: '1103',
      level: 'info',
      text: `${typeName}: ${isDocumentType(typeName) ? 'the service' : 'AWS'} never returns ${columns.join(', ')} (write-only), so ${columns.length === 1 ? 'it is' : 'they are'} NULL`,
      data: { typeName, columns },
    })
  }
}
