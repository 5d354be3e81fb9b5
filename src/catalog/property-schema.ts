/** JSON Schema (draft-07 subset) of one property, description-free. Patterns are JavaScript's, to be compiled with the `u` flag (ajv's default). `$ref` is `#/definitions/X` or `#/properties/X`. */
export interface PropertySchema {
  readonly $ref?: string
  readonly type?: JsonTypeName | readonly JsonTypeName[]
  readonly properties?: Readonly<Record<string, PropertySchema>>
  readonly patternProperties?: Readonly<Record<string, PropertySchema>>
  readonly additionalProperties?: boolean | PropertySchema
  readonly items?: PropertySchema
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly uniqueItems?: boolean
  readonly insertionOrder?: boolean
  readonly arrayType?: 'Standard' | 'AttributeList'
  readonly dependencies?: Readonly<Record<string, readonly string[] | PropertySchema>>
  readonly oneOf?: readonly PropertySchema[]
  readonly anyOf?: readonly PropertySchema[]
  readonly allOf?: readonly PropertySchema[]
  /** Other spellings of its values, by what is sent. Documents alone. */
  readonly aliases?: Readonly<Record<string, string>>
  /** True of a map that is also taken as a list of Key and Value. Documents alone. */
  readonly keyValue?: boolean
  /** True of a value that is never shown. Documents alone. */
  readonly secret?: boolean
}

export type JsonTypeName = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null'
