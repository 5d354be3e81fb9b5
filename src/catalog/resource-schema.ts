import type { PropertySchema } from './property-schema.js'
import type { DocumentFacts } from './providers/document-facts.js'

export type { JsonTypeName, PropertySchema } from './property-schema.js'

/**
 * One resource type as the catalogue knows it: the facts of its CloudFormation registry schema under the
 * registry's own key names, plus the names skyql gives it. No AWS prose.
 *
 * Pointers have one spelling: `/properties/DomainName/Nested`, `*` for array items and map values.
 * Source of the vocabulary: the registry's provider definition meta-schema (v1).
 */
export interface ResourceSchema {
  /** `AWS::CustomerProfiles::Integration` */
  readonly typeName: string
  /** `customerprofiles` */
  readonly service: string
  /** `integrations` */
  readonly table: string
  /** Top-level properties as columns, in the order of `properties`. Virtual columns are not listed. */
  readonly columns: readonly ColumnSchema[]

  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly definitions?: Readonly<Record<string, PropertySchema>>
  readonly required?: readonly string[]
  readonly oneOf?: readonly PropertySchema[]
  readonly anyOf?: readonly PropertySchema[]
  readonly allOf?: readonly PropertySchema[]
  readonly dependencies?: Readonly<Record<string, readonly string[] | PropertySchema>>
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>
  readonly patternProperties?: Readonly<Record<string, PropertySchema>>

  readonly primaryIdentifier: readonly string[]
  readonly additionalIdentifiers?: readonly (readonly string[])[]
  readonly readOnlyProperties?: readonly string[]
  readonly writeOnlyProperties?: readonly string[]
  readonly createOnlyProperties?: readonly string[]
  readonly conditionalCreateOnlyProperties?: readonly string[]
  readonly deprecatedProperties?: readonly string[]
  readonly handlers: Readonly<Partial<Record<HandlerName, HandlerSchema>>>
  readonly tagging?: TaggingSchema
  /** Pointer to a JSONata expression: the service may return f(value) for value. */
  readonly propertyTransform?: Readonly<Record<string, string>>
  readonly replacementStrategy?: 'create_then_delete' | 'delete_then_create'
  /** Set where the resources are not of one region alone. */
  readonly reach?: Reach
  /** Input of the list handler to the parent that supplies it, where one is known. */
  readonly parents?: Readonly<Record<string, ParentProperty>>
  /** Input of the list handler to the few values that it can have. */
  readonly inputValues?: Readonly<Record<string, readonly InputValue[]>>
  /** Inputs of the list handler that are the account that is asked. */
  readonly accountInputs?: readonly string[]
  /** Input of the list handler to the reason why nothing but the statement can give it. */
  readonly unsuppliedInputs?: Readonly<Record<string, string>>
  /** Patterns of the registry that have no safe JavaScript form: pointer into this document to the original text. */
  readonly unusablePatterns?: Readonly<Record<string, string>>
  /** Set of a table that a provider document describes: what its calls are made from. */
  readonly document?: DocumentFacts
}

/**
 * `global`: one set of resources an account, whatever region is asked. `lists-all-regions`: resources have a region,
 * and the list of any region shows them all. `nowhere`: the service knows neither regions nor accounts of AWS.
 */
export type Reach = 'global' | 'lists-all-regions' | 'nowhere'

export type HandlerName = 'create' | 'read' | 'update' | 'delete' | 'list'

export interface HandlerSchema {
  /** IAM actions of the handler, e.g. `profile:ListIntegrations`. */
  readonly permissions: readonly string[]
  readonly timeoutInMinutes?: number
  /** What the list handler demands as ResourceModel; only on `list`. `$ref`s into `properties` are resolved to bare property names. */
  readonly handlerSchema?: ListHandlerSchema
}

/**
 * Inputs of a list handler, named after the top-level properties whose value they carry; in a few types
 * also inputs of the handler's own (`ListenerArns`).
 */
export interface ListHandlerSchema {
  readonly properties: readonly string[]
  /** Property to the key that the handler takes its value under, where that is not the property's name. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly required?: readonly string[]
  readonly oneOf?: readonly { readonly required: readonly string[] }[]
  readonly anyOf?: readonly { readonly required: readonly string[] }[]
  /** Inputs, set by set, that the handler takes where a statement gives them, and that it does without. */
  readonly offered?: readonly (readonly string[])[]
}

/** A value of an input. */
export interface InputValue {
  readonly value: string
  /** The one region that takes it, where not all do. */
  readonly region?: string
}

/** A property of another type whose values are the inputs of a list handler. */
export interface ParentProperty {
  /** `AWS::CustomerProfiles::Domain` */
  readonly typeName: string
  /** `DomainName` */
  readonly property: string
}

export interface TaggingSchema {
  readonly taggable: boolean
  readonly tagOnCreate?: boolean
  readonly tagUpdatable?: boolean
  readonly cloudFormationSystemTags?: boolean
  /** `/properties/Tags` */
  readonly tagProperty?: string
  readonly permissions?: readonly string[]
}

/** A column of a table. */
export interface ColumnSchema {
  /** snake_case name in SQL: `domain_name`. */
  readonly name: string
  /** Property of the resource model: `DomainName`. */
  readonly property: string
  readonly type: SqlType
  /** The registry's type: `string`, `array`, `object|string`, … */
  readonly schemaType: string
}

/** SQL types that rows carry: scalars are typed, objects and arrays are JSON. */
export type SqlType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'JSON'
