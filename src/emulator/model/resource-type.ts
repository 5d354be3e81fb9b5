import type { Catalog, HandlerName, ResourceSchema } from '../../catalog/index.js'
import { typeNotFound, unsupportedAction } from '../service-fault.js'
import type { Path } from './pointer.js'
import { pathOf } from './pointer.js'

/** What the control plane asks of a type over and over, worked out once from its catalogue document. */
export interface ResourceType {
  readonly typeName: string
  readonly schema: ResourceSchema
  /** Paths of the primary identifier's parts, in the registry's order. */
  readonly identifier: readonly Path[]
  readonly additionalIdentifiers: readonly (readonly Path[])[]
  readonly readOnly: readonly Path[]
  readonly writeOnly: readonly Path[]
  /** Pointers as the registry writes them, with their paths: the error texts quote the pointers. */
  readonly createOnly: readonly { readonly pointer: string; readonly path: Path }[]
}

const ACTIONS: Readonly<Record<HandlerName, string>> = {
  create: 'CREATE',
  read: 'READ',
  update: 'UPDATE',
  delete: 'DELETE',
  list: 'LIST',
}

/** Types of the catalogue by name, read when first named. */
export class ResourceTypes {
  readonly #catalog: Catalog
  readonly #known = new Map<string, ResourceType>()
  #names: readonly string[] | undefined

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  /** @throws ServiceFault TypeNotFound, or UnsupportedAction where the type lacks the handler. */
  require(typeName: string, handler: HandlerName): ResourceType {
    const type = this.find(typeName)
    if (type === undefined) throw typeNotFound(typeName)
    if (type.schema.handlers[handler] === undefined) {
      throw unsupportedAction(typeName, ACTIONS[handler])
    }
    return type
  }

  /** All type names, sorted. */
  names(): readonly string[] {
    this.#names ??= this.#catalog
      .providers()
      .flatMap((provider) =>
        this.#catalog
          .services(provider)
          .flatMap((service) => this.#catalog.tables(provider, service)),
      )
      .map(({ typeName }) => typeName)
      .sort()
    return this.#names
  }

  find(typeName: string): ResourceType | undefined {
    const known = this.#known.get(typeName)
    if (known !== undefined) return known
    const entry = this.#catalog.findType(typeName)
    if (entry?.typeName !== typeName) return undefined
    const type = resourceTypeOf(this.#catalog.schema(entry))
    this.#known.set(typeName, type)
    return type
  }
}

function resourceTypeOf(schema: ResourceSchema): ResourceType {
  const paths = (pointers: readonly string[] | undefined): Path[] => (pointers ?? []).map(pathOf)
  const identifier = paths(schema.primaryIdentifier)
  const isIdentifier = (path: Path): boolean =>
    identifier.some((part) => part.join('/') === path.join('/'))
  return {
    typeName: schema.typeName,
    schema,
    identifier,
    additionalIdentifiers: (schema.additionalIdentifiers ?? []).map(paths),
    readOnly: paths(schema.readOnlyProperties),
    writeOnly: paths(schema.writeOnlyProperties).filter((path) => !isIdentifier(path)),
    createOnly: (schema.createOnlyProperties ?? []).map((pointer) => ({
      pointer,
      path: pathOf(pointer),
    })),
  }
}
