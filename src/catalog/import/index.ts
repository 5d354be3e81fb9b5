export { importSchemas, type ImportResult, type SchemaFile } from './import-schemas.js'
export { translatePattern } from './pattern.js'
export { readRegistrySchema } from './registry-schema.js'
